"""One epoch of the article's network in our NumPy, in torch (eager) and in Keras (`fit`).

The network is 784-64-64-10 with ReLU, softmax cross-entropy, Adam and batches of 128, on
the 60000 training images of MNIST in float32. The three take turns, so that a slow minute
of the machine is slow for all of them; compared are medians.

Random numbers would not do for images: on them the hidden units die, Adam's memory of
their gradients decays into subnormal numbers, and processors need many times longer for
those.

    python benchmarks/bench_numpy_mnist.py [rounds]

Exits with status 1 if NumPy needs more than 0.6 of torch's time or 0.5 of Keras'.
"""

import os
import statistics
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import torch

from largemodels.data import load_mnist
from largemodels.numpy_nn import Adam, Dense, ReLU, Sequential, SoftmaxCrossEntropy, fit

BATCH = 128
BOUNDS = {"torch, eager": 0.6, "Keras, fit": 0.5}


def numpy_epoch(X, y):
    """Return a function that trains our network for one epoch."""
    rng = np.random.default_rng(0)
    model = Sequential(
        [
            Dense(784, 64, rng=rng),
            ReLU(),
            Dense(64, 64, rng=rng),
            ReLU(),
            Dense(64, 10, rng=rng),
        ]
    )
    loss, optimizer = SoftmaxCrossEntropy(), Adam(model.parameters())
    return lambda: fit(model, loss, optimizer, X, y, epochs=1, batch_size=BATCH, rng=rng)


def torch_epoch(X, y):
    """Return a function that trains the same network in torch, batches by indexing."""
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    model = torch.nn.Sequential(
        torch.nn.Linear(784, 64),
        torch.nn.ReLU(),
        torch.nn.Linear(64, 64),
        torch.nn.ReLU(),
        torch.nn.Linear(64, 10),
    )
    loss, optimizer = torch.nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters())

    def epoch():
        for rows in torch.randperm(len(X)).split(BATCH):
            optimizer.zero_grad()
            loss(model(X[rows]), y[rows]).backward()
            optimizer.step()

    return epoch


def keras_epoch(X, y):
    """Return a function that trains the same network by Keras' `fit`."""
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss)
    return lambda: model.fit(X, y, batch_size=BATCH, epochs=1, verbose=0)


def main(rounds):
    """Measure, print the table, and return the exit status."""
    mnist = load_mnist(validation=0, flatten=True)
    X, y = mnist.x_train, mnist.y_train
    epochs = {
        "our NumPy": numpy_epoch(X, y),
        "torch, eager": torch_epoch(X, y),
        "Keras, fit": keras_epoch(X, y),
    }
    for epoch in epochs.values():
        epoch()  # warm up: Keras traces, everyone allocates
    seconds = {name: [] for name in epochs}
    for _ in range(rounds):
        for name, epoch in epochs.items():
            start = time.perf_counter()
            epoch()
            seconds[name].append(time.perf_counter() - start)

    medians = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"{'one epoch':14} {'median':>8} {'fastest':>8} {'NumPy takes':>12} {'at most':>8}")
    missed = False
    for name, median in medians.items():
        line = f"{name:14} {median:7.3f}s {min(seconds[name]):7.3f}s"
        if name in BOUNDS:
            ratio = medians["our NumPy"] / median
            missed = missed or ratio > BOUNDS[name]
            line += f" {ratio:11.2f}x {BOUNDS[name]:7.2f}x"
        print(line)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 7))
