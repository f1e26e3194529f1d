"""Writes an event file with torch.utils.tensorboard, and what must be read from it."""

import os
import sys

import numpy as np
import torch
from torch.utils.tensorboard import SummaryWriter
from torch.utils.tensorboard._pytorch_graph import graph
from torch.utils.tensorboard.summary import hparams

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from expectation import Expectation, filled_buckets, remove_old_event_files

SCALARS = [(-5, 1.5), (0, -0.1), (1, float("nan")), (2, float("inf")), (3, float("-inf")), (2**40, 3e-39), (2**62, 3e38)]


def scalars(writer, expected):
    for index, (step, value) in enumerate(SCALARS):
        at = 1_700_000_000.25 + index
        writer.add_scalar("loss/train", value, step, walltime=at)
        expected.scalar("loss/train", step, value, wall_time=at)
    writer.add_scalar("new style", 0.1, 7, new_style=True)
    expected.scalar("new style", 7, 0.1)
    writer.add_scalar("double", 0.1, 8, new_style=True, double_precision=True)
    expected.scalar("double", 8, 0.1)


def histograms(writer, expected):
    gap = [-2.0, -2.0, -1.5, 3.25, 3.5]
    edges = [-2.5, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 3.5]
    writer.add_histogram("gap", np.array(gap), 1, bins=edges, walltime=1_700_000_100.5)
    expected.histogram("gap", 1, filled_buckets(gap, edges), wall_time=1_700_000_100.5)

    powers = default_edges()
    for step, values in enumerate([[0.5] * 9, [-1e-3, -1e-3, 0.0, 0.0, 0.25, 12.0]]):
        writer.add_histogram("default bins", np.array(values), step)
        expected.histogram("default bins", step, filled_buckets(values, powers))

    limits, counts = [0.0, 1.0, 3.0], [2, 0, 4]
    writer.add_histogram_raw("raw", -1.0, 2.0, 6, 3.0, 9.0, limits, counts, 4)
    expected.histogram("raw", 4, [(-1.0, 0.0, 2), (1.0, 2.0, 4)])


def default_edges():
    """TensorFlow's buckets: powers of 1.1, mirrored at zero."""
    value, positive = 1e-12, []
    while value < 1e20:
        positive.append(value)
        value *= 1.1
    return [-edge for edge in reversed(positive)] + [0.0] + positive


def images(writer, expected):
    rgb = (np.arange(3 * 4 * 5, dtype=np.uint8) * 4).reshape(3, 4, 5)
    writer.add_image("rgb", rgb, 3)
    expected.image("rgb", 3, [rgb.transpose(1, 2, 0)])
    grey = (np.arange(6 * 2, dtype=np.uint8) * 20).reshape(6, 2)
    writer.add_image("grey", grey, 4, dataformats="HW")
    expected.image("grey", 4, [np.repeat(grey[:, :, None], 3, axis=2)])  # torch writes grey as three equal channels


def text(writer, expected):
    for step, markdown in enumerate(["plain", "Grüße, 世界 🙂 <b>&</b>", "| a | b |\n| - | - |\n| 1 | 2 |"]):
        writer.add_text("note", markdown, step)
        expected.text("note/text_summary", step, markdown)


def model_graph(writer, expected):
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
    inputs = torch.zeros(4, 3)
    writer.add_graph(model, inputs)
    expected.graph(graph(model, inputs)[0])


def others(writer, expected):
    writer.add_audio("beep", np.zeros((1, 40), dtype=np.float32), 1, sample_rate=8000)
    expected.skipped("audio")
    for summary in hparams({"lr": 0.1, "layers": 2}, {"accuracy": None}):
        writer.file_writer.add_summary(summary)
        expected.skipped("hparams", len(summary.value))
    writer.add_pr_curve("pr", np.array([0, 1, 1]), np.array([0.2, 0.7, 0.9]), 1)
    expected.skipped("pr_curves")


def main():
    remove_old_event_files(HERE)
    expected = Expectation()
    with SummaryWriter(HERE) as writer:
        for part in (scalars, histograms, images, text, model_graph, others):
            part(writer, expected)
    expected.save(HERE)


main()
