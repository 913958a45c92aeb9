"""The seven steps of training a small digit classifier, and seven programs with one of the steps broken.

The network is 196-32-10 with one ReLU, trained by SGD on 2,000 images of 14 x 14 pixels, in float64.
Left out: momentum, schedules, anything that would repair a broken step.
Taught on page 3.2.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from largemodels.data import load_mnist
from largemodels.numpy_nn import Dense, MeanSquaredError, ReLU, Sequential, SoftmaxCrossEntropy, predict
from largemodels.numpy_nn.initializers import normal

__all__ = [
    "SPOILS", "alive", "all_equal", "broken_programs", "count_changed", "digits", "draw_losses", "follow", "last_zero",
    "new_net", "right", "sorted_batches", "train", "train_deep",
]  # fmt: skip


class Digits(NamedTuple):
    """Images (n, 196) with pixels from 0 to 1, and their labels (n,)."""

    x: np.ndarray
    y: np.ndarray
    x_val: np.ndarray
    y_val: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


@lru_cache(maxsize=1)
def digits():
    """Return 2,000 training, 5,000 validation and 10,000 test images of MNIST, each 2 x 2 pixels averaged."""
    mnist = load_mnist(validation=5000)

    def shrink(images):
        return images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196).astype(float)

    train, val, test = shrink(mnist.x_train[:2000]), shrink(mnist.x_val), shrink(mnist.x_test)
    return Digits(train, mnist.y_train[:2000], val, mnist.y_val, test, mnist.y_test)


def new_net(rng, init="he_normal", bend=True, h=32):
    """Return 196 -> h -> 10, with a ReLU between if `bend`."""
    first = Dense(196, h, rng=rng, weight_init=init, dtype=float)
    last = Dense(h, 10, rng=rng, weight_init=init, dtype=float)
    return Sequential([first, ReLU(), last] if bend else [first, last])


def all_equal(shape, rng, dtype):
    """Initialize every weight with 0.01."""
    return np.full(shape, 0.01, dtype)


def last_zero(shape, rng, dtype):
    """Initialize the first layer as He did and the last with 0."""
    return np.sqrt(2 / shape[0]) * rng.normal(size=shape) * (shape[1] != 10)


def right(Z, y):
    """Return the share of rows of Z, (n, 10), whose largest score stands at the label."""
    return float((Z.argmax(axis=1) == y).mean())


def count_changed(net, before):
    """Return how many parameters of `net` are no longer as in `before`, a list of copies."""
    return int(sum((p != q).sum() for p, q in zip(net.parameters(), before, strict=True)))


def alive(net, X):
    """Return how many hidden units have an output for at least one row of X; nan without a ReLU."""
    if len(net.layers) == 2:
        return np.nan
    for layer in net.layers[:-1]:
        X = layer.forward(X)
    return int((X != 0).any(axis=0).sum())


def shuffled_batches(rng):
    """Return the 40 batches of an epoch, drawn anew."""
    return np.split(rng.permutation(2000), 40)


def sorted_batches(rng=None):
    """Return 40 batches of 50 rows in the order of their labels: nearly one digit a batch."""
    return np.split(np.argsort(digits().y, kind="stable"), 40)


SPOILS = {
    "whole": {},
    "pixels 0-255": {"scale": 255},
    "zero weights": {"init": "zeros"},
    "no ReLU": {"bend": False},
    "squared error": {"squared": True},
    "layer 1 missed": {"frozen": 2},
    "rate x 100": {"rate": 50},
    "not shuffled": {"batches": sorted_batches},
}
"""Name -> the arguments of `train` that break one step."""


def train(seed, *, scale=1, init="he_normal", bend=True, squared=False, frozen=0, rate=0.5, batches=shuffled_batches,
          epochs=10, h=32, start1=1, rate1=1, watch=None):  # fmt: skip
    """Train by the seven steps, with switches that break them, and return the share of validation images right.

    Parameters
    ----------
    seed : int
        Source of the weights and of the batches.
    scale : float
        Factor on the pixels.
    init, bend, h
        As in `new_net`.
    squared : bool
        Squared error on one-hot labels in place of cross-entropy.
    frozen : int
        How many of W1, b1, W2, b2 have their gradient set to 0.
    rate, epochs : float, int
        Learning rate, passes over the data.
    batches : function (rng) -> list of index arrays
        The batches of an epoch.
    start1, rate1 : float
        Factors on the first weights of W1 and on its learning rate.
    watch : function (step, net, loss), optional
        Called after each step.
    """
    data, rng = digits(), np.random.default_rng(seed)
    loss, targets = SoftmaxCrossEntropy(), data.y
    if squared:
        loss, targets = MeanSquaredError(), np.eye(10)[data.y]
    net = new_net(rng, init, bend, h)
    params = net.parameters()  # [W1, b1, W2, b2]
    params[0] *= start1
    steps = (rows for _ in range(epochs) for rows in batches(rng))
    for step, rows in enumerate(steps, 1):
        Z = net.forward(scale * data.x[rows], training=True)  # (50, 10)
        value = loss.forward(Z, targets[rows])
        net.fill_gradients(loss.backward())
        for i, (p, g) in enumerate(zip(params, net.gradients(), strict=True)):
            if i < frozen:
                g[...] = 0
            p -= rate * (rate1 if i == 0 else 1) * g
        if watch:
            watch(step, net, value)
    return right(predict(net, scale * data.x_val), data.y_val)


def follow(seed, **spoil):
    """Train once; return every loss, and (first loss, length of W1's first gradient, units alive after an epoch, score)."""
    losses, signs = [], []

    def watch(step, net, value):
        losses.append(value)
        if step == 1:
            signs.extend([value, np.sqrt((net.gradients()[0] ** 2).sum())])
        if step == 40:
            signs.append(alive(net, spoil.get("scale", 1) * digits().x))

    score = train(seed, watch=watch, **spoil)
    return losses, [*signs, score]


def broken_programs(seeds=range(5)):
    """Return, by the names of SPOILS, the losses of seed 0 and an array (seeds, 4) of what `follow` measures."""
    runs = {name: [follow(seed, **spoil) for seed in seeds] for name, spoil in SPOILS.items()}
    return {name: r[0][0] for name, r in runs.items()}, {name: np.array([s for _, s in r]) for name, r in runs.items()}


def draw_losses(letters, curves, signs, color, grey):
    """Draw the losses of three epochs, a panel for each letter, with the worst and best score above it."""
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(2, 4, figsize=(8.4, 4.0), sharex=True, sharey=True)
    for ax, (letter, name) in zip(axes.flat, letters.items(), strict=True):
        low, high = 100 * signs[name][:, 3].min(), 100 * signs[name][:, 3].max()
        ax.axhline(np.log(10), ls="--", color=grey, lw=1.2)
        ax.semilogy(np.arange(1, 121), curves[name][:120], color=color, lw=1.2)
        ax.set_title(f"{letter}:  {low:.0f}–{high:.0f} %", fontsize=10)
        ax.set(xticks=[0, 40, 80, 120], ylim=(3e-3, 3e4))
    for ax in axes[1]:
        ax.set_xlabel("step")
    for ax in axes[:, 0]:
        ax.set_ylabel("training loss")
    fig.tight_layout()
    plt.show()


def train_deep(factor, rate, seed, depth=10, h=32, steps=300):
    """Train `depth` hidden layers, weights of variance factor / n; return the share of validation images right."""
    data, rng, layers = digits(), np.random.default_rng(seed), []
    widths = [196, *[h] * depth, 10]
    for n_in, n_out in zip(widths, widths[1:], strict=False):
        layers += [Dense(n_in, n_out, rng=rng, weight_init=normal(np.sqrt(factor / n_in)), dtype=float), ReLU()]
    net, loss = Sequential(layers[:-1]), SoftmaxCrossEntropy()
    with np.errstate(all="ignore"):  # a variance too large runs over, which is what is to be seen
        for _ in range(steps):
            rows = rng.integers(0, 2000, 50)
            Z = net.forward(data.x[rows], training=True)
            if not np.isfinite(Z).all():
                break
            loss.forward(Z, data.y[rows])
            net.fill_gradients(loss.backward())
            for p, g in zip(net.parameters(), net.gradients(), strict=True):
                p -= rate * g
        return right(predict(net, data.x_val), data.y_val)
