"""Writes src/heatmap/overlay_golden.json: a mask on an image, by pytorch-grad-cam.

    pip install torch numpy opencv-python-headless && pip install --no-deps grad-cam
    python overlay.py ../src/heatmap/overlay_golden.json
"""

import importlib.util
import json
import pathlib
import sys

import numpy as np

# The file alone: the package around it asks for torchvision.
root = next(pathlib.Path(p) / "pytorch_grad_cam" for p in sys.path if (pathlib.Path(p) / "pytorch_grad_cam").is_dir())
source = (root / "utils" / "image.py").read_text()
keep = source[source.index("def show_cam_on_image") :].split("\ndef ", 1)[0]
import cv2  # noqa: E402

scope = {"np": np, "cv2": cv2}
exec("def " + keep.removeprefix("def "), scope)

draw = np.random.default_rng(3)
image = draw.integers(0, 256, size=(5, 6, 3)).astype(np.float32)
mask = np.round(draw.random((5, 6)), 4).astype(np.float32)
mask[0, 0], mask[4, 5] = 0, 1
shown = {k: scope["show_cam_on_image"](image / 255, mask, use_rgb=True, image_weight=w).ravel().tolist() for k, w in [("half", 0.5), ("most", 0.8)]}
with open(sys.argv[1], "w") as file:
    json.dump({"image": image.ravel().tolist(), "mask": [round(float(m), 4) for m in mask.ravel()], **shown}, file)
    file.write("\n")
