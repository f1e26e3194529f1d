"""Writes an event file with torch.utils.tensorboard, and what must be read from it."""

import json
import os
import sys

import numpy as np
import torch
from torch.utils.tensorboard import SummaryWriter
from torch.utils.tensorboard._pytorch_graph import graph
from torch.utils.tensorboard.summary import compute_curve, hparams

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


def audio(writer, expected):
    left = np.array([0.0, 0.5, -0.5, 1.0, -1.0, 0.25], dtype=np.float32)
    writer.add_audio("beep", left, 1, sample_rate=8000)
    expected.audio("beep", 1, 8000, [[int(sample * 32767)] for sample in left])

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
    writer.add_mesh("shape", torch.tensor(vertices), torch.tensor(colors), torch.tensor(faces), config, 4)
    for part, array in (("VERTEX", vertices), ("FACE", faces), ("COLOR", colors)):
        expected.mesh("shape", 4, part, array, 2 + 4 + 8, json.dumps(config))
    cloud = np.concatenate([vertices, -vertices])
    writer.add_mesh("cloud", torch.tensor(cloud), global_step=5)
    expected.mesh("cloud", 5, "VERTEX", cloud, 2, "{}")

def custom_scalars(writer, expected):
    layout = {
        "losses": {"both": ["Multiline", ["loss/.*", "^val"]], "band": ["Margin", ["mean", "low", "high"]]},
        "Größe": {"one": ["Multiline", ["a"]]},
    }
    writer.add_custom_scalars(layout)
    expected.custom_scalars(0, layout)


def hyperparameters(writer, expected):
    values = {"lr": 0.1, "layers": 2, "optimizer": "adam", "fast": True}
    for summary in hparams(values, {"accuracy": None, "loss/valid": None}, {"optimizer": ["adam", "sgd"]}):
        writer.file_writer.add_summary(summary)
    infos = [["lr", "number", None], ["layers", "number", None], ["optimizer", "text", ["adam", "sgd"]], ["fast", "number", None]]
    expected.hparams("experiment", 0, hparams=infos, metrics=["accuracy", "loss/valid"])
    expected.hparams("session_start_info", 0, values=values | {"fast": 1})  # torch takes True for a number
    expected.hparams("session_end_info", 0, status="Ok")


def tensors(writer, expected):
    arrays = [
        np.array([[1.5, -0.1], [float("inf"), 3e-39], [0.0, 7.0]], dtype=np.float32),
        np.array([0.1, -1e300]),
        np.array([-128, 127], dtype=np.int8),
        np.array([-32768, 5], dtype=np.int16),
        np.array([-(2**31), 5], dtype=np.int32),
        np.array([[-(2**63), 2**53 + 1]]),
        np.array([0, 255], dtype=np.uint8),
        np.array([True, False, True]),
        np.array(4.25, dtype=np.float32),
    ]
    for step, array in enumerate(arrays):
        tag = f"tensor/{array.dtype.name}/{array.ndim}"
        writer.add_tensor(tag, torch.tensor(array), step)
        expected.tensor(tag, step, array)


def main():
    remove_old_event_files(HERE)
    expected = Expectation()
    with SummaryWriter(HERE) as writer:
        parts = (audio, pr_curves, meshes, custom_scalars, hyperparameters, tensors)
        for part in (scalars, histograms, images, text, model_graph, *parts):
            part(writer, expected)
    expected.save(HERE)


main()
