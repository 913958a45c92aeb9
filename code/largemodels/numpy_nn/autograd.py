"""Reverse-mode automatic differentiation on arrays: write the forward pass, get the rest.

A `Tensor` is an array that remembers how it was made: from which other tensors, and by
which rule a gradient with respect to it becomes a gradient with respect to each of them
(the rule is called a pullback). ``backward`` walks that graph once, from the loss to the
inputs, and adds up what arrives at each tensor: the chain rule and its bookkeeping
(Linnainmaa, 1970; survey: Baydin et al., 2018). Taught on page 3.1.

Plain arrays and numbers mix freely with tensors. They are constants: no gradient is
computed for them, which saves the most expensive product of a net, the one for its input.

Broadcasting copies an array along an axis; its pullback sums over the copies. One function,
`unbroadcast`, does that for all operations.

Left out: derivatives of derivatives (torch can, because its pullbacks are themselves made
of tensors), changing a tensor in place, and devices.
"""

import numpy as np

from .functions import sigmoid


class Tensor:
    """An array in a computation.

    Parameters
    ----------
    data : array_like of float, any shape
        Integers become float64; float32 and float64 stay.

    Attributes
    ----------
    data : ndarray
    grad : ndarray or None
        After ``loss.backward()``, the derivative of the loss with respect to `data`, in its
        shape, for every tensor the loss was made from. Each call starts afresh; torch adds
        to what is there until you zero it.
    """

    __array_ufunc__ = None  # lets `ndarray * Tensor` reach Tensor.__rmul__

    def __init__(self, data):
        self.data = np.asarray(data)
        if self.data.dtype.kind in "iu":
            self.data = self.data.astype(np.float64)
        if self.data.dtype.kind != "f":
            raise TypeError(f"data must hold real numbers, got dtype {self.data.dtype}")
        self.grad = None
        self.edges = ()  # pairs (input, pullback)

    @property
    def shape(self):
        return self.data.shape

    @property
    def T(self):
        return self.transpose()

    def __repr__(self):
        return f"Tensor({self.data!r})"

    # --- arithmetic, with broadcasting -------------------------------------------------

    def __add__(self, other):
        a, b = values(self, other)
        return made(a + b, (self, lambda g: g), (other, lambda g: g))

    def __mul__(self, other):
        a, b = values(self, other)
        return made(a * b, (self, lambda g: g * b), (other, lambda g: g * a))

    def __truediv__(self, other):
        a, b = values(self, other)
        y = a / b
        return made(y, (self, lambda g: g / b), (other, lambda g: -g * y / b))

    def __pow__(self, exponent):
        if not isinstance(exponent, (int, float)):
            raise TypeError(f"exponent must be a number, got {type(exponent).__name__}")
        a = self.data
        return made(a**exponent, (self, lambda g: g * exponent * a ** (exponent - 1)))

    def __matmul__(self, other):
        a, b = values(self, other)
        if min(a.ndim, b.ndim) < 2:
            raise ValueError(f"@ needs matrices or stacks of them, got shapes {a.shape} and {b.shape}")
        return made(
            a @ b,  # (..., n, d) @ (..., d, k) -> (..., n, k)
            (self, lambda g: g @ b.swapaxes(-1, -2)),  # (..., n, k) @ (..., k, d)
            (other, lambda g: a.swapaxes(-1, -2) @ g),  # (..., d, n) @ (..., n, k)
        )

    def __neg__(self):
        return made(-self.data, (self, lambda g: -g))

    def __sub__(self, other):
        a, b = values(self, other)
        return made(a - b, (self, lambda g: g), (other, lambda g: -g))

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return Tensor(other) - self

    def __rtruediv__(self, other):
        return Tensor(other) / self

    def __rmatmul__(self, other):
        return Tensor.__matmul__(other, self)

    # --- entry by entry ----------------------------------------------------------------

    def exp(self):
        y = np.exp(self.data)
        return made(y, (self, lambda g: g * y))

    def log(self):
        return made(np.log(self.data), (self, lambda g: g / self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return made(y, (self, lambda g: g * (1 - y * y)))

    def sigmoid(self):
        y = sigmoid(self.data)
        return made(y, (self, lambda g: g * y * (1 - y)))

    def relu(self):
        y = np.maximum(self.data, 0)
        return made(y, (self, lambda g: g * (y > 0)))

    # --- reductions --------------------------------------------------------------------

    def sum(self, axis=None, keepdims=False):
        def pullback(g):  # each entry counted once
            return np.broadcast_to(restore(g, self.data, axis, keepdims), self.shape)

        return made(self.data.sum(axis=axis, keepdims=keepdims), (self, pullback))

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total * (total.data.size / self.data.size)

    def max(self, axis=None, keepdims=False):
        """Largest entry; entries that tie share the gradient (torch's ``amax``)."""
        y = self.data.max(axis=axis, keepdims=keepdims)
        won = self.data == restore(y, self.data, axis, keepdims)

        def pullback(g):
            shares = won.sum(axis=axis, keepdims=True, dtype=g.dtype)
            return restore(g, self.data, axis, keepdims) * won / shares

        return made(y, (self, pullback))

    # --- shape -------------------------------------------------------------------------

    def reshape(self, *shape):
        return made(self.data.reshape(*shape), (self, lambda g: g.reshape(self.shape)))

    def transpose(self, *axes):
        y = self.data.transpose(*axes)
        return made(y, (self, lambda g: g.transpose(*np.argsort(axes))))

    def __getitem__(self, index):
        def pullback(g):
            G = np.zeros_like(self.data)
            np.add.at(G, index, g)  # an entry taken twice gets both gradients
            return G

        return made(self.data[index], (self, pullback))

    # --- the chain rule ----------------------------------------------------------------

    def backward(self):
        """Fill ``grad`` of every tensor that this single number was made from."""
        if self.data.size != 1:
            raise ValueError(f"backward needs a single number, got shape {self.shape}; take .sum() or .mean() first")
        order = topological_order(self)
        for tensor in order:
            tensor.grad = None
        self.grad = np.ones_like(self.data)
        for tensor in order:  # by now all that depends on `tensor` has passed its part on
            for source, pullback in tensor.edges:
                g = unbroadcast(pullback(tensor.grad), source.shape)
                source.grad = g if source.grad is None else source.grad + g


def made(data, *edges):
    """Return a tensor made from the sources in `edges`, those that are tensors."""
    result = Tensor(data)
    result.edges = tuple((source, pullback) for source, pullback in edges if isinstance(source, Tensor))
    return result


def values(*operands):
    """Return the operands as arrays or numbers."""
    return [x.data if isinstance(x, Tensor) else x for x in operands]


def unbroadcast(g, shape):
    """Sum `g` over the axes along which `shape` was copied."""
    if g.shape == shape:
        return g
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))  # axes that were put in front
    copied = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] != 1)
    return g.sum(axis=copied, keepdims=True) if copied else g


def restore(y, like, axis, keepdims):
    """Give a reduced `y` its axes back, with length 1, so that it broadcasts with `like`."""
    if axis is None:
        return np.reshape(y, (1,) * like.ndim)
    return y if keepdims else np.expand_dims(y, axis)


def topological_order(root):
    """Return `root` and all it was made from, each before what it was made from."""
    order, seen, stack = [], set(), [(root, False)]
    while stack:  # not recursive: graphs are deeper than Python's stack
        tensor, finished = stack.pop()
        if finished:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            stack.extend((source, False) for source, _ in tensor.edges)
    return order[::-1]
