"""What a reader must find in an event file, collected while the file is written and saved beside it as JSON.

Numbers are strings, as `repr` writes them: JSON has no NaN, and readers of JSON may round.
"""

import glob
import json
import os
import struct


def f32(value):
    """The single-precision number that TensorBoard's scalars keep."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def filled_buckets(values, edges):
    """Counts `values` between `edges`, and drops empty buckets. The outer edges stop at the least and greatest value."""
    low, high = min(values), max(values)
    rows = []
    for index, (left, right) in enumerate(zip(edges, edges[1:])):
        last = index == len(edges) - 2
        count = sum(left <= v < right or (last and v == right) for v in values)
        if count:
            rows.append((max(left, low), min(right, high), count))
    return rows


def table(rows):
    """The Markdown of an array of strings: a table with an empty header."""
    lines = [[""] * len(rows[0]), ["---"] * len(rows[0]), *rows]
    return "".join("".join(f"| {cell} " for cell in line) + "|\n" for line in lines)


class Expectation:
    """One list for each kind of summary, in the order of logging."""

    def __init__(self):
        kinds = ["scalar", "histogram", "image", "text", "audio", "precision-recall curve", "mesh"]
        kinds += ["custom scalars layout", "hparams", "tensor"]
        self.found = {kind: [] for kind in kinds} | {"described": {}, "skipped": {}, "graph": []}

    def scalar(self, tag, step, value, wall_time=None):
        self._add("scalar", tag, step, wall_time, repr(f32(value)))

    def histogram(self, tag, step, rows, wall_time=None):
        self._add("histogram", tag, step, wall_time, [[repr(float(number)) for number in row] for row in rows])

    def image(self, tag, step, pictures, wall_time=None):
        """`pictures` are arrays of height x width x channels, 8 bits each."""
        height, width, channels = pictures[0].shape
        pixels = [picture.flatten().tolist() for picture in pictures]
        size = {"width": width, "height": height, "channels": channels}
        self._add("image", tag, step, wall_time, {**size, "pixels": pixels})

    def text(self, tag, step, markdown, wall_time=None):
        self._add("text", tag, step, wall_time, markdown)

    def audio(self, tag, step, sample_rate, *clips):
        """A clip is frames x channels of whole numbers of 16 bits."""
        value = [
            {"sample_rate": sample_rate, "channels": len(clip[0]), "samples": [sample for frame in clip for sample in frame]}
            for clip in clips
        ]
        self._add("audio", tag, step, None, value)

    def pr_curve(self, tag, step, rows):
        """Six rows: true and false positives, true and false negatives, precision, recall."""
        rows = [[repr(f32(number)) for number in row] for row in rows]
        self._add("precision-recall curve", tag, step, None, rows)

    def mesh(self, name, step, part, array, components, config, tag=None):
        """One part of a mesh: `array` is batch x elements x 3."""
        value = {"name": name, "part": part, "shape": list(array.shape[:2]), "components": components, "config": config}
        value["elements"] = [[repr(float(number)) for number in row] for row in array.reshape(-1, 3).tolist()]
        self._add("mesh", tag or f"{name}_{part}", step, None, value)

    def custom_scalars(self, step, layout):
        """`layout` as the writers in Python take it: category -> chart -> [kind, tags]."""
        value = [{"title": title, "charts": [[chart, *of] for chart, of in charts.items()]} for title, charts in layout.items()]
        self._add("custom scalars layout", "custom_scalars__config__", step, None, value)

    def hparams(self, part, step, **value):
        """`part` is `experiment`, `session_start_info` or `session_end_info`."""
        self._add("hparams", f"_hparams_/{part}", step, None, value)

    def tensor(self, tag, step, array):
        """`array` is of numpy; its numbers are written in full."""
        numbers = [repr(number) for number in array.flatten().tolist()]
        value = {"dtype": array.dtype.name, "shape": list(array.shape), "elements": numbers}
        self._add("tensor", tag, step, None, value)

    def described(self, tag, display_name="", description=""):
        self.found["described"][tag] = {"display_name": display_name, "description": description}

    def skipped(self, plugin, count=1):
        """Values of a plugin that nnviz does not read."""
        self.found["skipped"][plugin] = self.found["skipped"].get(plugin, 0) + count

    def graph(self, graph_def):
        """The nodes of a `GraphDef` message, as its own library presents it."""
        for node in graph_def.node:
            known = node.attr["_output_shapes"].list.shape if "_output_shapes" in node.attr else []
            shapes = [[dim.size for dim in shape.dim] for shape in known]
            self.found["graph"].append(
                {"name": node.name, "op": node.op, "inputs": list(node.input), "output_shapes": shapes}
            )

    def _add(self, kind, tag, step, wall_time, value):
        wall_time = None if wall_time is None else repr(float(wall_time))
        self.found[kind].append({"tag": tag, "step": step, "wall_time": wall_time, "value": value})

    def save(self, directory):
        """Writes `expected.json`, and gives the event file a name that says nothing of this machine."""
        rename_event_file(directory)
        with open(os.path.join(directory, "expected.json"), "w", encoding="utf-8") as file:
            file.write(one_entry_a_line(self.found))


def rename_event_file(directory):
    """The name that a writer gives tells of its machine."""
    (path,) = glob.glob(os.path.join(directory, "events.out.tfevents.*"))
    suffix = ".v2" if path.endswith(".v2") else ""
    os.rename(path, os.path.join(directory, f"events.out.tfevents.1700000000.corpus.1.0{suffix}"))


def one_entry_a_line(found):
    """JSON that a person can read, and compare line by line."""
    blocks = []
    for key, entries in found.items():
        lines = json.dumps(entries, ensure_ascii=False)
        if isinstance(entries, list):
            lines = "[\n  " + ",\n  ".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]"
        blocks.append(f"{json.dumps(key)}: {lines if entries else json.dumps(entries)}")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def remove_old_event_files(directory):
    """Makes room for a new one."""
    for path in glob.glob(os.path.join(directory, "events.out.tfevents.*")):
        os.remove(path)
