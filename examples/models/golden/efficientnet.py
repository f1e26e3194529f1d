"""Makes logits.json, china.png and flower.png: what PyTorch computes with EfficientNet-Lite0 for the two photographs.

    pip install torch pillow numpy efficientnet-lite-pytorch
    python efficientnet.py DIRECTORY          # the directory that ../fetch.sh made

The PNG files are the network's input, so that a test of the network does not depend on a JPEG decoder.
"""

import json
import pathlib
import sys

import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image

HERE = pathlib.Path(__file__).parent
PHOTOGRAPHS = ["china", "flower"]
SIDE = 224


def network(directory):
    """The network with its weights, for inference."""
    model = EfficientNet.from_name("efficientnet-lite0")
    model.load_state_dict(torch.load(pathlib.Path(directory) / "efficientnet-lite0.pth", map_location="cpu"))
    return model.eval()


def photograph(name):
    """The middle of the photograph: 7/8 of the shorter side."""
    image = Image.open(HERE.parent / "images" / f"{name}.jpg").convert("RGB")
    side = round(min(image.size) * SIDE / (SIDE + 32))
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def tensor(image):
    """What the network is given: [1, 3, 224, 224]."""
    pixels = (np.asarray(image).astype(np.float32) - 127) / 128
    return torch.from_numpy(pixels).permute(2, 0, 1)[None]


def main():
    model = network(sys.argv[1])
    golden = {}
    for name in PHOTOGRAPHS:
        image = photograph(name)
        image.save(HERE / f"{name}.png", optimize=True)
        with torch.no_grad():
            golden[name] = [round(float(logit), 6) for logit in model(tensor(image))[0]]
    (HERE / "logits.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
