"""What a gradient costs: in forward passes, in seconds, in multiplications. Taught on page 3.1."""

import time

import numpy as np

from largemodels.numpy_nn import Tensor, numerical_gradient

__all__ = ["count_forward_mode", "count_plain", "count_reverse_mode", "fastest", "measure_costs",
           "try_each", "two_layers"]


def two_layers(h):
    """Return the loss of a 16-h-1 network on 64 examples, a function of its weights, and the weights."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(64, 16)), rng.normal(size=(64, 1))
    weights = [rng.normal(size=(16, h)) / 4, rng.normal(size=(h, 1)) / h**0.5]

    def loss(W1, W2):
        return (((X @ W1).tanh() @ W2 - y) ** 2).mean()

    return loss, weights


def try_each(loss, weights):
    """Nudge every weight up and down: return all derivatives, and how often the loss was computed."""
    calls = 0

    def value():
        nonlocal calls
        calls += 1
        return loss(*map(Tensor, weights)).data

    return [numerical_gradient(value, W) for W in weights], calls


def fastest(repeats, *functions):
    """Run `functions` in turn, `repeats` times; return the shortest time of each."""
    best = [np.inf] * len(functions)
    for _ in range(repeats):
        for i, f in enumerate(functions):
            start = time.perf_counter()
            f()
            best[i] = min(best[i], time.perf_counter() - start)
    return best


def measure_costs(widths=(6, 20, 60, 200, 600, 2000, 6000, 20000)):
    """Measure what all derivatives cost, in forward passes, for networks of growing width.

    Returns
    -------
    sizes, by_trying, by_backprop : list
        Numbers of parameters; forward passes of nudging each, for the networks below 5000 parameters; time of
        back-propagation over time of a forward pass.
    """
    sizes, by_trying, by_backprop = [], [], []
    for h in widths:
        loss, weights = two_layers(h)
        tensors = [Tensor(W) for W in weights]
        repeats = 200 if h < 5000 else 30
        forward, backward = fastest(repeats, lambda f=loss, t=tensors: f(*t), loss(*tensors).backward)
        sizes.append(sum(W.size for W in weights))
        by_backprop.append(backward / forward)
        if sizes[-1] < 5000:
            by_trying.append(try_each(loss, weights)[1])
    return sizes, by_trying, by_backprop


class _Counted(float):
    """A number that counts how often it was multiplied by another one of its kind."""

    products = 0

    def __mul__(self, other):
        _Counted.products += isinstance(other, _Counted)
        return _Counted(float(self) * float(other))

    def __add__(self, other):
        return _Counted(float(self) + float(other))

    __rmul__, __radd__ = __mul__, __add__


def _chain(inputs, m):
    """Add n inputs, square twenty times, multiply by m of them: m outputs."""
    total = inputs[0]
    for value in inputs[1:]:
        total = total + value
    for _ in range(20):
        total = total * total
    return [total * value for value in (inputs * m)[:m]]


def count_plain(n, m):
    """Return how many multiplications the outputs alone take."""
    _Counted.products = 0
    _chain([_Counted(1 / n)] * n, m)
    return _Counted.products


def count_forward_mode(dual, n, m):
    """Return all derivatives, shape (m, n), and the multiplications they took: one pass an input.

    ``dual(data, dot)`` carries `data` and its derivative `dot` along.
    """
    _Counted.products, columns = 0, []
    for i in range(n):
        inputs = [dual(_Counted(1 / n), _Counted(i == j)) for j in range(n)]
        columns.append([output.dot for output in _chain(inputs, m)])
    return np.array(columns, float).T, _Counted.products


def count_reverse_mode(value, n, m):
    """Return the same from ``value(data)`` with a method `backward`: one pass an output."""
    _Counted.products, rows = 0, []
    inputs = [value(_Counted(1 / n)) for _ in range(n)]
    for output in _chain(inputs, m):
        output.backward()
        rows.append([float(x.grad) for x in inputs])
    return np.array(rows), _Counted.products
