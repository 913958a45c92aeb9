"""Activations: the bend between two matrices, without which they would be one matrix.

Each works entry by entry, has nothing to learn, and keeps its output, because each
derivative is simplest in terms of the output. Shapes never change here.

Left out: softmax, which is part of its loss (`SoftmaxCrossEntropy`): their joint
derivative is simple and safe, softmax's own is neither.
"""

import numpy as np

from .._check import float_array, gradient_of
from .functions import sigmoid
from .layers import Layer


class Activation(Layer):
    """A layer ``Y = f(X)``; a subclass says what f and its derivative are."""

    def __init__(self):
        super().__init__()
        self.Y = None

    def forward(self, X, training=False):
        self.Y = self.function(float_array("X", X))
        return self.Y

    def backward(self, dY):
        return gradient_of("dY", dY, self.Y) * self.derivative(self.Y)


class Sigmoid(Activation):
    r"""Logistic function, :math:`y = 1 / (1 + e^{-x})` with :math:`y' = y (1 - y)`.

    The derivative is at most 1/4: each sigmoid layer shrinks the gradient that passes
    it. Taught on pages 4.1 and 4.3.
    """

    def function(self, X):
        return sigmoid(X)

    def derivative(self, Y):
        return Y * (1 - Y)


class Tanh(Activation):
    r"""Hyperbolic tangent, :math:`y = \tanh x` with :math:`y' = 1 - y^2`. Taught on page 5.2."""

    def function(self, X):
        return np.tanh(X)

    def derivative(self, Y):
        return 1 - Y * Y


class ReLU(Activation):
    """Rectified linear unit, ``max(x, 0)``, with derivative 1 for x > 0 and else 0.

    At x = 0 there is no derivative; we take 0, as torch and TensorFlow do.
    Nair and Hinton (2010). Taught on pages 4.3 and 5.2.
    """

    def function(self, X):
        return np.maximum(X, 0)

    def derivative(self, Y):
        return Y > 0
