"""Writes cnn.json: what captum 0.9.0, pytorch-grad-cam 1.5.7 and shap find for a small convolutional network with batch
normalisation, pooling and dropout, with its weights and inputs.

    pip install torch torchvision numpy scipy scikit-learn pandas numba opencv-python-headless matplotlib
    pip install --no-deps captum grad-cam ttach shap slicer cloudpickle tqdm packaging
    python cnn.py
"""

import json
import pathlib

import numpy as np
import pytorch_grad_cam.eigen_cam
import shap
import torch
from captum.attr import (
    DeepLift,
    Deconvolution,
    GuidedBackprop,
    InputXGradient,
    IntegratedGradients,
    LayerGradCam,
    Saliency,
)
from pytorch_grad_cam import EigenCAM, GradCAM, GradCAMPlusPlus, LayerCAM, ScoreCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

# The sign of a principal component is the solver's choice: its largest magnitude is made positive, as nnviz-explain does.
plain_projection = pytorch_grad_cam.eigen_cam.get_2d_projection


def turned(activations):
    maps = plain_projection(activations)
    return np.stack([-one if -one.min() > one.max() else one for one in maps])


pytorch_grad_cam.eigen_cam.get_2d_projection = turned

torch.manual_seed(3)
np.random.seed(3)
SIZE = 12


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 6, 3, padding=1)
        self.norm1 = torch.nn.BatchNorm2d(6)
        self.act1 = torch.nn.ReLU()
        self.pool1 = torch.nn.MaxPool2d(2)
        self.conv2 = torch.nn.Conv2d(6, 8, 3)
        self.norm2 = torch.nn.BatchNorm2d(8)
        self.act2 = torch.nn.ReLU()
        self.pool2 = torch.nn.MaxPool2d(2)
        self.dropout = torch.nn.Dropout(0.4)
        self.hidden = torch.nn.Linear(32, 10)
        self.act3 = torch.nn.ReLU()
        self.output = torch.nn.Linear(10, 4)

    def forward(self, x):
        x = self.pool1(self.act1(self.norm1(self.conv1(x))))
        x = self.pool2(self.act2(self.norm2(self.conv2(x))))
        return self.output(self.act3(self.hidden(self.dropout(x.flatten(1)))))


round32 = lambda tensor: tensor.float().double()
net = Net().double()
for _ in range(20):  # running statistics that are not 0 and 1
    net(torch.rand(8, 3, SIZE, SIZE).double())
for norm in (net.norm1, net.norm2):
    norm.weight.data.uniform_(0.5, 1.5)
    norm.bias.data.uniform_(-0.3, 0.3)
net.eval()
for tensor in net.state_dict().values():
    if tensor.is_floating_point():
        tensor.copy_(round32(tensor))  # what the file can hold

images, background = round32(torch.rand(2, 3, SIZE, SIZE)), round32(torch.rand(3, 3, SIZE, SIZE))
target = torch.tensor([1, 3])
targets = [ClassifierOutputTarget(int(index)) for index in target]
flat = lambda values: np.asarray(values.detach() if torch.is_tensor(values) else values, dtype=np.float64).flatten().tolist()

found = {}
found["saliency"] = Saliency(net).attribute(images, target=target)
found["gradient"] = Saliency(net).attribute(images, target=target, abs=False)
found["input_times_gradient"] = InputXGradient(net).attribute(images, target=target)
integrated = IntegratedGradients(net)
found["integrated"] = integrated.attribute(images, target=target)
given, gap = integrated.attribute(
    images, baselines=background[:1], target=target, n_steps=30, method="riemann_middle", return_convergence_delta=True
)
found["integrated_given"], found["integrated_gap"] = given, gap
found["guided"] = GuidedBackprop(net).attribute(images, target=target)
found["deconvolution"] = Deconvolution(net).attribute(images, target=target)
for name in ("conv1", "norm2", "act2"):
    found[f"layer_grad_cam/{name}"] = LayerGradCam(net, getattr(net, name)).attribute(images, target=target)

layers = {"act2": [net.act2], "conv1+act2": [net.conv1, net.act2]}
methods = {
    "grad_cam": GradCAM,
    "grad_cam_plus_plus": GradCAMPlusPlus,
    "layer_cam": LayerCAM,
    "score_cam": ScoreCAM,
    "eigen_cam": EigenCAM,
}
for label, chosen in layers.items():
    for name, method in methods.items():
        found[f"{name}/{label}"] = method(net, chosen)(images, targets=targets)

deep = shap.DeepExplainer(net, background).shap_values(images.clone())  # [inputs, channels, height, width, classes]
found["deep_shap"] = np.stack([deep[index, ..., int(one)] for index, one in enumerate(target)])
found["deep_shap_gap"] = np.abs(
    deep.sum((1, 2, 3)) - (net(images) - net(background).mean(0)).detach().numpy()
).max()

# Captum's DeepLift does not add up over a maximum: a network with means instead.
means = Net().double()
means.load_state_dict(net.state_dict())
means.pool1, means.pool2 = torch.nn.AvgPool2d(2), torch.nn.AvgPool2d(2)
means.eval()
found["deep_lift"] = DeepLift(means).attribute(images, background[:1], target=target)

golden = {
    "weights": {name: flat(value) for name, value in net.state_dict().items() if value.is_floating_point()},
    "images": flat(images),
    "background": flat(background),
    "scores": flat(net(images)),
    "found": {name: flat(values) for name, values in found.items()},
}
rounded = json.loads(json.dumps(golden), parse_float=lambda number: float(f"{float(number):.9g}"))
pathlib.Path(__file__).with_name("cnn.json").write_text(json.dumps(rounded) + "\n")
print("shap misses additivity by", found["deep_shap_gap"])
