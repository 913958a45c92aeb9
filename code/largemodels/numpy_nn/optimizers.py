"""Optimizers: from a gradient to a step, a staircase with one interface.

An optimizer does not care which number is a weight and which a bias. It strings all
gradients together into one long vector g, computes one long vector of changes, and
subtracts from each parameter its part. The arithmetic is done in place: each comment gives
the formula, and the lines under it are that formula without new arrays, which would
take longer to allocate than to compute.

Formulas, defaults and names are torch's. Keras writes three of them differently:

- momentum: v = mu v - eta g and p = p + v. The same steps while eta is constant.
- RMSprop: epsilon goes inside the root, sqrt(v + eps), with eps = 1e-7 and decay 0.9.
- Adam: epsilon is added to sqrt(v) before v is corrected for its start at zero, which
  makes it larger in effect during the first steps; and eps = 1e-7.

With the same numbers given to both, a small net's weights are apart after 100 steps by
1e-7 (momentum: Keras rounds its numbers to float32), 1e-4 (Adam) and 2e-2 (RMSprop) of the
largest weight; ``tests/parity`` measures it.

Gradient descent is `SGD` given gradients of the whole data set.

Next to them: `muon`, for matrices, and `schedules`, which say what ``learning_rate`` is to
be at each step. Left out: parameter groups.
"""

import math

import numpy as np

from .._check import float_array, number, positive


class Optimizer:
    """Holds parameters and takes steps.

    Parameters
    ----------
    params : list of ndarray
        The arrays to change, usually ``model.parameters()``; all of one precision.
    learning_rate : float
        Size of the step, greater than 0.

    Attributes
    ----------
    t : int
        Number of steps taken.
    """

    def __init__(self, params, learning_rate):
        self.params = list(params)
        if not self.params:
            raise ValueError("params must hold at least one array, got none")
        for i, p in enumerate(self.params):
            float_array(f"params[{i}]", p, getattr(self.params[0], "dtype", None))
        self.learning_rate = float(positive("learning_rate", learning_rate))
        self.t = 0
        self.g = self.zeros()
        self.change = self.zeros()
        self.ends = np.cumsum([p.size for p in self.params])[:-1].tolist()
        self.changes = self.parts(self.change)

    def parts(self, vector):
        """Return the parts of `vector` that belong to each parameter, as views in its shape."""
        pieces = np.split(vector, self.ends)
        return [v.reshape(p.shape) for v, p in zip(pieces, self.params, strict=True)]

    def zeros(self):
        """Return a vector with a zero for every single parameter."""
        return np.zeros(sum(p.size for p in self.params), self.params[0].dtype)

    def step(self, grads):
        """Change the parameters in place, given their gradients in the same order."""
        if len(grads) != len(self.params):
            raise ValueError(f"grads must hold {len(self.params)} arrays, got {len(grads)}")
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if not isinstance(g, np.ndarray) or g.dtype != p.dtype or g.shape != p.shape:
                float_array(f"grads[{i}]", g, p.dtype)
                raise ValueError(f"grads[{i}] must have shape {p.shape}, got {g.shape}")
        np.concatenate([g.ravel() for g in grads], out=self.g)
        self.t += 1
        self.update(self.g, self.change)
        for p, change in zip(self.params, self.changes, strict=True):
            p -= change

    def update(self, g, change):
        """Write into `change` what is to be subtracted; `g` may be used up."""
        raise NotImplementedError


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum (Polyak, 1964; Nesterov, 1983).

    With `nesterov` the step is taken along ``g + momentum * v``, where v will stand once the
    next gradient like this one has come in (Sutskever et al., 2013, in torch's form).

    Taught on pages 3.1 and 3.2.
    """

    def __init__(self, params, learning_rate, momentum=0.0, nesterov=False):
        super().__init__(params, learning_rate)
        self.momentum = number("momentum", momentum, high=1)
        if nesterov and not self.momentum:
            raise ValueError("nesterov needs momentum greater than 0, got 0")
        self.nesterov = bool(nesterov)
        self.v = self.zeros()

    def update(self, g, change):
        # v = momentum * v + g
        self.v *= self.momentum
        self.v += g
        drop_subnormal(self.v)
        # p -= learning_rate * v, or learning_rate * (g + momentum * v)
        if self.nesterov:
            np.multiply(self.v, self.momentum, out=change)
            change += g
            change *= self.learning_rate
        else:
            np.multiply(self.v, self.learning_rate, out=change)


class RMSProp(Optimizer):
    """Divide each gradient by the root of a running mean of its square.

    Tieleman and Hinton, *Lecture 6.5: rmsprop* (2012). Taught on page 3.1.
    """

    def __init__(self, params, learning_rate=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params, learning_rate)
        self.alpha = number("alpha", alpha, high=1)
        self.eps = number("eps", eps)
        self.v = self.zeros()

    def update(self, g, change):
        # v = alpha * v + (1 - alpha) * g**2
        move_mean(self.v, np.multiply(g, g, out=change), self.alpha)
        # p -= learning_rate * g / (sqrt(v) + eps)
        np.sqrt(self.v, out=change)
        change += self.eps
        np.divide(g, change, out=change)
        change *= self.learning_rate


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

    def update(self, g, change):
        # v = beta2 * v + (1 - beta2) * g**2
        move_mean(self.v, np.multiply(g, g, out=change), self.beta2)
        # m = beta1 * m + (1 - beta1) * g
        move_mean(self.m, g, self.beta1)
        drop_subnormal(self.m)
        # m_hat = m / (1 - beta1**t) and v_hat = v / (1 - beta2**t)
        # p -= learning_rate * m_hat / (sqrt(v_hat) + eps)
        # with the root of 1 - beta2**t multiplied into both sides of the fraction
        root = math.sqrt(1 - self.beta2**self.t)
        np.sqrt(self.v, out=change)
        change += self.eps * root
        np.divide(self.m, change, out=change)
        change *= self.learning_rate * root / (1 - self.beta1**self.t)


class AdamW(Adam):
    """Adam after shrinking every parameter by 1 - learning_rate * weight_decay.

    Loshchilov and Hutter, *Decoupled weight decay regularization* (2019).
    Taught on page 5.3.
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

    def update(self, g, change):
        for p in self.params:
            p *= 1 - self.learning_rate * self.weight_decay
        super().update(g, change)


def move_mean(mean, new, decay):
    """Turn `mean` into ``decay * mean + (1 - decay) * new``, using up `new`."""
    mean *= decay
    new *= 1 - decay
    mean += new


def drop_subnormal(mean):
    """Round to multiples of about 1e-37, in place: 0 is the only smaller number left.

    A mean of gradients that are 0 from now on, such as a dead unit's, decays into numbers
    below float32's normal range, for which processors need a hundred times longer: on
    MNIST a tenth of the whole training time. Adding 1e-30 rounds away whatever it cannot
    hold beside it; taking it off again leaves the rest.
    """
    mean += 1e-30
    mean -= 1e-30
