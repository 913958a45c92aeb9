"""Checkers for the exercises of chapter 5."""

import math

import numpy as np

from largemodels.numpy_nn import Adam, SoftmaxCrossEntropy

from .registry import NotYet, checker

__all__ = ["NotYet", "checker", "np"]  # what the checkers below use


# --- page 5.1 -------------------------------------------------------------------------------------


@checker("ex-5-1-broadcast")
def check_broadcast(broadcast_shape):
    """Shapes after broadcasting, against what NumPy does with real arrays; refusals included."""
    rng = np.random.default_rng(51)
    cases = [((2, 3), (3,)), ((4, 1), (4,)), ((), (2, 2)), ((1,), (5, 1)), ((2, 3), (2,)), ((0, 3), (1, 1))]
    for _ in range(300):
        cases.append(tuple(tuple(int(s) for s in rng.integers(1, 4, rng.integers(0, 4))) for _ in range(2)))
    for a, b in cases:
        try:
            truth = (np.zeros(a) + np.zeros(b)).shape
        except ValueError:
            truth = None
        try:
            answer = broadcast_shape(a, b)
        except ValueError:
            if truth is not None:
                raise NotYet(f"{a} 与 {b} 可以广播成 {truth}，却抛出了 ValueError") from None
            continue
        if truth is None:
            raise NotYet(f"{a} 与 {b} 不能广播，应当抛出 ValueError，得到 {answer!r}")
        if not isinstance(answer, tuple) or answer != truth:
            raise NotYet(f"{a} 与 {b} 应当得到 {truth}，得到 {answer!r}；从最后一维往前对齐了吗？")


@checker("ex-5-1-compensated-sum")
def check_compensated_sum(compensated_sum):
    """A sum kept in the array's own precision, against math.fsum, where a plain sum is far off."""
    rng = np.random.default_rng(52)
    cases = [
        np.full(20_000, 0.1, np.float32),
        np.full(3_000, 0.1, np.float16),  # a plain sum in float16 stops growing at 256
        rng.random(5_000, np.float32),
        np.float32([1e6] + [0.01] * 5_000),
    ]
    for x in cases:
        truth = math.fsum(x.tolist())
        answer = compensated_sum(x)
        if not isinstance(answer, np.floating) or answer.dtype != x.dtype:
            raise NotYet(f"x 是 {x.dtype}，结果也应是 {x.dtype}，得到 {type(answer).__name__}；累加器也要用这个精度")
        spacing = float(np.spacing(x.dtype.type(truth)))
        if not abs(float(answer) - truth) <= 2 * spacing:
            raise NotYet(
                f"{len(x)} 个 {x.dtype} 相加，应得 {truth:.6g}，得到 {float(answer):.6g}；"
                "每次相加丢掉的零头，有没有留到下一次补上？"
            )


# --- page 5.2 -------------------------------------------------------------------------------------


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
            hint = "是不是漏了偏置？" if answer == without_bias else "每一层有一个矩阵和一组偏置。"
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


# --- page 5.3 -------------------------------------------------------------------------------------


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
        if not isinstance(answer, tuple) or len(answer) != 3:
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
        if not answer > 0:
            raise NotYet(f"温度应当大于 0，得到 {answer!r}")
        here = SoftmaxCrossEntropy().forward(Z / answer, y)
        for direction, factor in [("小", 0.99), ("大", 1.01)]:
            if SoftmaxCrossEntropy().forward(Z / (answer * factor), y) < here:
                raise NotYet(f"得到 T = {answer:.3g}，可是再{direction}一点交叉熵更低；真正的温度在 {true_T} 附近")


# --- 5.4 ---


@checker("ex-5-4-convolution")
def _(convolve):
    from scipy.signal import correlate2d

    rng = np.random.default_rng(54)
    for shape, kernel in [((4, 5), (3, 3)), ((3, 3), (3, 3)), ((6, 4), (2, 3)), ((7, 7), (1, 1))]:
        x, w = rng.normal(size=shape), rng.normal(size=kernel)
        y = np.asarray(convolve(x.copy(), w.copy()))
        expected = correlate2d(x, w, mode="valid")
        if y.shape != expected.shape:
            raise NotYet(f"x 是 {shape}、w 是 {kernel} 时，输出应该是 {expected.shape}，得到的是 {y.shape}")
        if np.allclose(y, correlate2d(x, w[::-1, ::-1], mode="valid")) and not np.allclose(y, expected):
            raise NotYet("核被翻转了：神经网络里的卷积不翻转")
        if not np.allclose(y, expected):
            raise NotYet("大小对了，数不对：每个位置应该是窗口和核对应相乘之后的总和")


@checker("ex-5-4-parameters")
def _(count):
    from largemodels.vision.cnn import torch_cnn

    for channels in [(16, 32, 64), (8,), (4, 6), (5, 7, 3)]:
        expected = sum(p.numel() for p in torch_cnn(channels).parameters())
        answer = count(channels)
        if answer == expected - sum(channels) * 2:
            raise NotYet("只差批归一化：每个通道还有一个乘数和一个加数")
        if answer == expected - 10:
            raise NotYet("只差全连接层的十个偏置")
        if answer != expected:
            raise NotYet(
                f"channels={channels} 时不对。卷积没有偏置，一个核跨所有输入通道；"
                "全连接层看到几个通道、多大的图？每块之后边长除以 2 取整"
            )


@checker("ex-5-4-interval")
def _(interval):
    from statistics import NormalDist

    for p, n in [(0.9, 1000), (0.975, 10000), (0.5, 40), (0.99, 10000)]:
        low, high = interval(round(p * n), n)
        # Independent of the formula: the quantiles of the normal law whose moments are the binomial's.
        draws = NormalDist(p, (p * (1 - p) / n) ** 0.5)
        expected = draws.inv_cdf(0.025), draws.inv_cdf(0.975)
        width, right = high - low, expected[1] - expected[0]
        if abs((low + high) / 2 - p) > 1e-9:
            raise NotYet("范围的中点应该是观察到的准确率 correct / n")
        if abs(width / right - 1) > 0.03:  # 2 in place of 1.96 passes
            raise NotYet("中点对了，宽度不对：两边各是 1.96 个标准差；标准差里除以 n 之后要开方")
