"""A small network trained far too long on 500 images: when to stop, and three cures that do not stop.

Everything is measured on the same 10,000 test images, which choose nothing; the validation images choose when to stop.
Taught on page 3.2.
"""

from typing import NamedTuple

import numpy as np

from largemodels.numpy_nn import EarlyStopping, SoftmaxCrossEntropy
from largemodels.tasks.seven_steps import digits, new_net, right

__all__ = ["Run", "gradient_stop", "judge", "long_run", "patience_stop", "regularized"]


class Run(NamedTuple):
    """A training, epoch by epoch (counted from 0)."""

    train_loss: np.ndarray
    """After each epoch, on all images trained on, (epochs,)."""
    val_loss: np.ndarray
    """After each epoch, on the validation images, (epochs,)."""
    gradient: np.ndarray
    """Length of the gradient over all images trained on, (epochs,)."""
    saved: list
    """The parameters [W1, b1, W2, b2] after each epoch."""


def shift(X, rng):
    """Move each image by -1, 0 or 1 pixel down and across: (n, 196) -> (n, 196)."""
    padded = np.pad(X.reshape(-1, 14, 14), ((0, 0), (1, 1), (1, 1)))
    down, across = rng.integers(0, 3, (2, len(X), 1)) + np.arange(14)  # (n, 14) each
    image = np.arange(len(X))[:, None, None]
    return padded[image, down[:, :, None], across[:, None, :]].reshape(len(X), -1)


def judge(params, X, y):
    """Return loss and share right of a network of these parameters."""
    W1, b1, W2, b2 = params
    Z = np.maximum(X @ W1 + b1, 0) @ W2 + b2  # (n, 10)
    return SoftmaxCrossEntropy().forward(Z, y), right(Z, y)


def train_steps(seed, n, decay, augment, steps):
    """Yield the network after each step of SGD on n images."""
    data, rng = digits(), np.random.default_rng(seed)
    net, loss = new_net(rng), SoftmaxCrossEntropy()
    for step in range(steps):
        if step % (n // 50) == 0:  # a new epoch
            batches = rng.permutation(n).reshape(-1, 50)
        rows = batches[step % (n // 50)]
        X = shift(data.x[rows], rng) if augment else data.x[rows]
        loss.forward(net.forward(X, training=True), data.y[rows])
        net.fill_gradients(loss.backward())
        for p, g in zip(net.parameters(), net.gradients(), strict=True):
            p -= 0.5 * (g + decay * p)  # decay: p times 1 - 0.5 * decay
        yield net


def regularized(seed, n=500, decay=0.0, augment=False, steps=1200):
    """Train `steps` steps with weight decay or shifted images; return the parameters."""
    for net in train_steps(seed, n, decay, augment, steps):
        pass
    return net.parameters()


def long_run(seed, n=500, epochs=120):
    """Train on `n` images for all of the budget and return a Run."""
    data, loss, log, saved = digits(), SoftmaxCrossEntropy(), [], []
    for step, net in enumerate(train_steps(seed, n, 0.0, False, epochs * n // 50), 1):
        if step % (n // 50) == 0:
            train_loss = loss.forward(net.forward(data.x[:n], training=True), data.y[:n])
            net.fill_gradients(loss.backward())
            gradient = np.sqrt(sum((g**2).sum() for g in net.gradients()))
            saved.append([p.copy() for p in net.parameters()])
            log.append([train_loss, judge(saved[-1], data.x_val, data.y_val)[0], gradient])
    return Run(*np.array(log).T, saved)


def patience_stop(run, patience=10):
    """Return the epoch of the lowest validation loss, and the epoch at which patience ran out."""
    stopper = EarlyStopping(patience)
    stopped = next(e for e, value in enumerate(run.val_loss) if stopper.should_stop(e, value, []))
    return stopper.best_epoch, stopped


def gradient_stop(run, threshold=0.01):
    """Return the first epoch whose gradient is shorter than `threshold`."""
    return int((run.gradient < threshold).argmax())
