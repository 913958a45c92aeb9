"""Checkers of page 5.3."""


import math

import numpy as np

from largemodels.numpy_nn import SoftmaxCrossEntropy

from .registry import NotYet, checker


@checker("ex-5-3-confused-pair")
def check_confused_pair(most_confused):
    """The largest entry off the diagonal, found by looking at each."""
    rng = np.random.default_rng(55)
    for k in (2, 3, 10, 10):
        C = rng.permutation(k * k).reshape(k, k) + 1  # all different: one answer
        C[np.arange(k), np.arange(k)] += 1000
        truth = max((int(C[i, j]), i, j) for i in range(k) for j in range(k) if i != j)
        given = C.copy()
        answer = most_confused(given)
        if not np.array_equal(given, C):
            raise NotYet("传进来的混淆矩阵被改动了：先复制一份，再清对角线")
        if not isinstance(answer, (tuple, list, np.ndarray)) or len(answer) != 3:
            raise NotYet("应当返回三个数：(标签, 答案, 张数)")
        if tuple(int(v) for v in answer) != (truth[1], truth[2], truth[0]):
            hint = "对角线是答对的，不能算" if answer[0] == answer[1] else "行是标签，列是答案"
            raise NotYet(f"应当是 {(truth[1], truth[2], truth[0])}，得到 {tuple(int(v) for v in answer)}；{hint}")


@checker("ex-5-3-temperature")
def check_temperature(temperature):
    """The temperature of least cross-entropy: no better loss may be found beside the answer."""
    rng = np.random.default_rng(56)
    for true_T in (0.1, 0.7, 1.0, 3.0, 25.0):
        Z = rng.normal(size=(3000, 5)) * 2
        P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
        y = (rng.random((3000, 1)) < P.cumsum(axis=1)).argmax(axis=1)
        Z = Z * true_T
        answer = float(temperature(Z.copy(), y.copy()))
        if not 0 < answer < math.inf:
            raise NotYet(f"温度应当是大于 0 的有限数，得到 {answer!r}")
        here = SoftmaxCrossEntropy().forward(Z / answer, y)
        for direction, factor in [("小", 0.99), ("大", 1.01)]:
            if SoftmaxCrossEntropy().forward(Z / (answer * factor), y) < here:
                raise NotYet(f"得到 T = {answer:.3g}，可是再{direction}一点交叉熵更低；真正的温度在 {true_T} 附近")
