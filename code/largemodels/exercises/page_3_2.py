"""Checkers of page 3.2."""

import numpy as np

from .registry import NotYet, checker


@checker("ex-3-2-standardize")
def check_standardize(standardize):
    """Each column's mean and spread after it, and that new rows are put on the training rows' scale.

    The columns that never change hold numbers whose mean is rounded, so that their standard deviation is tiny, not 0.
    """
    rng = np.random.default_rng(321)
    X_train, X_new = rng.normal(3, 2, (40, 7)), rng.normal(-1, 4, (7, 7))
    still, moving = [2, 5, 6], [0, 1, 3, 4]
    X_train[:, still] = [0.1, 0.3, 0.5]
    X_train[:, 1] *= 1e-6  # changes little, yet changes
    X_new[:, 1] *= 1e-6
    handed = X_train.copy(), X_new.copy()
    answer = standardize(*handed)
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise NotYet("应当返回两个数组：处理过的 X_train 和 X_new")
    if not (np.array_equal(handed[0], X_train) and np.array_equal(handed[1], X_new)):
        raise NotYet("传进来的数组被改动了：结果放进新的数组，例如写 X - mean，不写 X -= mean")
    train, new = (np.asarray(a, float) for a in answer)
    if train.shape != X_train.shape or new.shape != X_new.shape:
        raise NotYet("两个数组的形状都不应当变")
    if not (np.isfinite(train).all() and np.isfinite(new).all()):
        raise NotYet("出现了 NaN 或无穷：有一列从不变化，标准差是 0")
    if np.abs(train[:, moving].mean(axis=0)).max() > 1e-9:
        both = np.concatenate([train, new])[:, moving]
        if np.abs(both.mean(axis=0)).max() < 1e-9:
            raise NotYet("平均把 X_new 也算进去了，等于训练之前先看了考卷：只准用 X_train")
        raise NotYet("处理过的训练数据，每一列的平均应当是 0")
    for j in moving:  # two training rows fix the line that new rows must lie on
        slope, intercept = np.polyfit(X_train[:, j], train[:, j], 1)
        if np.abs(new[:, j] - (slope * X_new[:, j] + intercept)).max() > 1e-8:
            raise NotYet("X_new 要用 X_train 的平均和标准差，不能用它自己的")
    worst = max(np.abs(train[:, still]).max(), np.abs(new[:, still]).max())
    if worst > 0:
        raise NotYet(
            f"在 X_train 里从不变化的列，处理后两个数组都应当恰好是 0，得到 {worst:.1g}："
            "这样的列算出来的标准差可能是 1e-17，不是 0；要问的是这一列变没变过"
        )
    if not train[:, 1].any():
        raise NotYet("有一列的标准差只有百万分之二，也是变化过的，被当成了从不变化")
    if np.abs((train[:, moving] ** 2).mean(axis=0) - 1).max() > 1e-6:
        raise NotYet("处理过的训练数据，会变化的列标准差应当是 1（标准差也只用 X_train 来算）")


@checker("ex-3-2-patience")
def check_stop_with_patience(stop_with_patience):
    """Each answer, against the definition read literally: the first epoch that ends a barren stretch."""
    rng = np.random.default_rng(322)
    cases = [([5.0, 4, 3, 2, 1], 2), ([3.0, 2, 2, 2, 1], 2), ([3.0, 1, 2, 2, 0.5], 3), ([1.0], 1)]
    cases += [(rng.normal(size=12).tolist(), patience) for patience in (1, 2, 3, 4) for _ in range(5)]
    for losses, patience in cases:
        ends = [
            e
            for e in range(patience, len(losses))
            if min(losses[e - patience + 1 : e + 1]) >= min(losses[: e - patience + 1])
        ]
        stop = ends[0] if ends else len(losses) - 1
        best = int(np.argmin(losses[: stop + 1]))
        answer = stop_with_patience(list(losses), patience)
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise NotYet("应当返回两个整数：stop, best")
        if answer[0] != stop:
            raise NotYet(
                f"损失 {[round(v, 2) for v in losses]}，耐心 {patience}：应当停在第 {stop} 轮，得到 {answer[0]}"
            )
        if answer[1] != best:
            hint = "停下以后的损失不能看" if answer[1] > stop else "损失最低的一轮，并列取最早"
            raise NotYet(f"停在第 {stop} 轮时，最好的是第 {best} 轮，得到 {answer[1]}：{hint}")
