"""Pairs of programs that differ in one decision, on small pictures of digits: which output, which loss, which network.

Each function trains from one seed and returns what the network answers on new pictures, or how often it is right.
Taught on page 3.4.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from largemodels.book import COLORS
from largemodels.data import load_mnist

__all__ = [
    "answers",
    "as_names",
    "as_number",
    "convolution",
    "dense",
    "draw_pairs",
    "nearest",
    "pixels",
    "present",
    "share",
    "small_digits",
    "torn",
    "train",
]


class Digits(NamedTuple):
    """Pictures of 14 x 14 pixels as rows, and what is on them; those called new are for judging only."""

    x: torch.Tensor
    """(2000, 196), one digit each."""
    y: torch.Tensor
    """(2000,), which digit."""
    x_new: torch.Tensor
    """(5000, 196)."""
    y_new: torch.Tensor
    """(5000,)."""
    X2: torch.Tensor
    """(5000, 392), two places beside each other, each with a digit or empty."""
    Y2: torch.Tensor
    """(5000, 10), 1 for each digit that is there."""
    X2_new: torch.Tensor
    """(4000, 392)."""
    Y2_new: torch.Tensor
    """(4000, 10)."""


def small_digits():
    """Return MNIST made small, as `Digits`; raises DatasetUnavailable where it cannot be had."""
    mnist = load_mnist()
    small, labels = _shrink(mnist.x_train[:20000]), mnist.y_train[:20000]
    small_new, labels_new = _shrink(mnist.x_val), mnist.y_val
    return Digits(
        torch.tensor(small[:2000]).flatten(1), torch.tensor(labels[:2000]),
        torch.tensor(small_new).flatten(1), torch.tensor(labels_new),
        *_two_places(small, labels, 5000, 0), *_two_places(small_new, labels_new, 4000, 1),
    )  # fmt: skip


def _shrink(images):
    """Return the mean of every 2 x 2 pixels: (n, 28, 28) -> (n, 14, 14)."""
    return images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))


def _two_places(images, labels, n, seed):
    """Put a digit into each of two places with a chance of 2/3; Y[i, c] = 1 says that c is on picture i."""
    rng = np.random.default_rng(seed)
    X, Y = np.zeros((n, 14, 28), np.float32), np.zeros((n, 10), np.float32)
    for left in (0, 14):
        rows, there = rng.integers(0, len(images), n), rng.random(n) < 2 / 3
        X[there, :, left : left + 14] = images[rows[there]]
        Y[there, labels[rows[there]]] = 1
    return torch.tensor(X).flatten(1), torch.tensor(Y)


def dense(d, k, seed, h=128):
    """Return a network of one hidden layer, `d` inputs, `k` outputs."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(d, h), nn.ReLU(), nn.Linear(h, k))


def convolution(seed):
    """Return two layers of 3 x 3 windows, after each of which the largest of every 2 x 2 places stays."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Unflatten(1, (1, 14, 14)), nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(288, 10),
    )  # fmt: skip


def train(net, loss, X, target, seed, epochs=12, batch=100):
    """Train `net` by Adam; `loss(net(X), target)` is made small."""
    dice = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(net.parameters(), 2e-3)
    for _ in range(epochs):
        for rows in torch.randperm(len(X), generator=dice).split(batch):
            optimizer.zero_grad()
            loss(net(X[rows]), target[rows]).backward()
            optimizer.step()
    return net.eval()


def answers(net, X):
    """Return what `net` gives for `X`, without gradients."""
    with torch.no_grad():
        return net(X)


def share(right):
    """Return the share of True in a tensor, as a float."""
    return right.float().mean().item()


def present(digits, seed, softmax=False, loss=F.binary_cross_entropy_with_logits):
    """Ask which digits are on a picture: ten times whether, or with `softmax` once which.

    Returns
    -------
    list of 4 floats
        Shares of new pictures: the whole answer right; the strongest answer right, of those with a digit; the whole
        answer right, of those with two digits; the same where the network is told that there are two.
    """
    target = digits.Y2
    if softmax:  # probabilities add to 1: those there share it, and on an empty picture each has 0.1
        target, loss = (target + 1e-9) / (target + 1e-9).sum(1, keepdim=True), F.cross_entropy
    Z = answers(train(dense(392, 10, seed), loss, digits.X2, target, seed, epochs=8), digits.X2_new)
    P = torch.softmax(Z, 1) if softmax else torch.sigmoid(Z)
    right = [((c < P) == (digits.Y2_new > 0)).all(1) for c in np.linspace(0.02, 0.98, 49)]
    best = max(right, key=lambda r: share(r[:2000]))[2000:]  # 2000 pictures choose the threshold, the others judge
    P, Y = P[2000:], digits.Y2_new[2000:]
    some, both = Y.sum(1) > 0, Y.sum(1) == 2
    top = Y.gather(1, P.argmax(1, keepdim=True))[:, 0]
    told = Y.gather(1, P.topk(2).indices).all(1)
    return [share(v) for v in (best, top[some], best[both], told[both])]


def as_names(digits, seed):
    """Train on ten names; return the ten scores of each new picture, (5000, 10)."""
    net = train(dense(196, 10, seed), F.cross_entropy, digits.x, digits.y, seed, epochs=20)
    return answers(net, digits.x_new)


def as_number(digits, seed, code=None, epochs=20):
    """Train on one number; return it for the pictures trained on and for the new ones. `code` numbers the digits anew."""
    t = digits.y.float() if code is None else code[digits.y].float()
    net = train(dense(196, 1, seed), lambda Z, t: F.mse_loss(Z[:, 0], t), digits.x, t, seed, epochs=epochs)
    return answers(net, digits.x)[:, 0], answers(net, digits.x_new)[:, 0]


def nearest(numbers):
    """Return the digits, 0 to 9, closest to `numbers`."""
    return numbers.round().clamp(0, 9).long()


def torn(Z):
    """Return which pictures, scored `Z` of shape (n, 10), are a 4 or a 9 and it is not clear which."""
    P = torch.softmax(Z, 1)
    return (P[:, 4] + P[:, 9] > 0.9) & (P[:, [4, 9]].min(1).values > 0.2)


def pixels(digits, seed, kind, mixed, n=300, epochs=40, batch=50):
    """Return the accuracy after training on `n` pictures; `mixed` puts the pixels of all into one other order."""
    shuffled = torch.randperm(196, generator=torch.Generator().manual_seed(seed))
    columns = shuffled if mixed else torch.arange(196)
    net = convolution(seed) if kind == "convolution" else dense(196, 10, seed, h=32)
    net = train(net, F.cross_entropy, digits.x[:n, columns], digits.y[:n], seed, epochs=epochs, batch=batch)
    return share(answers(net, digits.x_new[:, columns]).argmax(1) == digits.y_new)


def draw_pairs(pairs, names="ABC"):
    """Draw a row of points for each pair, of shape (2, seeds): matched above, mismatched below."""
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(6.6, 2.6))
    looks = ((-0.1, "o", "blue", "matched"), (0.1, "s", "orange", "mismatched"))
    for row, pair in enumerate(pairs):
        for values, (shift, mark, colour, label) in zip(pair, looks, strict=True):
            style = {"color": COLORS[colour], "alpha": 0.7, "label": label if row == 0 else None}
            ax.plot(values, np.full(len(values), row + shift), mark, **style)
    ax.set(xlabel="share of answers right, new pictures", xlim=(0, 1), ylim=(2.5, -0.5))
    ax.set_yticks(range(len(pairs)), names)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    plt.show()
