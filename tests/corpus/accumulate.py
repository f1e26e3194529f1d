"""Writes what TensorBoard's own EventAccumulator finds in the logdirs of the corpus, as tables in the form of `export`.

`pip install tensorboard==2.21.0 && python3 accumulate.py [DIRECTORY...]`

Beside each logdir come `scalars.csv`, `histograms.csv` and `hparams.csv`, where there are such. A number is written as
`repr` writes it: all digits that tell it from its neighbours.
"""

import csv
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]  # the folders here have the names of libraries

from tensorboard.backend.event_processing import plugin_event_accumulator as accumulator
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util

LOGDIRS = ["torch", "tensorboardx", "tensorflow", "keras", "lightning"]


def runs(logdir):
    """The directories with event files, by the names that TensorBoard gives them."""
    for directory, _, files in sorted(os.walk(logdir)):
        if any("tfevents" in file for file in files):
            yield os.path.relpath(directory, logdir).replace(os.sep, "/"), directory


def accumulated(directory):
    events = accumulator.EventAccumulator(directory, size_guidance={accumulator.TENSORS: 0})
    events.Reload()
    return events


def plugin_series(events, plugin):
    try:
        tags = events.PluginTagToContent(plugin)
    except KeyError:  # no tag of this plugin
        return
    for tag in tags:
        for event in events.Tensors(tag):
            yield tag, event.step, event.wall_time, tensor_util.make_ndarray(event.tensor_proto)


def scalars(run, events):
    for tag, step, wall_time, value in plugin_series(events, "scalars"):
        yield run, tag, step, repr(wall_time), repr(float(value.item()))


def histograms(run, events):
    for tag, step, wall_time, buckets in plugin_series(events, "histograms"):
        for left, right, count in buckets.tolist():
            yield run, tag, step, repr(wall_time), repr(left), repr(right), repr(count)


def hparams(run, events):
    try:
        contents = events.PluginTagToContent("hparams")
    except KeyError:
        return
    for content in contents.values():
        data = plugin_data_pb2.HParamsPluginData.FromString(content)
        for name, value in sorted(data.session_start_info.hparams.items()):
            kind = value.WhichOneof("kind")
            yield run, name, kind.removesuffix("_value"), repr(getattr(value, kind))


TABLES = {
    "scalars": (scalars, ["run", "tag", "step", "wall_time", "value"]),
    "histograms": (histograms, ["run", "tag", "step", "wall_time", "left", "right", "count"]),
    "hparams": (hparams, ["run", "name", "kind", "value"]),
}


def main(logdirs):
    for logdir in logdirs:
        found = [(run, accumulated(directory)) for run, directory in runs(logdir)]
        for name, (rows_of, header) in TABLES.items():
            rows = [row for run, events in found for row in rows_of(run, events)]
            if rows:
                with open(os.path.join(logdir, f"{name}.csv"), "w", encoding="utf-8", newline="") as file:
                    csv.writer(file, lineterminator="\n").writerows([header, *rows])


main(sys.argv[1:] or [os.path.join(HERE, logdir) for logdir in LOGDIRS])
