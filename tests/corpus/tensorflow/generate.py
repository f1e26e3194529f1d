"""Writes an event file with tf.summary, and what must be read from it."""

import os
import sys

import numpy as np
import tensorflow as tf
from tensorboard.plugins.hparams import api as hp

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


def others(expected):
    tf.summary.audio("beep", tf.zeros([1, 40, 1]), sample_rate=8000, step=1)
    expected.skipped("audio")
    hp.hparams({"lr": 0.1, "optimizer": "adam"}, trial_id="corpus")
    expected.skipped("hparams")
    tf.summary.write("raw", tf.constant([1.0, 2.0]), step=1)
    expected.skipped("")


def main():
    remove_old_event_files(HERE)
    expected = Expectation()
    writer = tf.summary.create_file_writer(HERE)
    with writer.as_default(step=0):
        for part in (scalars, histograms, images, text, graph, others):
            part(expected)
    writer.close()
    expected.save(HERE)


main()
