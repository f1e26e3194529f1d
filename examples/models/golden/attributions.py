"""Makes attributions.safetensors: what captum and pytorch-grad-cam find in EfficientNet-Lite0 for the two photographs.

    pip install torch torchvision pillow numpy efficientnet-lite-pytorch safetensors captum==0.9.0 grad-cam==1.5.7
    python attributions.py DIRECTORY          # the directory that ../fetch.sh made

Of each map every eighth row and column is kept, beginning with the fourth, and after them the sum of all its values and of
their magnitudes: a few numbers that a wrong map cannot have.
"""

import copy
import pathlib
import sys

import numpy as np
import torch
from captum.attr import Deconvolution, GuidedBackprop, InputXGradient, IntegratedGradients, LayerGradCam, Occlusion, Saliency
from PIL import Image
from pytorch_grad_cam import EigenCAM, GradCAM, GradCAMPlusPlus, LayerCAM, ScoreCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from pytorch_grad_cam.utils.svd_on_activations import get_2d_projection_with_sign_correction
from safetensors.torch import save_file

import efficientnet

HERE = pathlib.Path(__file__).parent
BLACK = -127 / 128


class Relu6(torch.nn.ReLU):
    """A ReLU6 that captum takes for the rectifier that it is: torch's own is none for it, and would stay as it is."""

    def forward(self, x):
        return torch.clamp(x, 0, 6)


class Block(torch.nn.Module):
    """A block of the network with a module for each rectifier: the original has one for both, which hooks cannot tell apart."""

    def __init__(self, block):
        super().__init__()
        self.block, self.first, self.second = block, Relu6(), Relu6()

    def forward(self, x):
        block, wide = self.block, x
        if hasattr(block, "_expand_conv"):
            wide = self.first(block._bn0(block._expand_conv(x)))
        wide = self.second(block._bn1(block._depthwise_conv(wide)))
        narrow = block._bn2(block._project_conv(wide))
        return narrow + x if narrow.shape == x.shape else narrow


class Network(torch.nn.Module):
    """The whole network, likewise."""

    def __init__(self, model):
        super().__init__()
        self.stem = torch.nn.Sequential(model._conv_stem, model._bn0, Relu6())
        self.blocks = torch.nn.ModuleList(Block(block) for block in model._blocks)
        self.head = torch.nn.Sequential(model._conv_head, model._bn1, Relu6())
        self.output = model._fc

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.output(self.head(x).mean((2, 3)))


class SignedEigenCAM(EigenCAM):
    """Eigen-CAM with the library's own correction of the sign, which is open otherwise."""

    def get_cam_image(self, input_tensor, target_layer, targets, activations, grads, eigen_smooth=False):
        return get_2d_projection_with_sign_correction(activations)


def slopes(network, image, target):
    """captum's methods that look at one gradient, each [1, 3, 224, 224]."""
    return {
        "saliency": Saliency(network).attribute(image, target=target),
        "input_times_gradient": InputXGradient(network).attribute(image, target=target),
        "guided_backpropagation": GuidedBackprop(network).attribute(image, target=target),
        "deconvolution": Deconvolution(network).attribute(image, target=target),
    }


def several_runs(network, image, target):
    """Methods that ask the network many times: [1, 3, 224, 224], and the last two without the channels."""
    black = torch.full_like(image, BLACK)
    steps = dict(n_steps=50, internal_batch_size=10)
    return {
        "integrated_gradients": IntegratedGradients(network).attribute(image, black, target=target, **steps),
        "occlusion": Occlusion(network).attribute(image, (3, 56, 56), (3, 28, 28), black, target=target)[:, :1],
        "score_cam_early": cam(ScoreCAM, network, [network.blocks[4]], image, target),
    }


def cams(network, image, target):
    """pytorch-grad-cam's methods, each [1, 224, 224]."""
    head, early = [network.head], [network.blocks[4]]
    several = [network.blocks[4], network.blocks[10], network.head]
    asked = {
        "grad_cam": (GradCAM, head),
        "grad_cam_of_three": (GradCAM, several),
        "grad_cam_plus_plus": (GradCAMPlusPlus, head),
        "layer_cam": (LayerCAM, head),
        "layer_cam_early": (LayerCAM, early),
        "eigen_cam": (SignedEigenCAM, head),
    }
    return {name: cam(method, network, layers, image, target) for name, (method, layers) in asked.items()}


def cam(method, network, layers, image, target):
    """One of pytorch-grad-cam's maps."""
    with method(model=network, target_layers=layers) as maps:
        return torch.from_numpy(maps(image, [ClassifierOutputTarget(target)]))


def kept(attribution):
    """The numbers that the file keeps of an attribution."""
    attribution = attribution.detach().double()
    sums = torch.stack([attribution.sum(), attribution.abs().sum()])
    return torch.cat([attribution[..., 3::8, 3::8].flatten(), sums]).float()


def main():
    model = efficientnet.network(sys.argv[1])
    network = Network(model).eval()
    exact = copy.deepcopy(network).double()  # the gradient jumps where a rectifier bends: rounding decides
    golden = {}
    for name in efficientnet.PHOTOGRAPHS:
        image = efficientnet.tensor(Image.open(HERE / f"{name}.png"))
        scores = network(image)
        assert torch.allclose(scores, model(image), atol=1e-4)
        target = int(scores.argmax())
        found = slopes(exact, image.double(), target) | cams(exact, image.double(), target)
        found |= several_runs(network, image, target)
        golden |= {f"{name}.{method}": kept(attribution) for method, attribution in found.items()}
        raw = LayerGradCam(network, network.head).attribute(image, target)
        golden[f"{name}.layer_grad_cam"] = raw.detach().flatten()
    save_file(golden, HERE / "attributions.safetensors")


if __name__ == "__main__":
    main()
