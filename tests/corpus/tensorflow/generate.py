"""Writes an event file with tf.summary, and what must be read from it."""

import json
import os
import sys

import numpy as np
import tensorflow as tf
from tensorboard.plugins.hparams import api as hp
from tensorboard.plugins.mesh import summary_v2 as mesh_summary

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from expectation import Expectation, remove_old_event_files, table

SCALARS = [(-7, 2.5), (0, float("nan")), (10, float("-inf")), (11, float("inf")), (2**45, 1e-8)]


def scalars(expected):
    for step, value in SCALARS:
        tf.summary.scalar("loss", value, step, description="# The loss\nof *this* run")
        expected.scalar("loss", step, value)
    expected.described("loss", description="# The loss\nof *this* run")


def histograms(expected):
    values = [0.0, 0.0, 0.25, 1.75, 4.0]
    tf.summary.histogram("weights", tf.constant(values, tf.float64), 1, buckets=8)
    counts = [3, 0, 0, 1, 0, 0, 0, 1]
    expected.histogram("weights", 1, [(i / 2, (i + 1) / 2, count) for i, count in enumerate(counts)])
    tf.summary.histogram("constant", tf.fill([6], 1.5), 2, buckets=3)
    expected.histogram("constant", 2, [(1.5, 1.5, 0), (1.5, 1.5, 0), (1.5, 1.5, 6)])
    tf.summary.histogram("empty", tf.zeros([0]), 3, buckets=2)
    expected.histogram("empty", 3, [(0.0, 0.0, 0), (0.0, 0.0, 0)])


def images(expected):
    rgb = (np.arange(2 * 3 * 4 * 3, dtype=np.uint8) * 3).reshape(2, 3, 4, 3)
    tf.summary.image("two samples", rgb, 5, max_outputs=2, description="two at once")
    expected.image("two samples", 5, list(rgb))
    expected.described("two samples", description="two at once")
    grey = (np.arange(5 * 2, dtype=np.uint8) * 25).reshape(1, 5, 2, 1)
    tf.summary.image("grey", grey, 6)
    expected.image("grey", 6, list(grey))


def text(expected):
    tf.summary.text("note", "日本語 *and* more", 1)
    expected.text("note", 1, "日本語 *and* more")
    tf.summary.text("list", ["first", "second"], 2)
    expected.text("list", 2, table([["first"], ["second"]]))
    tf.summary.text("table", [["a", "b", "c"], ["d", "e", "ü"]], 3)
    expected.text("table", 3, table([["a", "b", "c"], ["d", "e", "ü"]]))


def graph(expected):
    graph = tf.Graph()
    with graph.as_default():
        inputs = tf.compat.v1.placeholder(tf.float32, [None, 3], name="inputs")
        with tf.name_scope("dense"):
            tf.nn.relu(tf.matmul(inputs, tf.ones([3, 2])), name="relu")
    tf.summary.graph(graph)
    expected.graph(graph.as_graph_def(add_shapes=True))


def audio(expected):
    clips = np.array([[[0.0], [0.5], [-1.0]], [[0.25], [-0.25], [1.0]]], dtype=np.float32)
    tf.summary.audio("two clips", clips, sample_rate=8000, step=1, description="short")
    expected.described("two clips", description="short")
    expected.audio("two clips", 1, 8000, *np.clip(np.round(clips * 32768), -32768, 32767).astype(int).tolist())


def meshes(expected):
    vertices = np.array([[[0, 0, 0], [1, 0, 0.1], [0, 1, 0]], [[0, 0, 0], [2, 0, 0], [0, 2, -1e-7]]], dtype=np.float32)
    faces = np.array([[[0, 1, 2]], [[2, 1, 0]]], dtype=np.int32)
    colors = np.array([[[255, 0, 1]] * 3, [[2, 254, 0]] * 3], dtype=np.uint8)
    config = {"material": {"cls": "PointsMaterial", "size": 2}}
    mesh_summary.mesh("shape", tf.constant(vertices), tf.constant(faces), tf.constant(colors), config, 3)
    for part, array in (("VERTEX", vertices), ("FACE", faces), ("COLOR", colors)):
        expected.mesh("shape", 3, part, array, 2 + 4 + 8, json.dumps(config, sort_keys=True))


def hyperparameters(expected):
    domains = [hp.HParam("lr"), hp.HParam("optimizer", hp.Discrete(["adam", "sgd"])), hp.HParam("fast", hp.Discrete([False, True]))]
    hp.hparams_config(domains, [hp.Metric("accuracy", dataset_type=hp.Metric.VALIDATION)])
    infos = [["lr", "unset", None], ["optimizer", "text", ["adam", "sgd"]], ["fast", "bool", [False, True]]]
    expected.hparams("experiment", 0, hparams=infos, metrics=["accuracy"])
    values = {"lr": 0.1, "optimizer": "adam", "fast": False}
    hp.hparams(values, trial_id="corpus")
    expected.hparams("session_start_info", 0, values=values, group_name="corpus")


def tensors(expected):
    for step, dtype in enumerate([tf.float32, tf.float64, tf.int64, tf.uint8, tf.float16, tf.uint64, tf.bool]):
        array = tf.cast([[0, 1, 100], [1, 1, 1]], dtype)
        tf.summary.write(f"tensor/{dtype.name}", array, step=step)
        expected.tensor(f"tensor/{dtype.name}", step, array.numpy())
        tf.summary.write(f"constant/{dtype.name}", tf.fill([5], array[0, 1]), step=step)
        expected.tensor(f"constant/{dtype.name}", step, np.full([5], array.numpy()[0, 1]))


def main():
    remove_old_event_files(HERE)
    expected = Expectation()
    writer = tf.summary.create_file_writer(HERE)
    with writer.as_default(step=0):
        for part in (scalars, histograms, images, text, graph, audio, meshes, hyperparameters, tensors):
            part(expected)
    writer.close()
    expected.save(HERE)


main()
