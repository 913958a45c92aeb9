"""Checkers of page 3.4."""

import numpy as np

from .registry import NotYet, checker


@checker("ex-3-4-head")
def check_heads(heads):
    """How many outputs, and what turns them into the answer; two logits and a softmax are as good as one sigmoid."""
    right = {
        "a": [(1, "sigmoid"), (2, "softmax")],
        "b": [(200, "softmax")],
        "c": [(30, "sigmoid")],
        "d": [(1, "none")],
        "e": [(65, "softmax")],
    }
    hints = {
        "a": "两种答案，一个概率就够",
        "b": "鸟的编号是名字，还是数？",
        "c": "一篇新闻可以有几个话题？",
        "d": "气温差 1 度和差 5 度，错得一样重吗？",
        "e": "第七个字符可以同时是两个吗？",
    }
    if not isinstance(heads, dict) or set(heads) != set(right):
        raise NotYet("应当是一个 dict，键是 a、b、c、d、e")
    for task, good in right.items():
        answer = heads[task]
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            raise NotYet(f"任务 {task}：应当是一对 (几个数, 最后用什么)，得到 {answer!r}")
        if tuple(answer) not in good:
            hint = "一张照片能同时是两种鸟吗？" if task == "b" and answer[1] == "sigmoid" else hints[task]
            raise NotYet(f"任务 {task} 再想一想：{hint}")


@checker("ex-3-4-wind")
def check_wind(answer):
    """The targets of a direction: as far apart everywhere for the same angle between, and decoded at any length."""
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise NotYet("应当交回两个函数：(encode, decode)")
    encode, decode = answer
    degrees = np.concatenate([np.arange(0.0, 360.0, 0.5), np.random.default_rng(34).uniform(0, 360, 80)])  # (800,)
    targets = np.asarray(encode(degrees.copy()), float)
    if targets.shape != (800, 2):
        raise NotYet(f"encode 应当把 (800,) 变成 (800, 2)，得到 {targets.shape}")
    for steps in (1, 60, 180):  # the chords of a circle; of a square only the first are all of one length
        far = np.linalg.norm(targets[:720] - np.roll(targets[:720], steps, axis=0), axis=1)
        if steps == 1 and far[0] > 1.5 * np.median(far):
            raise NotYet("0 度和 359.5 度的目标离得太远了")
        if far.min() < 1e-6 or far.max() > 1.01 * far.min():
            raise NotYet(f"差 {steps / 2:g} 度的两个目标，应当处处一样远")
    for scale in (1.0, 0.4, 3.0):
        back = np.asarray(decode(scale * targets), float)
        if back.shape != (800,) or back.min() < 0 or back.max() > 360:
            raise NotYet("decode 应当给出 0 到 360 之间的 (n,) 个角度")
        if np.abs((back - degrees + 180) % 360 - 180).max() > 1e-6:
            raise NotYet("decode 没有变回原来的角度" + ("" if scale == 1 else f"：输出整个乘了 {scale} 就不行了"))


@checker("ex-3-4-count")
def check_count_loss(count_loss):
    """The Poisson loss of a logarithm of the mean: up to what does not depend on z, minus the mean log probability."""
    rng = np.random.default_rng(34)
    for n in (1, 6, 50):
        y = rng.integers(0, 9, n).astype(float)
        z = rng.uniform(-2, 2.5, (3, n))
        loss = [np.mean(np.exp(row) - y * row) for row in z]
        got = [np.asarray(count_loss(row.copy(), y.copy()), float) for row in z]
        if any(value.shape for value in got):
            raise NotYet(f"应当返回一个数：n 个样本的平均，得到的形状是 {got[0].shape}")
        ours, truth = np.diff(got), np.diff(loss)  # what does not depend on z is gone
        if not np.allclose(ours, truth, rtol=1e-9, atol=1e-9):
            hints = {
                "符号反了": -truth,
                "要平均，不是相加": n * truth,
                "这是平方误差，也就是把答案当作正态分布": np.diff([np.mean((np.exp(row) - y) ** 2) for row in z]),
            }
            hint = next((text for text, wrong in hints.items() if np.allclose(ours, wrong)), "λ 是 e 的 z 次方，ln λ 就是 z")
            raise NotYet(f"{n} 个样本，换一组 z，损失应当变化 {truth[0]:.3f}，你的变化了 {ours[0]:.3f}：{hint}")
