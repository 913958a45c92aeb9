"""Checkers of page 5.2."""


import numpy as np

from largemodels.numpy_nn import Adam

from .registry import NotYet, checker


@checker("ex-5-2-parameters")
def check_parameters(count_parameters):
    """Parameters of dense nets, counted by building their arrays."""
    rng = np.random.default_rng(53)
    drawn = [list(map(int, rng.integers(1, 40, n))) for n in (2, 4, 6)]
    for widths in [[784, 64, 64, 10], [784, 10], [2, 2, 1], *drawn]:
        truth = sum(np.zeros(s).size for d, h in zip(widths, widths[1:]) for s in [(d, h), (h,)])
        answer = count_parameters(list(widths))
        if answer != truth:
            without_bias = sum(d * h for d, h in zip(widths, widths[1:]))
            hint = "是不是漏了偏置？" if answer == without_bias else "每层有矩阵，也有偏置"
            raise NotYet(f"{widths} 应当是 {truth} 个，得到 {answer!r}；{hint}")


@checker("ex-5-2-keras-adam")
def check_keras_adam(keras_adam):
    """Keras' Adam, against torch's formula with the epsilon of step t divided by sqrt(1 - beta2**t)."""
    rng = np.random.default_rng(54)
    for steps, eta, eps in [(1, 0.001, 1e-7), (5, 0.01, 1e-3), (100, 0.003, 1e-7)]:
        w = rng.normal(size=(3, 2))
        grads = [rng.normal(size=(3, 2)) * 10.0 ** rng.integers(-7, 1) for _ in range(steps)]
        params = [w.copy()]
        optimizer = Adam(params, learning_rate=eta)
        for t, g in enumerate(grads, start=1):
            optimizer.eps = eps / np.sqrt(1 - 0.999**t)
            optimizer.step([g])
        given = w.copy()
        answer = np.asarray(keras_adam(given, [g.copy() for g in grads], eta=eta, eps=eps))
        if not np.array_equal(given, w):
            raise NotYet("传进来的 w 被改动了：先复制一份")
        if answer.shape != w.shape:
            raise NotYet(f"结果的形状应当是 {w.shape}，得到 {answer.shape}")
        if np.array_equal(answer, w):
            raise NotYet("权重一步也没有走：每个梯度都要让 w 动一次")
        if not np.allclose(answer, params[0], rtol=0, atol=1e-9):
            worst = float(np.abs(answer - params[0]).max())
            raise NotYet(f"{steps} 步之后最多差 {worst:.1e}；ε 是不是加在了校正以后的平方根上？校正里的 t 从 1 数吗？")
