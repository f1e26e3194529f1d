"""How far integrated gradients are from exact ones by rounding alone, in the reference itself.

    pip install torch torchvision pillow numpy efficientnet-lite-pytorch safetensors captum==0.9.0 grad-cam==1.5.7
    python rounding.py DIRECTORY              # the directory that ../fetch.sh made

captum computes them in single and in double precision; what is printed is the root of the squared differences by that of
the squares, and the greatest difference by the greatest value.
"""

import copy
import pathlib
import sys

import torch
from captum.attr import IntegratedGradients
from PIL import Image

import attributions
import efficientnet

HERE = pathlib.Path(__file__).parent


def integrated(network, image, target):
    black = torch.full_like(image, attributions.BLACK)
    return IntegratedGradients(network).attribute(image, black, target=target, n_steps=50, internal_batch_size=10)


def main():
    network = attributions.Network(efficientnet.network(sys.argv[1])).eval()
    exact = copy.deepcopy(network).double()
    for name in efficientnet.PHOTOGRAPHS:
        image = efficientnet.tensor(Image.open(HERE / f"{name}.png"))
        target = int(network(image).argmax())
        single = integrated(network, image, target).detach().double()
        double = integrated(exact, image.double(), target).detach()
        apart = single - double
        print(f"{name}: {float(apart.norm() / double.norm()):.1e}, {float(apart.abs().max() / double.abs().max()):.1e}")


if __name__ == "__main__":
    main()
