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
                    "dense": "全连接的雅可比矩阵没有 0，换一组输入也不变",
                    "convolution": "卷积的雅可比矩阵只有三条对角线不是 0",
                    "recurrence": "循环的雅可比矩阵在对角线右上方全是 0",
                    "self-attention": "自注意力的雅可比矩阵没有 0，换一组输入就变",
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
