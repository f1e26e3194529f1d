"""Writes src/picture/resize_golden.json: maps resized by OpenCV.

    pip install opencv-python-headless
    python resize.py ../src/picture/resize_golden.json
"""

import json
import sys

import cv2
import numpy as np

draw = np.random.default_rng(7)
cases = []
for (width, height), to in [((7, 7), (28, 28)), ((3, 5), (11, 8)), ((1, 2), (4, 4)), ((8, 8), (8, 8)), ((9, 6), (5, 4))]:
    values = draw.normal(size=(height, width)).astype(np.float32)
    resized = cv2.resize(values, to)
    cases.append({"from": [width, height], "to": list(to), "values": values.ravel().tolist(), "resized": resized.ravel().tolist()})
with open(sys.argv[1], "w") as file:
    json.dump([{**c, "values": [round(v, 7) for v in c["values"]], "resized": [round(v, 6) for v in c["resized"]]} for c in cases], file)
    file.write("\n")
