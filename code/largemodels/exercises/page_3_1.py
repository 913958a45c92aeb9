"""Checkers of page 3.1."""

import numpy as np

from .registry import NotYet, checker


@checker("ex-3-1-sin")
def check_sin_pullback(sin_pullback):
    """The pullback of sin, against the slope of sum(g * sin(x)) by central differences."""
    rng = np.random.default_rng(31)
    x, g = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    got = np.asarray(sin_pullback(x.copy(), g.copy()), float)
    if got.shape != x.shape:
        raise NotYet(f"x 的形状是 {x.shape}，它的梯度也应当是，得到 {got.shape}")
    eps = 1e-5
    slope = g * (np.sin(x + eps) - np.sin(x - eps)) / (2 * eps)
    if not np.abs(got - slope).max() <= 1e-8:  # NaN is not
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
            if not np.abs(got - slope).max() <= 1e-6:  # NaN is not
                raise NotYet(f"{name} 的形状对了，数值与中心差分不符：加的是哪一个轴？")


@checker("ex-3-1-dual")
def check_divide(divide):
    """Division of dual numbers, against the slope along the direction they carry."""
    rng = np.random.default_rng(33)
    for a, a_dot, b, b_dot in [*rng.normal(size=(5, 4)) + 2, (3.0, 0.0, 2.0, 1.0)]:
        answer = divide(a, a_dot, b, b_dot)
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise NotYet("应当返回两个数：a/b 的值，和它的导数")
        if not abs(answer[0] - a / b) <= 1e-12:  # NaN is not
            raise NotYet("第一个数应当是 a / b")
        eps = 1e-6
        up, down = ((a + s * a_dot) / (b + s * b_dot) for s in (eps, -eps))
        if not abs(answer[1] - (up - down) / (2 * eps)) <= 1e-6:
            raise NotYet("导数与中心差分不符：分母动一点，商也会动")




@checker("ex-3-1-adagrad")
def check_adagrad(adagrad):
    """Five parameters over six steps, against AdaGrad on Python numbers, one parameter at a time.

    One gradient is tiny, which tells where epsilon stands, and one is always zero.
    """
    rng = np.random.default_rng(34)
    start = rng.normal(size=5)
    gradients = rng.normal(size=(6, 5)) * np.array([1, 1, 1, 1e-9, 0])
    p, s, expected = start.copy(), {"v": np.zeros(5)}, [float(value) for value in start]
    for t, g in enumerate(gradients, 1):
        with np.errstate(all="ignore"):
            p = adagrad(p, g.copy(), s, t, 0.1)
        if np.shape(p) != (5,):
            raise NotYet(f"应当返回新的 p，形状 (5,)，得到 {np.shape(p)}")
        for j in range(5):
            past = sum(float(old) ** 2 for old in gradients[:t, j])
            expected[j] -= 0.1 * float(g[j]) / (past**0.5 + 1e-10)
        gap = np.abs(np.asarray(p, float) - expected)
        if not (gap[:3] <= 1e-6).all():  # NaN is not
            raise NotYet(f"第 {t} 步不符：s['v'] 要记住到这一步为止所有梯度的平方和，先加再用")
        if not gap[4] <= 1e-9:
            raise NotYet("梯度一直是 0 的参数不应当动，也不应当变成非数：分母里还有 eps")
        if not (gap <= 1e-9).all():
            raise NotYet("梯度很小的参数，步子不符：eps 加在根号外面")


@checker("ex-3-1-clip")
def check_clip(clip):
    """Lengths above and below the limit, a zero gradient; the direction stays, the input too."""
    rng = np.random.default_rng(35)
    for factor, limit in [(5.0, 1.0), (0.01, 1.0), (3.0, 2.5), (0.0, 1.0)]:
        grads = [factor * rng.normal(size=shape) for shape in [(3, 2), (4,)]]
        kept = [g.copy() for g in grads]
        answer = clip(grads, limit)
        if [np.shape(a) for a in answer] != [(3, 2), (4,)]:
            raise NotYet("应当返回一列数组，形状与输入相同")
        if any((g != k).any() for g, k in zip(grads, kept, strict=True)):
            raise NotYet("不要改动输入的数组")
        before = np.concatenate([k.ravel() for k in kept])
        after = np.concatenate([np.ravel(a) for a in answer])
        length = float(np.linalg.norm(before))
        if not np.isfinite(after).all():
            raise NotYet("梯度全为 0 时，结果里出现了非数")
        if length <= limit and np.abs(after - before).max() > 1e-12:
            raise NotYet("没有超过 limit 的梯度应当原样返回")
        if length > limit:
            if abs(float(np.linalg.norm(after)) - limit) > 1e-9:
                raise NotYet("裁剪之后，全部数组合成的长向量的长度应当等于 limit")
            if float(after @ before) < (1 - 1e-9) * limit * length:
                raise NotYet("方向变了：应当整体乘同一个数")
