"""Writes golden.json: what captum 0.9.0 and shap find for a small network, with its weights and inputs.

    pip install torch numpy scipy scikit-learn pandas numba && pip install --no-deps captum shap slicer cloudpickle tqdm packaging
    python generate.py
"""

import json
import pathlib

import numpy as np
import shap
import torch
from captum.attr import Occlusion
from captum.metrics import infidelity, sensitivity_max

torch.manual_seed(0)
np.random.seed(0)
SIZE, CLASSES = 9, 3
net = torch.nn.Sequential(
    torch.nn.Conv2d(2, 4, 3, padding=1),
    torch.nn.ReLU(),
    torch.nn.MaxPool2d(3),
    torch.nn.Flatten(),
    torch.nn.Linear(36, CLASSES),
).double().eval()
for parameter in net.parameters():
    parameter.data = parameter.data.float().double()  # what the file can hold
images = torch.rand(2, 2, SIZE, SIZE).double()
background = torch.rand(3, 2, SIZE, SIZE).double()
round32 = lambda tensor: tensor.float().double()
images, background = round32(images), round32(background)

occlusion = Occlusion(net)
occluded = occlusion.attribute(images, sliding_window_shapes=(2, 3, 4), strides=(2, 2, 3), target=torch.tensor([0, 2]))
covered = occlusion.attribute(images, sliding_window_shapes=(2, 4, 4), strides=(2, 3, 3), target=1, baselines=background[:1])

# Nine squares of 3 x 3 through both channels.
group = torch.tensor([[3 * (y // 3) + x // 3 for x in range(SIZE)] for y in range(SIZE)])


def worth(masks):
    with torch.no_grad():
        open_ = torch.as_tensor(masks, dtype=torch.float64)[:, group].unsqueeze(1)
        mixed = [net(images[:1] * open_ + sample * (1 - open_)) for sample in background]
        return torch.stack(mixed).mean(0).numpy()


explainer = shap.KernelExplainer(worth, np.zeros((1, 9)))
exact = explainer.shap_values(np.ones((1, 9)), nsamples=510, l1_reg=False, silent=True)[0]
some = explainer.shap_values(np.ones((1, 9)), nsamples=150, l1_reg=False, silent=True)[0]

# The mean over a background of integrated gradients, on a grid of 400 points: what GradientSHAP's samples tend to.
expected = torch.zeros_like(images[:1])
for sample in background:
    share = ((torch.arange(400) + 0.5) / 400).double().reshape(-1, 1, 1, 1)
    points = (sample + share * (images[:1] - sample)).requires_grad_()
    net(points)[:, 1].sum().backward()
    expected += points.grad.mean(0) * (images[:1] - sample) / len(background)


def slopes(inputs, target=1):
    inputs = (inputs[0] if isinstance(inputs, tuple) else inputs).detach().requires_grad_()
    with torch.enable_grad():  # captum measures without
        return torch.autograd.grad(net(inputs)[:, target].sum(), inputs)  # captum wants a tuple


def perturb(inputs):
    noise = 0.1 * torch.randn_like(inputs)
    return noise, inputs - noise


wrong = torch.ones_like(images[:1])
golden = {
    "weights": {name: value.flatten().tolist() for name, value in net.state_dict().items()},
    "images": images.flatten().tolist(),
    "background": background.flatten().tolist(),
    "scores": net(images).flatten().tolist(),
    "occluded": occluded.flatten().tolist(),
    "covered": covered.flatten().tolist(),
    "kernel_exact": exact.T.flatten().tolist(),
    "kernel_150": some.T.flatten().tolist(),
    "expected_gradients": expected.flatten().tolist(),
    "infidelity": infidelity(net, perturb, images[:1], wrong, target=1, n_perturb_samples=20000).item(),
    "sensitivity": sensitivity_max(slopes, images[:1], perturb_radius=0.02, n_perturb_samples=300).item(),
}
rounded = json.loads(json.dumps(golden), parse_float=lambda number: float(f"{float(number):.9g}"))
pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(rounded) + "\n")
