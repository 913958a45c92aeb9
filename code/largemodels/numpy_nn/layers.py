"""Layers: what every layer can do, and the two that are more than an activation.

A layer knows two things, its own formula and its own derivative. ``forward`` keeps what
``backward`` will need; ``backward`` takes the loss's gradient with respect to the layer's
output, stores the gradients of the layer's parameters, and returns the gradient with
respect to its input, which is the output of the layer before. That is all of
back-propagation (Rumelhart, Hinton and Williams, 1986).

Rows are examples throughout: a batch of n inputs of width d is ``(n, d)``.

Left out: convolution and normalization, and any graph but a chain.
"""

import numpy as np

from .._check import (
    batch,
    float_array,
    float_dtype,
    generator,
    gradient_of,
    number,
    whole,
)
from . import initializers


class Layer:
    """A step of the net: ``Y = forward(X)`` and ``dX = backward(dY)``.

    Attributes
    ----------
    params, grads : dict of str to ndarray
        The learned arrays, and, after ``backward``, the gradients under the same names.
        Both are empty for a layer that learns nothing.
    """

    def __init__(self):
        self.params = {}
        self.grads = {}

    def forward(self, X, training=False):
        """Return the output for the batch `X`, and keep what ``backward`` needs."""
        raise NotImplementedError

    def backward(self, dY):
        """Fill ``grads`` and return dX, given dY of the shape of the last output."""
        raise NotImplementedError

    def fill_gradients(self, dY):
        """Fill ``grads`` only: all that the first layer of a net has to do in training."""

    def __repr__(self):
        return f"{type(self).__name__}()"


class Dense(Layer):
    """A fully connected layer, ``Y = X @ W + b``.

    Parameters
    ----------
    n_in, n_out : int
        Width of the input and of the output.
    rng : numpy.random.Generator
        Draws the weights.
    weight_init : str or function
        A function ``f(shape, rng, dtype)`` of `largemodels.numpy_nn.initializers`, or its name.
    dtype : float32 or float64
        Precision of the parameters, and so of everything computed with them.

    Attributes
    ----------
    params : dict
        ``W`` of shape (n_in, n_out) and ``b`` of shape (n_out,), which starts at zero.
        To set them by hand write into them, ``params["W"][...] = W``, because
        optimizers hold on to these very arrays.

    Notes
    -----
    Taught on pages 4.1 (forward) and 4.2 (backward).
    """

    def __init__(self, n_in, n_out, *, rng, weight_init="he_normal", dtype=np.float32):
        super().__init__()
        self.n_in = whole("n_in", n_in)
        self.n_out = whole("n_out", n_out)
        self.dtype = float_dtype("dtype", dtype)
        initialize = initializers.get(weight_init)
        self.params["W"] = initialize((n_in, n_out), generator("rng", rng), self.dtype)
        self.params["b"] = np.zeros(n_out, self.dtype)
        self.X = self.Y = None

    def forward(self, X, training=False):
        self.X = batch("X", X, self.n_in, self.dtype)  # (n, n_in)
        self.Y = X @ self.params["W"] + self.params["b"]  # (n, n_in) -> (n, n_out)
        return self.Y

    def backward(self, dY):
        self.fill_gradients(dY)
        return dY @ self.params["W"].T  # (n, n_out) -> (n, n_in)

    def fill_gradients(self, dY):
        gradient_of("dY", dY, self.Y)
        self.grads["W"] = self.X.T @ dY  # (n_in, n) @ (n, n_out) -> (n_in, n_out)
        self.grads["b"] = dY.sum(axis=0)  # (n, n_out) -> (n_out,), from every row

    def __repr__(self):
        return f"Dense({self.n_in}, {self.n_out})"


class Dropout(Layer):
    """In training, set each entry to 0 with probability `p`; otherwise do nothing.

    The entries that stay are divided by 1 - p, so that the expected value does not
    change and nothing needs rescaling afterwards.

    Parameters
    ----------
    p : float in [0, 1)
        Probability of dropping an entry.
    rng : numpy.random.Generator
        Draws which.

    Notes
    -----
    Srivastava et al., *Dropout* (2014). Taught on page 5.3.
    """

    def __init__(self, p, *, rng):
        super().__init__()
        self.p = number("p", p, high=1)
        self.rng = generator("rng", rng)
        self.Y = self.scale = None

    def forward(self, X, training=False):
        float_array("X", X)
        self.scale = None
        if training:
            kept = self.rng.random(X.shape, X.dtype) >= self.p
            self.scale = kept.astype(X.dtype) / (1 - self.p)  # 0 or 1 / (1 - p)
        self.Y = X if self.scale is None else X * self.scale
        return self.Y

    def backward(self, dY):
        gradient_of("dY", dY, self.Y)
        return dY if self.scale is None else dY * self.scale

    def __repr__(self):
        return f"Dropout({self.p:g})"
