"""Writes an event file with tensorboardX, and what must be read from it."""

import json
import os
import sys

import numpy as np
from tensorboardX import SummaryWriter
from tensorboardX.summary import compute_curve, hparams

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


def audio(writer, expected):
    left = np.array([0.0, 0.5, -0.5, 1.0, -1.0, 0.25], dtype=np.float32)
    writer.add_audio("beep", np.stack([left, -left], axis=1), 1, sample_rate=8000)
    scaled = [int(max(-32768, min(32767, round(float(sample) * 32768)))) for sample in left]
    mirrored = [int(max(-32768, min(32767, round(float(-sample) * 32768)))) for sample in left]
    expected.audio("beep", 1, 8000, list(zip(scaled, mirrored)))

def pr_curves(writer, expected):
    labels = np.array([0, 1, 1, 0, 1, 0, 0, 1])
    predictions = np.array([0.1, 0.9, 0.4, 0.4, 1.0, 0.0, 0.75, 0.5])
    weights = np.array([1.0, 0.5, 2.0, 1.0, 0.25, 3.0, 1.0, 1.0])
    writer.add_pr_curve("pr", labels, predictions, 1, num_thresholds=11)
    expected.pr_curve("pr", 1, compute_curve(labels, predictions, 11))
    writer.add_pr_curve("pr", labels, predictions, 2, num_thresholds=11, weights=weights)
    expected.pr_curve("pr", 2, compute_curve(labels, predictions, 11, weights))
    rows = [[4, 3, 0], [4, 1, 0], [0, 3, 4], [0, 1, 4], [0.5, 0.75, 1.0], [1.0, 0.75, 0.0]]
    writer.add_pr_curve_raw("raw pr", *map(np.array, rows), 3, num_thresholds=3)
    expected.pr_curve("raw pr", 3, rows)


def meshes(writer, expected):
    vertices = np.array([[[0, 0, 0], [1, 0, 0.5], [0, 1, -0.1], [1, 1, 1e-9]]], dtype=np.float32)
    colors = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [1, 2, 3]]], dtype=np.uint8)
    faces = np.array([[[0, 1, 2], [1, 3, 2]]], dtype=np.int32)
    config = {"camera": {"cls": "PerspectiveCamera", "fov": 75}}
    writer.add_mesh("shape", vertices, colors, faces, config, 4)
    for number, part, array in ((1, "VERTEX", vertices), (2, "FACE", faces), (3, "COLOR", colors)):
        expected.mesh("shape", 4, part, array, 14, json.dumps(config), tag=f"shape_{number}")

def custom_scalars(writer, expected):
    layout = {
        "losses": {"both": ["Multiline", ["loss/.*", "^val"]], "band": ["Margin", ["mean", "low", "high"]]},
        "Größe": {"one": ["Multiline", ["a"]]},
    }
    writer.add_custom_scalars(layout)
    expected.custom_scalars(0, layout)


def hyperparameters(writer, expected):
    values = {"lr": 0.1, "fast": True, "optimizer": "sgd"}
    for summary in hparams(values, {"accuracy": 0.0}):
        writer.file_writer.add_summary(summary)
    infos = [["lr", "number", None], ["fast", "bool", None], ["optimizer", "text", None]]
    expected.hparams("experiment", 0, hparams=infos, metrics=["accuracy"])
    expected.hparams("session_start_info", 0, values=values)
    expected.hparams("session_end_info", 0, status="Ok")


def main():
    remove_old_event_files(HERE)
    expected = Expectation()
    with SummaryWriter(HERE) as writer:
        for part in (scalars, histograms, images, text, audio, pr_curves, meshes, custom_scalars, hyperparameters):
            part(writer, expected)
    expected.save(HERE)


main()
