"""Writes an event file with tensorboardX, and what must be read from it."""

import os
import sys

import numpy as np
from tensorboardX import SummaryWriter
from tensorboardX.summary import hparams

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from expectation import Expectation, filled_buckets, remove_old_event_files

SCALARS = [(-1, 0.25), (0, float("inf")), (5, float("nan")), (6, float("-inf")), (2**53 + 1, -1e-10)]


def scalars(writer, expected):
    for index, (step, value) in enumerate(SCALARS):
        at = 1_600_000_000.0 + index / 8
        writer.add_scalar("loss", value, step, walltime=at, display_name="Loss", summary_description="*lower* is better")
        expected.scalar("loss", step, value, wall_time=at)
    expected.described("loss", "Loss", "*lower* is better")


def histograms(writer, expected):
    values = [-3.0, 0.5, 0.5, 0.5, 7.0]
    edges = [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0]
    writer.add_histogram("weights", np.array(values), 2, bins=edges)
    expected.histogram("weights", 2, filled_buckets(values, edges))
    writer.add_histogram("constant", np.full(4, -1.25), 3, bins=[-2.0, -1.0, 0.0])
    expected.histogram("constant", 3, [(-1.25, -1.25, 4)])


def images(writer, expected):
    rgb = (np.arange(5 * 3 * 3, dtype=np.uint8) * 5).reshape(5, 3, 3)
    writer.add_image("rgb", rgb, 1, dataformats="HWC")
    expected.image("rgb", 1, [rgb])
    grey = (np.arange(2 * 7, dtype=np.uint8) * 18).reshape(2, 7)
    writer.add_image("grey", grey, 2, dataformats="HW")
    expected.image("grey", 2, [np.repeat(grey[:, :, None], 3, axis=2)])


def text(writer, expected):
    for step, markdown in enumerate(["**bold**", "naïve café ✓", ""]):
        writer.add_text("note", markdown, step)
        expected.text("note/text_summary", step, markdown)


def others(writer, expected):
    writer.add_audio("beep", np.zeros((40, 1), dtype=np.float32), 1, sample_rate=8000)
    expected.skipped("audio")
    for summary in hparams({"lr": 0.1, "fast": True}, {"accuracy": 0.0}):
        writer.file_writer.add_summary(summary)
        expected.skipped("hparams", len(summary.value))


def main():
    remove_old_event_files(HERE)
    expected = Expectation()
    with SummaryWriter(HERE) as writer:
        for part in (scalars, histograms, images, text, others):
            part(writer, expected)
    expected.save(HERE)


main()
