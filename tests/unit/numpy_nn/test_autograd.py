"""Autograd: each operation against central differences, the graph, and refusals."""

import numpy as np
import pytest

from largemodels.numpy_nn import Tensor, numerical_gradient

rng = np.random.default_rng(0)
A, B, ROW = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=(4,))

OPERATIONS = {
    "add a row": lambda x: x + ROW,
    "subtract from": lambda x: ROW - x,
    "multiply by a column": lambda x: x * A[:, :1],
    "divide": lambda x: x / (ROW**2 + 1),
    "divide by": lambda x: 2 / (x * x + 1),
    "power": lambda x: (x * x + 1) ** -1.5,
    "negate": lambda x: -x,
    "matmul": lambda x: x @ B,
    "array matmul": lambda x: A.T @ x,
    "stacked matmul": lambda x: x @ rng_stack,
    "exp": lambda x: x.exp(),
    "log": lambda x: (x * x + 1).log(),
    "tanh": lambda x: x.tanh(),
    "sigmoid": lambda x: x.sigmoid(),
    "relu": lambda x: x.relu(),
    "sum of rows": lambda x: x.sum(axis=1),
    "mean, axis kept": lambda x: x.mean(axis=0, keepdims=True),
    "mean of two axes": lambda x: x.reshape(3, 2, 2).mean(axis=(0, 2)),
    "max": lambda x: x.max(axis=1),
    "reshape": lambda x: x.reshape(2, 6) @ np.ones((6, 1)),
    "transpose": lambda x: x.T @ A,
    "rows, one of them twice": lambda x: x[[0, 2, 0]],
    "one entry of each row": lambda x: x[np.arange(3), [1, 0, 3]],
    "used twice": lambda x: x * x.exp() + x.T.T,
}
rng_stack = rng.normal(size=(5, 4, 2))


@pytest.mark.parametrize("name", OPERATIONS)
def test_pullback_is_the_derivative(name):
    f, data = OPERATIONS[name], rng.normal(size=(3, 4))
    weights = rng.normal(size=f(Tensor(data)).shape)
    x = Tensor(data)
    (weights * f(x)).sum().backward()
    definition = numerical_gradient(lambda: float((weights * f(Tensor(data))).sum().data), data)
    np.testing.assert_allclose(x.grad, definition, atol=1e-7)


def test_ties_of_max_share_the_gradient():
    x = Tensor([1.0, 3.0, 3.0])
    x.max().backward()
    np.testing.assert_array_equal(x.grad, [0, 0.5, 0.5])


def test_precision_is_kept():
    x, w = Tensor(A.astype(np.float32)), Tensor(B.astype(np.float32))
    (((x @ w).relu().max(axis=1) * 2).sigmoid().mean() ** 2).backward()
    assert x.grad.dtype == w.grad.dtype == np.float32


def test_second_backward_starts_afresh():
    x = Tensor([2.0, 3.0])
    loss = (x * x).sum()
    loss.backward()
    loss.backward()
    np.testing.assert_array_equal(x.grad, [4, 6])


def test_constants_get_no_edge():
    assert len((A @ Tensor(B)).edges) == 1


def test_graph_deeper_than_the_stack_of_python():
    x = y = Tensor(1.0)
    for _ in range(5000):
        y = y + 1
    y.backward()
    assert x.grad == 1


def test_a_graph_with_exponentially_many_paths_is_walked_once():
    x = y = Tensor(1.0)
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_integers_become_floats():
    x = Tensor([1, 2])
    (x * x).sum().backward()
    np.testing.assert_array_equal(x.grad, [2.0, 4.0])


@pytest.mark.parametrize(
    ("error", "words", "act"),
    [
        (ValueError, r"single number, got shape \(3, 4\)", lambda: Tensor(A).backward()),
        (ValueError, r"needs matrices .* got shapes \(3, 4\) and \(4,\)", lambda: Tensor(A) @ ROW),
        (TypeError, "exponent must be a number, got Tensor", lambda: Tensor(A) ** Tensor(A)),
        (TypeError, "real numbers, got dtype <U1", lambda: Tensor(["a"])),
        (TypeError, "real numbers, got dtype complex128", lambda: Tensor([1j])),
    ],
)
def test_refusals(error, words, act):
    with pytest.raises(error, match=words):
        act()
