"""Digits scanned at ten stations, each of which prints a mark: a shortcut that may give the answer away.

Taught on page 3.3.
"""

import numpy as np

from largemodels.numpy_nn import predict
from largemodels.studies.error_scaling import network, task, train

__all__ = ["MARKED", "accuracy", "draw_exams", "mixed", "nine_in_ten", "none", "own", "stamp", "train_at"]

MARKED = (0, 1, 12, 13)
"""The rows of pixels that hold a mark."""


def stamp(X, station):
    """Print a line in head and foot of each image, (n, 196), at the place of its station 0-9; none for station -1."""
    images = X.reshape(-1, 14, 14).copy()
    i = np.flatnonzero(station >= 0)
    for row in MARKED:
        images[i, row, 2 + station[i]] = 1
    return images.reshape(len(X), 196)


def own(labels, rng):
    """Send digit k to station k."""
    return labels


def none(labels, rng):
    """Print nothing."""
    return np.full(len(labels), -1)


def mixed(labels, rng):
    """Send each image to any station."""
    return rng.integers(0, 10, len(labels))


def nine_in_ten(labels, rng):
    """Send nine images in ten to the station of their digit, the others to another one."""
    return np.where(rng.random(len(labels)) < 0.9, labels, (labels + rng.integers(1, 10, len(labels))) % 10)


def train_at(stations, seed, n=10000, steps=1000):
    """Train 196-64-10 on n images, marked as ``stations(labels, rng)`` says."""
    x, y, _, _ = task()
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(x))[:n]
    net = network(64, 1, rng)
    train(net, stamp(x[rows], stations(y[rows], rng)), y[rows], steps, rng)
    return net


def accuracy(net, X):
    """Return the share of the 5,000 exam images, given as X, (5000, 196), that are answered rightly."""
    return float((predict(net, X).argmax(axis=1) == task()[3]).mean())


def draw_exams(exams, scores):
    """Draw five images of each exam, and the mean score beside them."""
    import matplotlib.pyplot as plt

    y_val = task()[3]
    shown = [int(np.flatnonzero(y_val == k)[0]) for k in (3, 7, 0, 5, 8)]
    fig, axes = plt.subplots(2, 6, figsize=(7.2, 2.7), gridspec_kw={"width_ratios": [1] * 5 + [1.6]})
    for row, (name, X) in enumerate(exams.items()):
        for ax, i in zip(axes[row], shown, strict=False):
            ax.imshow(X[i].reshape(14, 14), cmap="gray_r", vmin=0, vmax=1)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(False)
            ax.grid(False)
        axes[row, 0].set_ylabel(name, rotation=0, labelpad=14, va="center", fontsize=16)
        axes[row, 5].axis("off")
        axes[row, 5].text(0.1, 0.5, f"{np.mean(scores[name]):.1%}", fontsize=22, va="center")
    plt.show()
