"""Checkers of page 4.2."""

import decimal
import functools
import math

import numpy as np

from largemodels.numpy_nn import numerical_gradient

from .registry import NotYet, checker


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
