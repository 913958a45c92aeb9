"""Checkers of page 3.3 and of the page on prices below it."""

import numpy as np

from .registry import NotYet, checker


@checker("ex-3-3-images-needed")
def check_images_needed(images_needed):
    """The answer put back into the law: the error at that many images must be the target."""
    for n, error, exponent, target in [(1000, 0.08, -0.5, 0.04), (300, 0.1, -0.35, 0.02), (5000, 0.05, -0.4, 0.1)]:
        m = float(images_needed(n, error, exponent, target))
        if not (np.isfinite(m) and m > 0):
            raise NotYet(f"应当返回正数，得到 {m}")
        log_error = np.log(error) + exponent * (np.log(m) - np.log(n))
        if abs(log_error - np.log(target)) > 1e-9:
            raise NotYet(
                f"n={n}、指数 {exponent}：用 {m:.0f} 张，错误率 {np.exp(log_error):.3f}，"
                f"不是 {target}；两处幂律相除"
            )


@checker("ex-3-3-flops")
def check_flops_of(flops_of):
    """Against a count that walks through one step, layer by layer."""
    runs = [([196, 8, 10], 100, 30), ([196, 64, 32, 10], 50, 7), ([20, 5], 10, 3), ([3, 4, 5, 6, 2], 2, 9)]
    for widths, batch, steps in runs:
        layers = list(zip(widths, widths[1:], strict=False))
        products = [a * b for a, b in layers]  # (forward, gradient of the weights, gradient of the input)
        truth = batch * steps * (2 * sum(products) + 2 * sum(products) + 2 * sum(products[1:]))
        got = float(flops_of(list(widths), batch, steps))
        if got != truth:
            slips = [
                (batch * steps * 6 * sum(products), "第一层的输入是图片，不必求它的梯度"),
                (batch * steps * 4 * sum(products), "第二层往后还要把梯度传给前一层"),
                (batch * steps * (6 * sum(products) - 2 * products[-1]), "不必往前传的是第一层，不是最后一层"),
                (batch * steps * (2 * sum(products)), "这只是前向，反向还没有数"),
                (steps * (6 * sum(products) - 2 * products[0]), "一步看的是 batch 张图片"),
                (batch * (6 * sum(products) - 2 * products[0]), "一共走 steps 步"),
                (truth // 2, "一次乘法、一次加法，是 2 次运算"),
            ]
            hint = next((words for value, words in slips if value == got), "先对 [196, 8, 10] 手数一张图片")
            raise NotYet(f"widths = {widths}：应当是 {truth}，得到 {got:.0f}。{hint}")


@checker("ex-3-3-worst-case")
def check_robust_accuracy(robust_accuracy):
    """Against every corner of the box tried one by one."""
    rng = np.random.default_rng(332)
    corners = np.stack(np.meshgrid(*[[-1.0, 1.0]] * 5), axis=-1).reshape(-1, 5)  # (32, 5)
    for eps in (0.0, 0.05, 0.2, 0.5):
        w, b, X = rng.normal(size=5), float(rng.normal()), rng.normal(size=(60, 5))
        y = np.where(X @ w + b + 0.3 * rng.normal(size=60) > 0, 1, -1)
        moved = X[:, None] + eps * corners  # (60, 32, 5)
        truth = (y[:, None] * (moved @ w + b) > 0).all(axis=1).mean()
        got = float(robust_accuracy(w.copy(), b, X.copy(), y.copy(), eps))
        if not abs(got - truth) <= 1e-9:  # so that NaN is refused
            margin = y * (X @ w + b)
            slips = [
                (margin, "改动还没有算进去"),
                (margin - eps * np.linalg.norm(w), "每个像素各自都能改 eps，要加的是各项，不是向量的长度"),
                (margin - eps * w.sum(), "w 的某一项为负时，坏的方向反过来，减少的仍是正数"),
                (X @ w + b - eps * np.abs(w).sum(), "y = −1 的样本，坏的方向是让 x·w + b 变大"),
            ]
            hint = next((words for value, words in slips if abs((value > 0).mean() - got) < 1e-9), "")
            raise NotYet(
                f"eps = {eps}：每个像素加 eps 或减 eps，试遍所有的改法，答对的是 {truth:.2f}，得到 {got:.2f}"
                + (f"。{hint}" if hint else "")
            )


@checker("ex-3-3-permute-cue")
def check_shuffle_columns(shuffle_columns):
    """Every row and every cell is a number of its own, so that where each went can be read off."""
    X, columns = np.arange(40.0 * 6).reshape(40, 6), [1, 4]
    orders = []
    for seed in (333, 333, 334):
        given = X.copy()
        got = np.asarray(shuffle_columns(given, columns, np.random.default_rng(seed)), float)
        if not np.array_equal(given, X):
            raise NotYet("传进来的 X 被改动了，先复制一份")
        if got.shape != X.shape:
            raise NotYet(f"形状应当是 {X.shape}，得到 {got.shape}")
        rest = [0, 2, 3, 5]
        if not np.array_equal(got[:, rest], X[:, rest]):
            raise NotYet("别的列应当原样不动")
        if np.array_equal(got, X):
            raise NotYet("这几列没有打乱")
        if not np.array_equal(np.sort(got[:, 1]), X[:, 1]):
            raise NotYet("打乱以后，这一列的数应当还是那些数，只是换了次序")
        if not np.array_equal(got[:, 4] - got[:, 1], X[:, 4] - X[:, 1]):
            raise NotYet("几列要整组一起搬：同一行的这几列应当来自同一张图片")
        orders.append(got[:, 1])
        stayed = int((got[:, 1] == X[:, 1]).sum())
        if stayed > 4:  # of 40; a random order leaves one on average
            raise NotYet(f"40 行里有 {stayed} 行没有动，次序要整个打乱")
        if min(len(np.unique((got[:, 1] + way * X[:, 1]) % X.size)) for way in (-1, 1)) < 10:
            raise NotYet("这是整体挪了几行（或者倒过来再挪），不是随机的次序")
    if not np.array_equal(orders[0], orders[1]) or np.array_equal(orders[0], orders[2]):
        raise NotYet("次序应当用传进来的 rng 抽：同样的 rng 次序相同，换一个 rng 次序就不同")
