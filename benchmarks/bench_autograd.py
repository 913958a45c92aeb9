"""``backward`` of our autograd against the gradients we wrote by hand, on the article's network.

The network is 784-64-64-10 with ReLU, softmax cross-entropy and a batch of 128 images of
MNIST in float32. Timed is the way back only, from the loss to the gradients of all six
parameters; both compute the same matrix products, and neither the gradient of the images.
The two take turns; compared are medians.

    python benchmarks/bench_autograd.py [rounds]

Exits with status 1 if ``backward`` needs more than 1.5 of the hand-written time.
"""

import statistics
import sys
import time

import numpy as np

from largemodels.data import load_mnist
from largemodels.numpy_nn import Dense, ReLU, Sequential, SoftmaxCrossEntropy, Tensor

BATCH = 128
BOUND = 1.5


def network():
    rng = np.random.default_rng(0)
    sizes = [(784, 64), (64, 64), (64, 10)]
    first, second, last = (Dense(*size, rng=rng) for size in sizes)
    return Sequential([first, ReLU(), second, ReLU(), last])


def by_hand(model, X, y):
    """Return a function that gives the seconds of one hand-written way back."""
    loss = SoftmaxCrossEntropy()

    def once():
        loss.forward(model.forward(X), y)
        start = time.perf_counter()
        model.fill_gradients(loss.backward())
        return time.perf_counter() - start

    return once


def by_autograd(params, X, y):
    """Return a function that gives the seconds of one ``backward``, the loss written out."""
    W1, b1, W2, b2, W3, b3 = params
    rows = np.arange(len(X))

    def once():
        H1 = (X @ W1 + b1).relu()  # (n, 64)
        H2 = (H1 @ W2 + b2).relu()  # (n, 64)
        Z = H2 @ W3 + b3  # (n, 10)
        Z = Z - Z.data.max(axis=1, keepdims=True)
        log_P = Z - Z.exp().sum(axis=1, keepdims=True).log()
        loss = -log_P[rows, y].mean()
        start = time.perf_counter()
        loss.backward()
        return time.perf_counter() - start

    return once


def main(rounds):
    """Measure, print the table, and return the exit status."""
    mnist = load_mnist(flatten=True)
    X, y = mnist.x_train[:BATCH], mnist.y_train[:BATCH]
    model = network()
    params = [Tensor(p) for p in model.parameters()]
    ways = {"by hand": by_hand(model, X, y), "autograd": by_autograd(params, X, y)}
    for once in ways.values():
        once()
    gap = max(np.abs(p.grad - g).max() for p, g in zip(params, model.gradients(), strict=True))
    if not gap < 1e-6:
        print(f"the two disagree by {gap:.1e}: nothing to compare")
        return 1

    seconds = {name: [] for name in ways}
    for _ in range(rounds):
        for name, once in ways.items():
            seconds[name].append(once())
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    ratio = medians["autograd"] / medians["by hand"]
    for name, median in medians.items():
        print(f"{name:9} {1e6 * median:7.0f} µs")
    print(f"autograd takes {ratio:.2f}x, at most {BOUND:.2f}x")
    return int(ratio > BOUND)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
