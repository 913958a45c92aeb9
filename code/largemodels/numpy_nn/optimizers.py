"""Optimizers: from a gradient to a step, a staircase of five with one interface.

Each holds the model's parameter arrays and changes them in place. The formulas, defaults
and names are torch's, and the steps equal torch's to rounding. Keras writes three of them
differently, and with the same numbers takes other steps (float64, 100 steps):

- ``SGD`` with momentum puts the learning rate inside the velocity (v = mu v - eta g);
  the same while eta is constant;
- ``RMSprop`` adds epsilon inside the root, sqrt(v + eps), with eps = 1e-7 and decay 0.9;
- ``Adam`` divides by sqrt(v) + eps before, not after, v is corrected for its start at
  zero, with eps = 1e-7.

Gradient descent is `SGD` given gradients of the whole data set.

Left out: Nesterov momentum, parameter groups, and learning-rate schedules; to follow a
schedule, assign to ``learning_rate`` between steps.
"""

import math

import numpy as np

from .arguments import float_array, number, positive


class Optimizer:
    """Holds parameters and takes steps.

    Parameters
    ----------
    params : list of ndarray
        The arrays to change, usually ``model.parameters()``.
    learning_rate : float
        Size of the step, greater than 0.

    Attributes
    ----------
    t : int
        Number of steps taken.
    """

    def __init__(self, params, learning_rate):
        self.params = [float_array(f"params[{i}]", p) for i, p in enumerate(params)]
        if not self.params:
            raise ValueError("params must hold at least one array, got none")
        self.learning_rate = positive("learning_rate", learning_rate)
        self.t = 0

    def step(self, grads):
        """Change the parameters in place, given their gradients in the same order."""
        if len(grads) != len(self.params):
            raise ValueError(
                f"grads must hold {len(self.params)} arrays, got {len(grads)}"
            )
        for i, (p, g) in enumerate(zip(self.params, grads)):
            if float_array(f"grads[{i}]", g, p.dtype).shape != p.shape:
                raise ValueError(f"grads[{i}] must have shape {p.shape}, got {g.shape}")
        self.t += 1
        self.update(grads)

    def update(self, grads):
        """Apply the formula; `grads` are checked and ``t`` counts this step."""
        raise NotImplementedError

    def zeros(self):
        """Return one array of zeros for each parameter: the memory of an optimizer."""
        return [np.zeros_like(p) for p in self.params]


class SGD(Optimizer):
    """Stochastic gradient descent, v = momentum * v + g and p = p - learning_rate * v.

    Polyak (1964). Taught on pages 4.1 and 4.3.
    """

    def __init__(self, params, learning_rate, momentum=0.0):
        super().__init__(params, learning_rate)
        self.momentum = number("momentum", momentum, high=1)
        self.v = self.zeros()

    def update(self, grads):
        for p, g, v in zip(self.params, grads, self.v):
            v *= self.momentum
            v += g
            p -= self.learning_rate * v


class RMSProp(Optimizer):
    """Divide each gradient by the root of a running mean of its square.

    Tieleman and Hinton, *Lecture 6.5: rmsprop* (2012). Taught on page 5.2.
    """

    def __init__(self, params, learning_rate=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params, learning_rate)
        self.alpha = number("alpha", alpha, high=1)
        self.eps = number("eps", eps)
        self.v = self.zeros()

    def update(self, grads):
        for p, g, v in zip(self.params, grads, self.v):
            v += (1 - self.alpha) * (g * g - v)  # alpha * v + (1 - alpha) * g**2
            p -= self.learning_rate * g / (np.sqrt(v) + self.eps)


class Adam(Optimizer):
    """Momentum over RMSProp, both corrected for having started at zero.

    Kingma and Ba, *Adam* (2015), algorithm 1. Taught on page 5.2.
    """

    def __init__(self, params, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, learning_rate)
        self.beta1 = number("betas[0]", betas[0], high=1)
        self.beta2 = number("betas[1]", betas[1], high=1)
        self.eps = number("eps", eps)
        self.m = self.zeros()
        self.v = self.zeros()

    def update(self, grads):
        step = self.learning_rate / (1 - self.beta1**self.t)
        root = math.sqrt(1 - self.beta2**self.t)
        for p, g, m, v in zip(self.params, grads, self.m, self.v):
            m += (1 - self.beta1) * (g - m)  # beta1 * m + (1 - beta1) * g
            v += (1 - self.beta2) * (g * g - v)  # beta2 * v + (1 - beta2) * g**2
            p -= step * m / (np.sqrt(v) / root + self.eps)


class AdamW(Adam):
    """Adam after shrinking every parameter by 1 - learning_rate * weight_decay.

    Loshchilov and Hutter, *Decoupled weight decay regularization* (2019). Taught on page 5.3.
    """

    def __init__(
        self,
        params,
        learning_rate=0.001,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0.01,
    ):
        super().__init__(params, learning_rate, betas, eps)
        self.weight_decay = number("weight_decay", weight_decay)

    def update(self, grads):
        for p in self.params:
            p *= 1 - self.learning_rate * self.weight_decay
        super().update(grads)
