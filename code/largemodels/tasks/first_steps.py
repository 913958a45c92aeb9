"""One network in three libraries, from the same weights: each gives a function that takes one step of training.

The network is 784-64-64-10. A step is ``step(X, y)``: a batch goes in, all weights come out, in the order and the shapes
of NumPy. Taught on page 5.2.
"""

import numpy as np
import torch
from torch import nn

from largemodels.numpy_nn import Dense, ReLU, Sequential, SoftmaxCrossEntropy

__all__ = ["keras_step", "largest_gap", "numpy_step", "package_net", "torch_step"]


def largest_gap(weights_a, weights_b):
    """Return the largest difference between two lists of arrays."""
    return max(float(np.abs(a - b).max()) for a, b in zip(weights_a, weights_b, strict=True))


def package_net(weights, dtype=np.float32, hidden=ReLU):
    """Build the network with this package's layers and give it `weights`."""
    rng = np.random.default_rng(0)  # random weights, overwritten at once
    layers = []
    for n_in, n_out in [(784, 64), (64, 64)]:
        layers += [Dense(n_in, n_out, rng=rng, dtype=dtype), hidden()]
    model = Sequential([*layers, Dense(64, 10, rng=rng, dtype=dtype)])
    for p, w in zip(model.parameters(), weights, strict=True):
        p[...] = w
    return model


def numpy_step(weights, optimizer_class, dtype=np.float32, shift=0.0, hidden=ReLU, **options):
    """Return this package's step; `shift` is how far the weights are moved at random first."""
    model, loss = package_net(weights, dtype, hidden), SoftmaxCrossEntropy()
    noise = np.random.default_rng(101)
    for p in model.parameters():
        p += (shift * noise.normal(size=p.shape)).astype(dtype)
    optimizer = optimizer_class(model.parameters(), **options)

    def step(X, y):
        loss.forward(model.forward(X.astype(dtype), training=True), y)
        model.fill_gradients(loss.backward())
        optimizer.step(model.gradients())
        return [p.copy() for p in model.parameters()]

    return step


def torch_step(weights, optimizer_class, dtype=torch.float32, **options):
    """Return PyTorch's step, on the CPU: not every accelerator knows float64."""
    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).to(dtype)
    with torch.no_grad():
        for p, w in zip(model.parameters(), weights, strict=True):
            p.copy_(torch.tensor(w.T))
    optimizer = optimizer_class(model.parameters(), **options)

    def step(X, y):
        loss = nn.functional.cross_entropy(model(torch.tensor(X, dtype=dtype)), torch.tensor(y))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return [p.detach().numpy().T.copy() for p in model.parameters()]

    return step


def keras_step(model, weights, optimizer):
    """Return Keras's step, for a copy of `model` that starts from `weights`."""
    import keras

    model = keras.models.clone_model(model)
    model.set_weights(weights)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")

    def step(X, y):
        model.train_on_batch(X, y)
        return model.get_weights()

    return step
