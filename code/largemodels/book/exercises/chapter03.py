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


# --- page 3.1, optimizers -------------------------------------------------------------------------


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


# --- page 3.2 -------------------------------------------------------------------------------------


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
            hint = "停下以后的损失不能看" if answer[1] > stop else f"第 0 到 {stop} 轮里损失最低的一轮，并列取最早的"
            raise NotYet(f"停在第 {stop} 轮时，最好的是第 {best} 轮，得到 {answer[1]}：{hint}")


# --- page 3.3 -------------------------------------------------------------------------------------


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
                f"n={n}、错误率 {error}、指数 {exponent}：用 {m:.0f} 张，"
                f"错误率是 {np.exp(log_error):.3f}，不是 {target}；写出两个 n 处的幂律，相除"
            )


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
        if abs(got - truth) > 1e-9:
            margin = y * (X @ w + b)
            slips = [
                (margin, "改动还没有算进去"),
                (margin - eps * np.linalg.norm(w), "每个像素各自都能改 eps，要加的是各项，不是向量的长度"),
                (margin - eps * w.sum(), "w 的某一项为负时，坏的方向反过来，减少的仍是正数"),
                (X @ w + b - eps * np.abs(w).sum(), "y = −1 的样本，坏的方向是让 x·w + b 变大"),
            ]
            hint = next((words for value, words in slips if abs((value > 0).mean() - got) < 1e-9), "")
            raise NotYet(
                f"eps = {eps}：试遍所有的角，始终答对的是 {truth:.2f}，得到 {got:.2f}" + (f"。{hint}" if hint else "")
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


# --- page 3.4 -------------------------------------------------------------------------------------


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
