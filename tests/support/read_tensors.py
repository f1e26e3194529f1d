"""Prints the tensors of a logdir as JSON, as each of TensorBoard's readers gives them to its pages.

Usage: read_tensors.py LOGDIR RUN LAST_TAG. The answer is
{"slow" | "fast" | "accumulator": {TAG: [[STEP, DTYPE, SHAPE, VALUES], ...]}}, with the values one after another.
"""

import json
import sys
import time

from tensorboard import context
from tensorboard.backend.event_processing import data_provider, event_accumulator, plugin_event_multiplexer
from tensorboard.data import provider, server_ingester
from tensorboard.util import grpc_util, tensor_util


def point(step, array):
    values = [text.decode() if isinstance(text, bytes) else text for text in array.ravel().tolist()]
    return [step, str(array.dtype), list(array.shape), values]


def provided(reader, run):
    tensors = reader.read_tensors(
        context.RequestContext(), experiment_id="", plugin_name="tensor", downsample=1000,
        run_tag_filter=provider.RunTagFilter(runs=[run]),
    )
    return {tag: [point(datum.step, datum.numpy) for datum in data] for tag, data in tensors.get(run, {}).items()}


def slow(logdir, run):
    multiplexer = plugin_event_multiplexer.EventMultiplexer().AddRunsFromDirectory(logdir)
    multiplexer.Reload()
    return provided(data_provider.MultiplexerDataProvider(multiplexer, logdir), run)


def fast(logdir, run, last_tag):
    ingester = server_ingester.SubprocessServerDataIngester(
        server_ingester.get_server_binary(), logdir, reload_interval=1,
        channel_creds_type=grpc_util.ChannelCredsType.LOCAL,
    )
    ingester.start()
    deadline = time.time() + 60
    tensors = {}
    while last_tag not in tensors and time.time() < deadline:
        time.sleep(0.1)
        tensors = provided(ingester.data_provider, run)
    return tensors


def accumulator(logdir, run):
    events = event_accumulator.EventAccumulator(f"{logdir}/{run}", size_guidance={event_accumulator.TENSORS: 0}).Reload()
    tags = events.PluginTagToContent("tensor")
    return {
        tag: [point(event.step, tensor_util.make_ndarray(event.tensor_proto)) for event in events.Tensors(tag)]
        for tag in tags
    }


if __name__ == "__main__":
    logdir, run, last_tag = sys.argv[1:]
    answers = {"slow": slow(logdir, run), "accumulator": accumulator(logdir, run), "fast": fast(logdir, run, last_tag)}
    json.dump(answers, sys.stdout)
