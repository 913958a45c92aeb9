"""Checkers for the exercises of chapter 4."""

import decimal
import functools
import itertools
import math

import numpy as np

from largemodels.numpy_nn import numerical_gradient, sigmoid

from .registry import NotYet, checker

__all__ = ["NotYet", "checker", "np"]  # what the checkers below use


# --- page 4.3 -------------------------------------------------------------------------------------


def _two_layer_loss(X, y, W1, b1, W2, b2):
    """Mean cross-entropy of tanh(X W1 + b1) W2 + b2, from the logits."""
    Z2 = np.tanh(X @ W1 + b1) @ W2 + b2
    return float(np.mean(np.logaddexp(0, Z2) - y * Z2))


@checker("ex-4-3-hidden-gradient")
def check_hidden_gradient(hidden_gradient):
    """Gradients of a tanh hidden layer, against central differences on several shapes."""
    rng = np.random.default_rng(7)
    for n, d, h in [(4, 2, 3), (5, 3, 5), (6, 6, 6)]:  # n = h hides wrong transposes from the shapes
        X, y = rng.normal(size=(n, d)), rng.integers(0, 2, (n, 1)).astype(float)
        W1, b1, W2, b2 = rng.normal(size=(d, h)), rng.normal(size=h), rng.normal(size=(h, 1)), rng.normal(size=1)
        H = np.tanh(X @ W1 + b1)
        dZ2 = (1 / (1 + np.exp(-(H @ W2 + b2))) - y) / n
        answer = hidden_gradient(X, H, W2, dZ2)
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise NotYet("应当返回两个数组：dW1, db1")
        for name, got, parameter in [("dW1", answer[0], W1), ("db1", answer[1], b1)]:
            if np.shape(got) != parameter.shape:
                raise NotYet(f"{name} 的形状是 {np.shape(got)}，参数的形状是 {parameter.shape}，两者应当相同")
            truth = numerical_gradient(lambda: _two_layer_loss(X, y, W1, b1, W2, b2), parameter)
            if not np.allclose(got, truth, rtol=1e-5, atol=1e-8):
                raise NotYet(f"{name} 形状对了，但与中心差分不符；从 H 走回 Z1 时乘过 tanh 的导数吗？")


@checker("ex-4-3-bias-gradient")
def check_bias_gradient(bias_gradient):
    """Bias gradients of stacked networks: the sum over the example axis, also where S = n = h."""
    rng = np.random.default_rng(8)
    for S, n, h in [(3, 4, 2), (5, 5, 5), (1, 1, 3)]:
        dZ = rng.normal(size=(S, n, h))
        answer = np.asarray(bias_gradient(dZ))
        if answer.shape != (S, 1, h):
            raise NotYet(f"dZ 的形状是 {dZ.shape} 时，偏置的梯度应为 {(S, 1, h)}，得到 {answer.shape}")
        truth = np.stack([[[dZ[s, :, j].sum() for j in range(h)]] for s in range(S)])
        if not np.allclose(answer, truth):
            raise NotYet("形状对了，数值不对：应当沿哪一个轴求和？")


@checker("ex-4-3-parity")
def check_parity(parity_network):
    """Three-bit parity by a sigmoid network; two hidden units are enough, one is not."""
    X = np.array(list(itertools.product([0, 1], repeat=3)), dtype=float)
    y = X.sum(axis=1, keepdims=True) % 2
    W1, b1, W2, b2 = (np.asarray(A, dtype=float) for A in parity_network())
    h = W1.shape[-1]
    if (W1.shape, b1.shape, W2.shape, b2.shape) != ((3, h), (h,), (h, 1), (1,)):
        raise NotYet(f"形状应为 (3, h)、(h,)、(h, 1)、(1,)，得到 {W1.shape}、{b1.shape}、{W2.shape}、{b2.shape}")
    P = sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2)
    right = int((np.abs(P - y) < 0.1).sum())
    if right < 8:
        raise NotYet(f"8 个样本里有 {right} 个满足 |p - y| < 0.1")
    if h > 2:
        raise NotYet(f"{h} 个隐藏单元解出来了，很好；还能更少")


# --- page 4.1 -------------------------------------------------------------------------------------


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


# --- page 4.2 -------------------------------------------------------------------------------------


def _weighted_output(G, X, W, b):
    """The loss sum(G * Z) of a dense layer Z = X W^T + b: its gradient with respect to Z is G."""
    return float(np.sum(G * (X @ W.T + b)))


@checker("ex-4-2-dense-backward")
def check_dense_backward(linear_backward):
    """Gradients of a layer that stores W as (k, d), against central differences, also where n = d = k."""
    rng = np.random.default_rng(42)
    for n, d, k in [(4, 3, 2), (1, 5, 3), (6, 2, 1), (4, 4, 4)]:
        X, W, b, G = (rng.normal(size=shape) for shape in ((n, d), (k, d), (k,), (n, k)))
        answer = linear_backward(X.copy(), W.copy(), G.copy())
        if not isinstance(answer, tuple) or len(answer) != 3:
            raise NotYet("应当返回三个数组：dW, db, dX")
        for name, got, array in [("dW", answer[0], W), ("db", answer[1], b), ("dX", answer[2], X)]:
            if np.shape(got) != array.shape:
                raise NotYet(f"n={n}, d={d}, k={k} 时，{name} 的形状应为 {array.shape}，得到 {np.shape(got)}")
            truth = numerical_gradient(functools.partial(_weighted_output, G, X, W, b), array)
            if not np.allclose(got, truth, rtol=1e-6, atol=1e-7):
                square = "；这里 n = d = k，形状帮不上忙，看看下标在对谁求和" if n == d == k else ""
                raise NotYet(f"n={n}, d={d}, k={k} 时，{name} 形状对了，但与中心差分不符{square}")


@checker("ex-4-2-stable-loss")
def check_stable_loss(stable_loss):
    """Cross-entropy of labels +1 and -1, from logits up to 1e4, against 60-digit decimal arithmetic."""
    logits = [0.0, 0.5, -0.5, 3.0, -3.0, 40.0, -40.0, 800.0, -800.0, 1e4, -1e4]
    Z, S = (A.ravel() for A in np.meshgrid(logits, [-1.0, 1.0]))
    answer = np.asarray(stable_loss(Z.copy(), S.copy()))
    if answer.shape != Z.shape:
        raise NotYet(f"输入的形状是 {Z.shape}，输出的形状应当相同，得到 {answer.shape}；不要求平均")
    with decimal.localcontext() as context:
        context.prec = 60
        for z, s, got in zip(Z, S, answer, strict=True):
            truth = float((1 + (-decimal.Decimal(z) * int(s)).exp()).ln())
            if not np.isfinite(got):
                raise NotYet(f"z = {z:g}，s = {s:g} 时得到 {got}，应为 {truth:.4g}")
            if not math.isclose(got, truth, rel_tol=1e-9, abs_tol=1e-300):
                raise NotYet(f"z = {z:g}，s = {s:g} 时得到 {got:.4g}，应为 {truth:.4g}")
    rows = np.asarray(stable_loss(np.array([[1e4], [-1e4]], np.float32), np.array([[1.0], [-1.0]], np.float32)))
    if rows.shape != (2, 1) or not np.allclose(rows, 0):
        raise NotYet("换成 float32 的 (2, 1) 数组，z = ±10⁴ 且答对时，损失应为 0，形状不变")
