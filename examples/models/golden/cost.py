"""How long explanations take here and in the references, on the CPU: the same network, photograph, batch and threads.

    pip install torch torchvision pillow numpy efficientnet-lite-pytorch captum==0.9.0 grad-cam==1.5.7 shap==0.51.0
    cargo build --release --example explain_cost
    python cost.py DIRECTORY ../../../target/release/examples/explain_cost [ROUNDS]

The two take turns, so that what else the machine does meets both; the table holds the median of each. KernelSHAP explains one
class in the reference, which solves for each by itself, and all 1,000 here.
"""

import os
import statistics
import subprocess
import sys
import time

# Threads of OpenMP that wait for each other burn the processor that one of them needs: on a busy machine torch is then 20 times
# as slow.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
import shap
import torch
from captum.attr import IntegratedGradients
from PIL import Image
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

import attributions
import efficientnet

BATCH, PARTS, SIDE = 10, 49, 224


def references(network, image):
    """Seconds for each method."""
    target, black = int(network(image).argmax()), torch.full_like(image, attributions.BLACK)

    def grad_cam():
        with GradCAM(model=network, target_layers=[network.head]) as cam:
            cam(image, [ClassifierOutputTarget(target)])

    def integrated_gradients():
        IntegratedGradients(network).attribute(image, black, target=target, n_steps=50, internal_batch_size=BATCH)

    def scores(coalitions):
        masks = torch.from_numpy(coalitions).float().reshape(-1, 1, 7, 7)
        masks = masks.repeat_interleave(SIDE // 7, 2).repeat_interleave(SIDE // 7, 3)
        with torch.no_grad():
            seen = [network(image * some + black * (1 - some)) for some in masks.split(BATCH)]
        return torch.cat(seen)[:, target].numpy()

    def kernel_shap():
        explainer = shap.KernelExplainer(scores, np.zeros((1, PARTS)))
        explainer.shap_values(np.ones((1, PARTS)), nsamples=500, l1_reg=False, silent=True)

    return {method.__name__: timed(method) for method in (grad_cam, integrated_gradients, kernel_shap)}


def timed(method):
    start = time.perf_counter()
    method()
    return time.perf_counter() - start


def ours(program, directory):
    environment = {**os.environ, "NNVIZ_MODELS": directory}
    lines = subprocess.run([program], env=environment, check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: float(seconds) for name, seconds in map(str.split, lines)}


def main():
    directory, program = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    network = attributions.Network(efficientnet.network(directory)).eval()
    image = efficientnet.tensor(Image.open(attributions.HERE / "flower.png"))
    references(network, image)  # torch's first run is slower
    pairs = [(references(network, image), ours(program, directory)) for _ in range(rounds)]
    print(f"{torch.get_num_threads()} threads of torch, {os.cpu_count()} processors, batches of {BATCH}, {rounds} rounds")
    print("method                   reference (s)  nnviz (s)")
    for method in pairs[0][0]:
        theirs, mine = (statistics.median(pair[side][method] for pair in pairs) for side in (0, 1))
        print(f"{method:24} {theirs:13.3f} {mine:10.3f}")


if __name__ == "__main__":
    main()
