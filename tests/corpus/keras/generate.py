"""Trains a tiny model with Keras and its TensorBoard callback: two runs, `train` and `validation`, with histograms."""

import os

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import glob
import shutil
import sys

import keras
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from expectation import rename_event_file

sys.path.pop(0)  # its folders have the names of libraries


def main():
    for run in ("train", "validation"):
        shutil.rmtree(os.path.join(HERE, run), ignore_errors=True)
    keras.utils.set_random_seed(1)
    inputs = np.random.default_rng(1).normal(size=(64, 3)).astype("float32")
    targets = inputs @ np.array([[1.0], [-2.0], [0.5]], dtype="float32")
    model = keras.Sequential([keras.Input([3]), keras.layers.Dense(4, "relu"), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.05), "mse", metrics=["mae"])
    board = keras.callbacks.TensorBoard(HERE, histogram_freq=2, write_graph=False, update_freq=1)
    model.fit(inputs, targets, batch_size=16, epochs=5, validation_split=0.25, callbacks=[board], verbose=0)
    for run in ("train", "validation"):
        rename_event_file(os.path.join(HERE, run))


main()
