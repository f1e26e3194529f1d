"""Writes the tables of src/colormap/tables: 256 colours each, red, green and blue a byte.

    pip install matplotlib opencv-python-headless
    python colormaps.py ../src/colormap/tables

Licences of the maps: see README.md in that folder.
"""

import json
import pathlib
import sys

import cv2
import matplotlib
import numpy as np

NAMES = {"viridis": "viridis", "inferno": "inferno", "turbo": "turbo", "ylgnbu": "YlGnBu", "hot": "hot", "coolwarm": "coolwarm"}

folder = pathlib.Path(sys.argv[1])
for file, name in NAMES.items():
    # Rounded to the nearest byte, as the published hexadecimal codes are; `bytes=True` would cut.
    table = np.rint(255 * matplotlib.colormaps[name](np.arange(256))[:, :3])
    (folder / f"{file}.rgb").write_bytes(table.astype(np.uint8).tobytes())

# OpenCV keeps blue first.
jet = cv2.applyColorMap(np.arange(256, dtype=np.uint8).reshape(1, 256), cv2.COLORMAP_JET)[0, :, ::-1]
(folder / "jet.rgb").write_bytes(np.ascontiguousarray(jet).tobytes())

# What the test compares: a few steps, asked of the libraries again by another way than the tables.
steps = [0, 64, 128, 192, 255]
hexes = {name: [matplotlib.colors.to_hex(matplotlib.colormaps[name](s)) for s in steps] for name in NAMES.values()}
golden = {name: [list(bytes.fromhex(code[1:])) for code in codes] for name, codes in hexes.items()}
golden["jet"] = [cv2.applyColorMap(np.full((1, 1), s, np.uint8), cv2.COLORMAP_JET)[0, 0, ::-1].tolist() for s in steps]
(folder.parent / "golden.json").write_text(json.dumps(golden) + "\n")
