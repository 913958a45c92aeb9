"""Many small tanh networks trained at once: every learning rate with every seed, to compare optimizers fairly.

All arrays have two axes in front, ``(rates, seeds, ...)``; the rest is an ordinary network with squared error. A rule
is a function ``rule(p, g, s, t, eta) -> p``, as in `valleys`. Taught on page 3.1.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from largemodels.data import load_mnist

__all__ = ["SWEEP_RATES", "Task", "digits", "draw_sweeps", "gradients", "loss_of", "sweep", "train", "wave"]

SWEEP_RATES = np.logspace(-3, 0, 10)
"""Learning rates from 0.001 to 1, three for each power of ten."""


class Task(NamedTuple):
    """A data set in three parts, each a pair (X, Y), and how long to train on it."""

    sizes: list
    train: tuple
    validation: tuple
    test: tuple
    steps: int
    batch: int | None
    """Examples a step; None for all of them."""
    tail: int
    """The loss reported is the median over this many of the last steps, every fifth of them."""


def wave():
    """Draw sin(8x): 64 points, all used at each step; validation and test lie between them."""
    x = np.linspace(-1, 1, 64, dtype=np.float32)[:, None]
    between = (x[1:] + x[:-1]) / 2
    parts = [(v, np.sin(8 * v)) for v in (x, between[::2], between[1::2])]
    return Task([1, 32, 32, 1], *parts, steps=400, batch=None, tail=100)


def digits():
    """Read MNIST shrunk to 7 x 7: 1000 images to train on, 64 a step; the target is 1 for the digit, else 0."""
    mnist = load_mnist(dtype=np.float32)

    def small(images, labels, n):
        pixels = images[:n].reshape(n, 7, 4, 7, 4).mean(axis=(2, 4)).reshape(n, 49)
        return (pixels - 0.13) / 0.25, np.eye(10, dtype=np.float32)[labels[:n]]

    parts = (
        small(mnist.x_train, mnist.y_train, 1000),
        small(mnist.x_val, mnist.y_val, 1000),
        small(mnist.x_test, mnist.y_test, 2000),
    )
    return Task([49, 32, 10], *parts, steps=300, batch=64, tail=1)


def forward(params, X):
    """Return the input, each hidden layer and the output."""
    hidden = [X]
    for i in range(0, len(params), 2):
        Z = hidden[-1] @ params[i] + params[i + 1]  # (rates, seeds, n, outputs)
        hidden.append(np.tanh(Z) if i < len(params) - 2 else Z)
    return hidden


def gradients(params, X, Y):
    """Return the gradient of the squared error for each of `params`."""
    hidden, grads = forward(params, X), []
    G = 2 * (hidden[-1] - Y) / (Y.shape[-1] * Y.shape[-2])
    for i in range(len(params) - 2, -1, -2):
        A = hidden[i // 2]  # what this layer was given
        grads = [np.swapaxes(A, -1, -2) @ G, G.sum(axis=-2, keepdims=True), *grads]
        if i:
            G = G @ np.swapaxes(params[i], -1, -2) * (1 - A**2)
    return grads


def loss_of(params, part):
    """Return the squared error on a part of a task, shape (rates, seeds); inf where it is not a number."""
    X, Y = part
    return np.nan_to_num(((forward(params, X)[-1] - Y) ** 2).mean(axis=(-2, -1)), nan=np.inf)


def train(rule, task, rates, seeds, steps=None, batch=None, schedule=None, matrices_only=None):
    """Train ``len(rates) * len(seeds)`` networks.

    Parameters
    ----------
    rule : callable
    task : Task
    rates, seeds : sequence
    steps, batch : int, optional
        In place of the task's.
    schedule : callable, optional
        ``schedule(t)`` times the rate is the rate of step t.
    matrices_only : callable, optional
        A second rule, at rate 0.01, for biases and the last layer.

    Returns
    -------
    params : list of ndarray
    losses : dict
        `validation` and `test`, each of shape (rates, seeds).
    """
    steps, batch = steps or task.steps, batch or task.batch
    rngs, params, (X, Y) = [np.random.default_rng(seed) for seed in seeds], [], task.train
    for a, b in pairwise(task.sizes):
        W = np.stack([rng.normal(size=(a, b)) / a**0.5 for rng in rngs]).astype(X.dtype)
        params.append(np.tile(W, (len(rates), 1, 1, 1)))
        params.append(np.zeros((len(rates), len(seeds), 1, b), X.dtype))
    states = [{"m": 0 * p, "v": 0 * p} for p in params]
    eta = np.reshape(rates, (-1, 1, 1, 1)).astype(X.dtype)
    seen = {"validation": [], "test": []}
    with np.errstate(all="ignore"):  # a rate that is too large overflows
        for t in range(1, steps + 1):
            rows = slice(None)
            if batch and batch < len(X):
                rows = np.stack([rng.integers(0, len(X), batch) for rng in rngs])
            factor = schedule(t - 1) if schedule else 1.0
            for k, (p, g, s) in enumerate(zip(params, gradients(params, X[rows], Y[rows]), states, strict=True)):
                if matrices_only and (k % 2 or k == len(params) - 2):
                    params[k] = matrices_only(p, g, s, t, 0.01 * factor)
                else:
                    params[k] = rule(p, g, s, t, eta * factor)
            if t > steps - task.tail and (steps - t) % 5 == 0:
                for part, losses in seen.items():
                    losses.append(loss_of(params, getattr(task, part)))
        return params, {part: np.median(losses, axis=0) for part, losses in seen.items()}


def sweep(rule, task, rates=SWEEP_RATES, tuning=range(100, 105), **options):
    """Choose the rate whose worst of five seeds has the lowest validation loss, then train five other seeds with it.

    Returns
    -------
    dict
        `rate`, chosen; `curve`, the worst seed's validation loss at each rate; `test`, the five test losses.
    """
    curve = train(rule, task, rates, tuning, **options)[1]["validation"].max(axis=1)
    rate = rates[curve.argmin()]
    return {"rate": rate, "curve": curve, "test": train(rule, task, [rate], range(3, 8), **options)[1]["test"][0]}


def draw_sweeps(results, colors, rates=SWEEP_RATES):
    """Draw one panel a task, one line a rule: the worst seed's validation loss at each rate; broken off above 2."""
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, len(results), figsize=(9.6, 3.2))
    for ax, (task, by_rule) in zip(axes, results.items(), strict=True):
        for (name, result), color in zip(by_rule.items(), colors, strict=True):
            curve = np.where(result["curve"] < 2, result["curve"], np.nan)
            ax.loglog(rates, curve, ".-", color=color, lw=1.5, label=name)
        ax.set(title=task, xlabel="learning rate", ylabel="validation loss, worst seed")
    axes[-1].legend(loc="center left", bbox_to_anchor=(1, 0.5))
    fig.tight_layout()
