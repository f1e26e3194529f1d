"""Computes precision-recall curves with TensorBoard's own function, for the test beside this script to compare with.

Made with tensorboard 2.21.0 and numpy: `pip install tensorboard && python3 generate.py`. Numbers are single precision.
"""

import json
import os
from unittest import mock

import numpy as np
from tensorboard.plugins.pr_curve import summary

HERE = os.path.dirname(os.path.abspath(__file__))


def curve(labels, predictions, thresholds, weights):
    """The six rows that `summary.pb` would write; it needs TensorFlow only to wrap them."""
    absent = {name: mock.Mock() for name in ("tensorflow", "tensorflow.compat", "tensorflow.compat.v1")}
    with mock.patch.object(summary, "raw_data_pb") as raw, mock.patch.dict("sys.modules", absent):
        summary.pb("x", labels, predictions, thresholds, weights)
    counts = [f"{kind}_counts" for kind in ("true_positive", "false_positive", "true_negative", "false_negative")]
    return [raw.call_args.kwargs[name] for name in [*counts, "precision", "recall"]]


def case(rng, count, thresholds, weighted, on_edges):
    labels = rng.random(count) < 0.4
    predictions = np.float32(rng.random(count))
    if on_edges:
        predictions = np.float32(rng.integers(0, thresholds, count) / (thresholds - 1))
    weights = np.float32(rng.random(count) * 3) if weighted else None
    rows = curve(labels, predictions, thresholds, weights)
    return {
        "labels": labels.tolist(),
        "predictions": [str(number) for number in predictions],
        "weights": [str(number) for number in weights] if weighted else None,
        "thresholds": thresholds,
        "rows": [[str(np.float32(number)) for number in row] for row in rows],
    }


def main():
    rng = np.random.default_rng(7)
    sizes = [(1, 2), (12, 3), (30, 7), (40, 11), (25, 50)]
    cases = [
        case(rng, count, thresholds, weighted, on_edges)
        for count, thresholds in sizes
        for weighted in (False, True)
        for on_edges in (False, True)
    ]
    with open(os.path.join(HERE, "golden.json"), "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


main()
