"""Checkers of page 4.1."""

import math

import numpy as np

from largemodels.numpy_nn import sigmoid

from .registry import NotYet, checker


def _forward_by_loops(row, weights, biases):
    """One example through sigmoid layers, number by number with the math module: no matrix product."""
    values = [float(v) for v in row]
    for W, b in zip(weights, biases, strict=True):
        sums = [math.fsum(v * W[i, j] for i, v in enumerate(values)) + b[j] for j in range(W.shape[1])]
        values = [1 / (1 + math.exp(-z)) for z in sums]
    return values


@checker("ex-4-1-forward")
def check_forward(forward_layers):
    """Sigmoid layers of several depths and widths, against loops over single numbers."""
    rng = np.random.default_rng(41)
    for n, widths in [(4, (2, 3, 1)), (5, (3, 4, 2, 3)), (1, (2, 2)), (3, (3, 3, 3, 3, 3))]:
        weights = [rng.normal(size=pair) for pair in zip(widths[:-1], widths[1:], strict=True)]
        biases = [rng.normal(size=h) for h in widths[1:]]
        X = rng.normal(size=(n, widths[0]))
        kept = X.copy()
        answer = np.asarray(forward_layers(X, weights, biases))
        if not np.array_equal(X, kept):
            raise NotYet("函数改动了传进来的 X；请让每一层产生新的数组")
        depth = len(weights)
        if answer.shape != (n, widths[-1]):
            raise NotYet(f"{depth} 层、宽度 {widths} 时，输出的形状应为 {(n, widths[-1])}，得到 {answer.shape}")
        truth = [_forward_by_loops(row, weights, biases) for row in X]
        if not np.allclose(answer, truth, rtol=1e-9, atol=1e-12):
            raise NotYet(f"{depth} 层时形状对了，数值不对；每一层都是先乘、再加偏置、再过 sigmoid 吗？")


@checker("ex-4-1-interval")
def check_interval(interval_weights):
    """A net of two hidden units that tells the points of an interval from those outside."""
    for left, right in [(0.3, 0.6), (-0.5, 0.1), (0.0, 0.2), (-0.9, 0.9)]:
        answer = interval_weights(left, right)
        if not isinstance(answer, tuple) or len(answer) != 4:
            raise NotYet("应当返回四个数组：W1, b1, W2, b2")
        W1, b1, W2, b2 = (np.asarray(A, dtype=float) for A in answer)
        shapes = (W1.shape, b1.shape, W2.shape, b2.shape)
        if shapes != ((1, 2), (2,), (2, 1), (1,)):
            raise NotYet(f"形状应为 (1, 2)、(2,)、(2, 1)、(1,)，得到 {'、'.join(map(str, shapes))}")
        x = np.linspace(-1.5, 1.5, 301)[:, None]
        P = sigmoid(sigmoid(x @ W1 + b1) @ W2 + b2)
        inside = (x > left + 0.05) & (x < right - 0.05)
        outside = (x < left - 0.05) | (x > right + 0.05)
        where = f"left={left}, right={right} 时"
        if not (P[outside] < 0.05).all():
            worst = float(x[outside][np.argmax(P[outside])])
            raise NotYet(f"{where}，区间外的 x = {worst:.2f} 处应小于 0.05，得到 {float(P[outside].max()):.2f}")
        if not (P[inside] > 0.95).all():
            worst = float(x[inside][np.argmin(P[inside])])
            raise NotYet(f"{where}，区间内的 x = {worst:.2f} 处应大于 0.95，得到 {float(P[inside].min()):.2f}")
