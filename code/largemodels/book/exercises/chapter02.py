"""Checkers for the exercises of chapter 2."""

import re

import numpy as np

from .registry import NotYet, checker

__all__ = ["NotYet", "checker", "np"]  # what the checkers below use


# --- page 2.1 -------------------------------------------------------------------------------------


def _number(answer):
    if isinstance(answer, bool) or not isinstance(answer, (int, float, np.integer, np.floating)):
        raise NotYet(f"应当返回一个数，得到 {type(answer).__name__}")
    return answer


@checker("ex-2-1-llama")
def check_llama(llama_parameters):
    """Parameters of a Llama, against the shapes of its matrices added up one by one."""
    for L, d, h, kv, m, V in [(2, 8, 4, 2, 12, 30), (3, 12, 3, 3, 20, 7), (1, 16, 4, 1, 5, 11)]:
        kv_width = kv * d // h
        block = [(d, d), (d, kv_width), (d, kv_width), (d, d), (d, m), (d, m), (m, d), (d,), (d,)]
        shapes = [(V, d), *block * L, (d,), (V, d)]
        truth = sum(int(np.prod(shape)) for shape in shapes)
        got = _number(llama_parameters(L, d, h, kv, m, V))
        if got != truth:
            given = f"layers={L}, width={d}, heads={h}, kv_heads={kv}, hidden={m}, vocabulary={V}"
            more = "多" if got > truth else "少"
            raise NotYet(f"{given} 时应为 {truth}，得到 {got}，{more}了 {abs(got - truth)}")


@checker("ex-2-1-conversations")
def check_conversations(conversations):
    """Conversations on one card, by putting them on it one after another."""
    cases = [(10_000, 1000, 2, 2, 4, 10), (80 * 10**9, 8_030_261_248, 32, 8, 128, 8192), (1500, 1000, 1, 1, 1, 1)]
    cases += [(2000, 1000, 1, 1, 1, 1), (2005, 1000, 1, 1, 2, 1), (2004, 1000, 1, 1, 1, 1)]
    for memory, n, L, kv, width, tokens in cases:
        one = sum(2 * kv * width * tokens for _ in range(L) for _ in ("key", "value"))
        used, truth = 2 * n, 0
        while used + one <= memory:
            used, truth = used + one, truth + 1
        got = _number(conversations(memory, n, L, kv, width, tokens))
        if got != truth:
            given = f"memory={memory}, n_parameters={n}, layers={L}, kv_heads={kv}, head_width={width}, tokens={tokens}"
            hint = (
                "；权重也要占地方"
                if got > truth
                else "；键和值各一份，每个数 2 字节，只有这些"
                if got >= 0
                else "；不会是负的"
            )
            raise NotYet(f"{given} 时应为 {truth}，得到 {got}{hint}")


@checker("ex-2-1-optimum")
def check_optimum(best_size):
    """The best size, against the least of the loss over many sizes."""
    for C, A, B, alpha, beta in [
        (5.76e23, 482.01, 2085.43, 0.3478, 0.3658),
        (1e20, 406.4, 410.7, 0.34, 0.28),
        (6e18, 10.0, 900.0, 0.5, 0.2),
    ]:
        N = np.logspace(2, 18, 400_001)
        truth = N[(A / N**alpha + B / (C / 6 / N) ** beta).argmin()]
        got = _number(best_size(C, A, B, alpha, beta))
        if not abs(got / truth - 1) <= 0.01:
            hint = (
                "这是最好的 token 数，不是参数个数"
                if abs(C / 6 / truth / got - 1) < 0.01
                else "求导之后令它为 0 了吗？"
            )
            raise NotYet(f"C={C:.3g} 时最好的 N 约为 {truth:.3g}，得到 {got:.3g}；{hint}")


# --- page 2.4 -------------------------------------------------------------------------------------


@checker("ex-2-4-skip")
def check_skip_diagram(skip_diagram):
    """The arrows of a Mermaid text, whatever its order and its boxes' labels."""
    text = skip_diagram()
    if not isinstance(text, str) or not re.match(r"\s*(flowchart|graph)\s+(LR|TB|TD|RL|BT)\b", text):
        raise NotYet("应当返回一个以 flowchart LR 开头的字符串")
    got = set(re.findall(r"(\w+)(?:\[[^\]]*\])?\s*-->\s*(\w+)", text))
    wanted = {("x", "A"), ("A", "B"), ("B", "add"), ("x", "add"), ("add", "C")}
    for a, b in sorted(got - wanted):
        raise NotYet(f"箭头 {a} --> {b} 不该有")
    for a, b in sorted(wanted - got):
        raise NotYet(f"少了一条指向 {b} 的箭头")


