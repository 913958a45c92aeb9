"""Checkers of page 5.4."""


import numpy as np

from .registry import NotYet, checker


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
        if not abs((low + high) / 2 - p) <= 1e-6:  # float32 passes, NaN does not
            raise NotYet("范围的中点应该是观察到的准确率 correct / n")
        if not abs(width / right - 1) <= 0.03:  # 2 in place of 1.96 passes
            raise NotYet("中点对了，宽度不对：两边各是 1.96 个标准差；标准差里除以 n 之后要开方")
