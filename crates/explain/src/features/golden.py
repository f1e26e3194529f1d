"""Writes golden.json: what numpy's FFT finds, and the picture that lucid's parameters make.

    pip install numpy && python golden.py

The parametrisation is written after the formulas of Olah, Mordvintsev & Schubert 2017, "Feature Visualization", and the
constants of lucid (colour correlations of ImageNet; the picture's scale of 1/4).
"""

import json
import pathlib

import numpy as np

random = np.random.default_rng(0)
COLOURS = np.array([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]])
COLOURS = COLOURS / np.max(np.linalg.norm(COLOURS, axis=0))


def fft2(height, width):
    table = random.standard_normal((height, width))
    found = np.fft.fft2(table, norm="ortho")
    flat = lambda numbers: [float(number) for number in numbers.ravel()]
    return {"width": width, "input": flat(table), "re": flat(found.real), "im": flat(found.imag)}


def picture(channels, height, width, decay):
    half = width // 2 + 1
    parameters = random.standard_normal((channels, height, half, 2)).astype(np.float32)
    frequencies = np.sqrt(np.fft.fftfreq(height)[:, None] ** 2 + np.abs(np.fft.fftfreq(width)[:half][None, :]) ** 2)
    scale = 1.0 / np.maximum(frequencies, 1.0 / max(height, width)) ** decay
    spectrum = scale * (parameters[..., 0].astype(float) + 1j * parameters[..., 1].astype(float))
    image = np.fft.irfft2(spectrum, s=(height, width), norm="ortho") / 4.0
    if channels == 3:
        image = np.einsum("ij,jhw->ihw", COLOURS, image)
    image = 1.0 / (1.0 + np.exp(-image))
    return {
        "shape": [channels, height, width],
        "decay": decay,
        "parameters": [float(number) for number in parameters.ravel()],
        "picture": [float(number) for number in image.ravel()],
    }


golden = {
    "fft2": [fft2(*shape) for shape in [(1, 1), (4, 8), (3, 5), (6, 7), (9, 4)]],
    "pictures": [picture(1, 5, 7, 1.0), picture(3, 4, 6, 1.0), picture(3, 8, 8, 0.5), picture(2, 3, 2, 1.0)],
}
pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(golden) + "\n")