@checker("ex-2-4-widest")
def check_widest(widest):
    """The heaviest box of diagrams made for the purpose, some boxes without parameters."""
    rng = np.random.default_rng(24)
    for _ in range(5):
        counts = [int(c) for c in rng.integers(1, 10**7, size=4)]
        names = ["Conv2d", "Linear", "Dense", "Embedding"]
        lines = ['    n0["input<br/>784"]', '    n9["ReLU<br/>5,000"]']
        lines += [
            f'    n{i}["{n}<br/>8<br/>{c:,} params"]' for i, (n, c) in enumerate(zip(names, counts, strict=True), 1)
        ]
        answer = widest("flowchart LR\n" + "\n".join(lines))
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise NotYet("应当返回两样：名字和参数个数")
        expected = names[counts.index(max(counts))], max(counts)
        if answer[1] != expected[1]:
            raise NotYet(f"参数最多的方框有 {expected[1]} 个，得到 {answer[1]}；数字里的逗号去掉了吗？")
        if answer[0] != expected[0]:
            raise NotYet(f"参数个数对了，名字应当是 {expected[0]!r}，得到 {answer[0]!r}")


# --- page 2.2 -------------------------------------------------------------------------------------


@checker("ex-2-2-groups")
def check_groups(leave_one_out):
    """Leave-one-group-out: every row is tested once, and no group stands on both sides."""
    for groups in (["b", "a", "b", "c", "a", "b"], [2, 2, 1], ["x", "y"]):
        answer = leave_one_out(np.array(groups))
        if not isinstance(answer, list) or len(answer) != len(set(groups)):
            raise NotYet(f"{groups} 有 {len(set(groups))} 个组，应当返回一个有这么多项的列表")
        tested = []
        for fold in answer:
            if not isinstance(fold, tuple) or len(fold) != 2:
                raise NotYet("每一项应当是 (train_rows, test_rows)")
            train, test = ([int(i) for i in np.asarray(rows).ravel()] for rows in fold)
            if {groups[i] for i in train} & {groups[i] for i in test}:
                raise NotYet(f"{groups}：训练行 {train} 与测试行 {test} 里有同一个组")
            if sorted(train + test) != list(range(len(groups))):
                raise NotYet(f"{groups}：训练行 {train} 与测试行 {test} 合起来应当是全部的行，各一次")
            if len({groups[i] for i in test}) != 1:
                raise NotYet("测试行应当恰好是一个组")
            tested += test
        if sorted(tested) != list(range(len(groups))):
            raise NotYet("每一行都应当恰好当一次测试行")


@checker("ex-2-2-frames")
def check_frames(frames):
    """Frames, cut by a loop that stops when one no longer fits."""
    rng = np.random.default_rng(0)
    for length, size, hop in [(10, 4, 2), (11, 4, 3), (9, 4, 4), (7, 3, 5), (4, 4, 1), (3, 4, 2)]:
        wave = rng.normal(size=length)
        rows, start = [], 0
        while start + size <= length:
            rows.append(list(wave[start : start + size]))
            start += hop
        given = f"长度 {length}，size={size}，hop={hop}"
        got = np.asarray(frames(wave.copy(), size, hop))
        if got.shape != (len(rows), size):
            raise NotYet(f"{given} 时形状应为 {(len(rows), size)}，得到 {got.shape}")
        if rows and not np.array_equal(got, np.array(rows)):
            raise NotYet(f"{given} 时形状对了，内容不对：第 t 帧应当从 t * hop 开始")


@checker("ex-2-2-elite")
def check_elite(elite):
    """State and action pairs of the longest games, gathered game by game."""
    rng = np.random.default_rng(1)
    for lengths, keep in [([3, 7, 5, 1], 2), ([2, 4, 9], 1), ([4, 6], 2)]:
        n, T = len(lengths), max(lengths)
        states, actions = rng.normal(size=(T, n, 4)), rng.integers(0, 2, (T, n))
        alive = np.arange(T)[:, None] < np.array(lengths)
        chosen = sorted(range(n), key=lambda j: lengths[j])[-keep:]
        truth = sorted((*states[t, j], actions[t, j]) for j in chosen for t in range(lengths[j]))
        answer = elite(states.copy(), actions.copy(), alive.copy(), keep)
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise NotYet("应当返回两个数组：X, y")
        X, y = map(np.asarray, answer)
        given = f"各局 {lengths} 步，留 {keep} 局时"
        if X.shape != (len(truth), 4) or y.shape != (len(truth),):
            raise NotYet(
                f"{given}，X 和 y 的形状应为 {(len(truth), 4)} 和 {(len(truth),)}，得到 {X.shape} 和 {y.shape}"
            )
        if sorted((*x, a) for x, a in zip(X, y, strict=True)) != truth:
            raise NotYet(f"{given}，行数对了，内容不对：留的是最久的几局吗？X 与 y 对得上吗？")


# --- page 2.3 -------------------------------------------------------------------------------------


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
