"""Checkers for the exercises of chapter 3."""

import numpy as np

from .registry import NotYet, checker

__all__ = ["NotYet", "checker", "np"]  # what the checkers below use


# --- page 3.1 -------------------------------------------------------------------------------------


@checker("ex-3-1-sin")
def check_sin_pullback(sin_pullback):
    """The pullback of sin, against the slope of sum(g * sin(x)) by central differences."""
    rng = np.random.default_rng(31)
    x, g = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    got = np.asarray(sin_pullback(x, g), float)
    if got.shape != x.shape:
        raise NotYet(f"x 的形状是 {x.shape}，它的梯度也应当是，得到 {got.shape}")
    eps = 1e-5
    slope = g * (np.sin(x + eps) - np.sin(x - eps)) / (2 * eps)
    if np.abs(got - slope).max() > 1e-8:
        hint = "忘了乘 g 吗？" if np.abs(got * g - slope).max() < 1e-8 else "sin 的导数是什么？再乘上收到的 g"
        raise NotYet(f"与中心差分不符：{hint}")


@checker("ex-3-1-broadcast")
def check_add_column_pullback(add_column_pullback):
    """The pullbacks of Z + c, against central differences of sum(G * (Z + c)) for each entry."""
    rng = np.random.default_rng(32)
    for n, k in [(3, 2), (4, 4)]:
        G, Z, c = rng.normal(size=(n, k)), rng.normal(size=(n, k)), rng.normal(size=(n, 1))
        answer = add_column_pullback(G.copy())
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise NotYet("应当返回两个数组：dZ, dc")
        for name, got, array in [("dZ", answer[0], Z), ("dc", answer[1], c)]:
            if np.shape(got) != array.shape:
                raise NotYet(f"{name} 应与 {name[1]} 同形状，是 {array.shape}，得到 {np.shape(got)}")
            slope = np.zeros_like(array)
            for i in np.ndindex(array.shape):
                step = np.zeros_like(array)
                step[i] = 1e-5
                up, down = (((array + s) - array) * np.ones_like(G) * G for s in (step, -step))
                slope[i] = (up - down).sum() / 2e-5
            if np.abs(got - slope).max() > 1e-6:
                raise NotYet(f"{name} 的形状对了，数值与中心差分不符：加的是哪一个轴？")


@checker("ex-3-1-dual")
def check_divide(divide):
    """Division of dual numbers, against the slope along the direction they carry."""
    rng = np.random.default_rng(33)
    for a, a_dot, b, b_dot in [*rng.normal(size=(5, 4)) + 2, (3.0, 0.0, 2.0, 1.0)]:
        answer = divide(a, a_dot, b, b_dot)
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise NotYet("应当返回两个数：a/b 的值，和它的导数")
        if abs(answer[0] - a / b) > 1e-12:
            raise NotYet("第一个数应当是 a / b")
        eps = 1e-6
        up, down = ((a + s * a_dot) / (b + s * b_dot) for s in (eps, -eps))
        if abs(answer[1] - (up - down) / (2 * eps)) > 1e-6:
            raise NotYet("导数与中心差分不符：分母动一点，商也会动")
