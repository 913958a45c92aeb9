"""Checkers of page 2.3."""


import numpy as np

from .registry import NotYet, checker


def _layers_of_six(rng):
    """One layer of each kind on six numbers, with random parameters, written differently from the page."""
    W, w, a, b = rng.normal(size=(6, 6)), rng.normal(size=3), rng.uniform(0.7, 1.2), rng.uniform(0.6, 0.9)
    q, k, v = rng.uniform(0.8, 1.5, size=3)

    def recurrence(x):
        states = []
        for value in x:
            states.append(np.tanh(a * value + (b * states[-1] if states else 0)))
        return np.array(states)

    def attention(x):
        out = []
        for query in q * x:
            interest = np.exp(query * k * x)
            out.append((interest * v * x).sum() / interest.sum())
        return np.array(out)

    return {
        "dense": lambda x: x @ W,
        "convolution": lambda x: np.correlate(x, w, mode="same"),
        "recurrence": recurrence,
        "self-attention": attention,
    }


@checker("ex-2-3-which")
def check_which(which):
    """Names of layers, each kind five times with other parameters."""
    rng = np.random.default_rng(23)
    for _ in range(5):
        for truth, layer in _layers_of_six(rng).items():
            got = which(layer)
            if got != truth:
                hints = {
                    "dense": "全连接没有 0，换一组输入，矩阵不变",
                    "convolution": "卷积只有三条对角线不是 0",
                    "recurrence": "循环的对角线右上方全是 0",
                    "self-attention": "自注意力没有 0，换一组输入，矩阵就变",
                }
                raise NotYet(f"一个 {truth} 层，你说是 {got!r}；{hints[truth]}")


@checker("ex-2-3-sweet")
def check_sweet(new):
    """The third row of self-attention on three words, one sum at a time."""
    words = [(1, 1, 0, 0), (2, 0, 0, 2), (0, 0, 0, 2)]

    def row(i, divide_by=2):
        powers = [np.exp(sum(a * b for a, b in zip(words[i], word)) / divide_by) for word in words]
        return np.array([sum(p * word[k] for p, word in zip(powers, words)) / sum(powers) for k in range(4)])

    got = np.asarray(new, float)
    if got.shape != (4,):
        raise NotYet(f"应当是四个数，得到形状 {got.shape}")
    if not np.isfinite(got).all():
        raise NotYet(f"得到 {got}，里面有的不是数")
    gaps = np.abs(got - row(2))
    if gaps.max() > 0.02:
        if np.abs(got - row(2, divide_by=1)).max() < 0.02:
            raise NotYet("打完分之后忘了除以 2")
        if np.abs(got - row(1)).max() < 0.02:
            raise NotYet("这是蛋糕的新向量，问的是甜的")
        raise NotYet(f"第 {int(gaps.argmax()) + 1} 个数差得最多；先检查三个份额加起来是不是 1")


@checker("ex-2-3-window")
def check_window_mask(window_mask):
    """The mask, position by position."""
    for T, w in [(6, 3), (5, 1), (4, 9), (1, 1), (7, 2)]:
        got = np.asarray(window_mask(T, w))
        if got.shape != (T, T) or got.dtype != bool:
            raise NotYet(f"T={T} 时应为形状 {(T, T)} 的布尔数组，得到形状 {got.shape}、类型 {got.dtype}")
        for i in range(T):
            for j in range(T):
                truth = j in range(i - w + 1, i + 1)
                if bool(got[i, j]) is not truth:
                    should = "可以" if truth else "不可以"
                    raise NotYet(f"T={T}，w={w} 时，位置 {i} {should}看位置 {j}（从 0 数）")


def _layers_in_time(rng):
    """(name, layer on (6, 4), whether some position uses what comes after it), with random parameters."""
    W = rng.normal(size=(4, 4)) / 2
    i, j = np.arange(6)[:, None], np.arange(6)

    def attention(allowed):
        def layer(X):
            powers = np.where(allowed, np.exp(X @ W @ X.T / 4), 0)
            return powers / powers.sum(1, keepdims=True) @ X

        return layer

    return [
        ("没有掩码的自注意力", attention(np.ones((6, 6), bool)), True),
        ("因果的自注意力", attention(j <= i), False),
        ("只看最近两个的自注意力", attention((j <= i) & (j > i - 2)), False),
        ("多看了后面一个的自注意力", attention(j <= i + 1), True),
        ("只有第一个位置偷看最后一个的自注意力", attention((j <= i) | ((i == 0) & (j == 5))), True),
        ("只有第五个位置偷看最后一个的自注意力", attention((j <= i) | ((i == 4) & (j == 5))), True),
        ("每个位置只看自己的层", lambda X: np.tanh(X @ W), False),
        ("减去全句均值的层", lambda X: X - X.mean(0), True),
        ("到此为止的平均", lambda X: np.cumsum(X, 0) / np.arange(1, 7)[:, None], False),
        ("只看后面的层", lambda X: np.cumsum(X[::-1], 0)[::-1], True),
    ]


@checker("ex-2-3-peeks")
def check_peeks(peeks):
    """Whether a layer looks ahead: layers that do and that do not, three times with other parameters."""
    rng = np.random.default_rng(32)
    for _ in range(3):
        for name, layer, truth in _layers_in_time(rng):
            got = peeks(lambda X, layer=layer: layer(np.array(X, dtype=float)))
            if not isinstance(got, (bool, np.bool_)):
                raise NotYet(f"应当返回 True 或 False，得到 {got!r}")
            if bool(got) is not truth:
                said = "偷看了" if truth else "没有偷看"
                raise NotYet(f"{name}：它{said}，你返回 {bool(got)}")
