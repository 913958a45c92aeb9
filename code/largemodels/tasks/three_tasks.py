"""Digits, clothes and text in one shape, (n, 196) with ten answers, each with an opponent that is no network.

Text: the three characters before one of the ten commonest; the first nine tenths of the plays train, the last is the
exam. Taught on page 3.3.
"""

from typing import NamedTuple

import numpy as np

from largemodels.data import fetch, load_fashion_mnist
from largemodels.studies.error_scaling import shrink, task

__all__ = ["Task", "clothes", "digits", "look_up", "nearest_mean", "text"]


class Task(NamedTuple):
    """Training and exam examples, and what the opponent answers in the exam."""

    x: np.ndarray
    y: np.ndarray
    x_val: np.ndarray
    y_val: np.ndarray
    opponent: np.ndarray


def nearest_mean(X, labels, X_new):
    """Answer with the class whose mean is nearest."""
    means = np.array([X[labels == k].mean(axis=0) for k in range(10)])  # (10, 196)
    return ((means**2).sum(axis=1) - 2 * X_new @ means.T).argmin(axis=1)  # squared distance, less a term all share


def look_up(seen, labels, asked):
    """Answer with what came most often after the same three characters; where never seen, after two, after one."""
    said = np.full(len(asked), np.bincount(labels).argmax())
    for k in (1, 2, 3):  # what is longer is heard last
        base = 65 ** np.arange(k)
        counts = np.zeros((65**k, 10))
        np.add.at(counts, (seen[:, -k:] @ base, labels), 1)
        found = counts[asked[:, -k:] @ base]
        said = np.where(found.any(axis=1), found.argmax(axis=1), said)
    return said


def digits(n=10000):
    """Return MNIST, 14 x 14; the opponent is `nearest_mean`."""
    x, y, x_val, y_val = task()
    return Task(x[:n], y[:n], x_val, y_val, nearest_mean(x[:n], y[:n], x_val))


def clothes(n=10000):
    """Return Fashion-MNIST, 14 x 14; the opponent is `nearest_mean`."""
    data = load_fashion_mnist(validation=5000)
    x, y, x_val = shrink(data.x_train[:n]), data.y_train[:n], shrink(data.x_val)
    return Task(x, y, x_val, data.y_val, nearest_mean(x, y, x_val))


def text(n=10000):
    """Return three characters of Shakespeare, one-hot, 195 numbers and a 0; the opponent is `look_up`."""
    raw = np.frombuffer(fetch("tinyshakespeare", "input.txt").read_bytes(), np.uint8)
    _, ids = np.unique(raw, return_inverse=True)  # 65 characters
    top = np.argsort(-np.bincount(ids), kind="stable")[:10]
    places = np.flatnonzero(np.isin(ids, top) & (np.arange(len(ids)) >= 3))
    early, late = np.split(places, [np.searchsorted(places, 0.9 * len(ids))])
    rng = np.random.default_rng(0)
    places = np.concatenate([rng.permutation(early)[:n], rng.permutation(late)[:5000]])
    before = np.stack([ids[places - back] for back in (3, 2, 1)], axis=1)  # (n + 5000, 3)
    y = (ids[places][:, None] == top).argmax(axis=1)
    X = np.pad(np.eye(65)[before].reshape(-1, 195), ((0, 0), (0, 1)))  # (n + 5000, 196)
    return Task(X[:n], y[:n], X[n:], y[n:], look_up(before[:n], y[:n], before[n:]))
