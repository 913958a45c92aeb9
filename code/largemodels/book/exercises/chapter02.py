"""Checkers for the exercises of chapter 2."""

import re

import numpy as np

from ..mermaid import Box, flowchart, mermaid_source
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


_BOX = r"(\w+)(?:\[[^\[\]]*\]|\([^()]*\))?"  # its name, and perhaps words in it
_ARROW = re.compile(rf"{_BOX} +--> *(?:\|[^|]*\| *)?{_BOX};?")


def _arrows(text):
    """The arrows of a Mermaid flowchart written one to a line, in order."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("%%")]
    if not lines or not re.fullmatch(r"(flowchart|graph)( (LR|TB|TD|RL|BT))?;?", lines[0]):
        raise NotYet("第一行应当只有 flowchart LR（或别的方向）")
    found = [_ARROW.fullmatch(line) for line in lines[1:]]
    for line, arrow in zip(lines[1:], found):
        if not arrow:
            raise NotYet(f"每行写一条箭头，写成 a --> b；读不懂这一行：{line!r}")
    return [arrow.groups() for arrow in found]


@checker("ex-2-4-skip")
def check_skip_diagram(skip_diagram):
    """The arrows of a Mermaid text, whatever their order and the words in the boxes."""
    text = skip_diagram()
    if not isinstance(text, str):
        raise NotYet(f"应当返回一个字符串，得到 {type(text).__name__}")
    arrows, wanted = _arrows(text), {("x", "A"), ("A", "B"), ("B", "add"), ("x", "add"), ("add", "C")}
    for a, b in arrows:
        if (a, b) not in wanted:
            raise NotYet(f"箭头 {a} --> {b} 不该有")
        if arrows.count((a, b)) > 1:
            raise NotYet(f"箭头 {a} --> {b} 画了不止一遍")
    for a, b in sorted(wanted - set(arrows)):
        raise NotYet(f"少了一条指向 {b} 的箭头")


@checker("ex-2-4-heaviest")
def check_heaviest(heaviest):
    """The heaviest box of diagrams in the form of `mermaid_source`, of layers of all kinds."""
    rng = np.random.default_rng(24)
    names = ["Conv2d", "Dense + relu", "Linear", "blocks.0.place", "Embedding"]
    for trial in range(10):
        shapes = [None] * 5 if trial % 3 == 0 else [(8, 26, 26), (64,), (9, 32), (5, 4), ()]
        counts = [int(c) for c in rng.integers(1, 10 ** (4 + trial % 4), size=5)]
        counts[trial % 5] = max(counts) + 1
        # the first and the last box carry no parameters of their own, and the greatest numbers
        boxes = [Box("input", (99_999_999,))]
        boxes += [Box(n, s, c, sources=[i]) for i, (n, s, c) in enumerate(zip(names, shapes, counts, strict=True))]
        boxes += [Box("ReLU", shapes[0], sources=[5]), Box("Tied", shapes[1], 0, 88_888_888, [6])]
        source = flowchart(boxes, "TB" if trial % 2 else "LR")
        answer = heaviest(source)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise NotYet("应当返回两样，写成 return name, count")
        name, count = answer
        expected = names[trial % 5], counts[trial % 5]
        line = next(line.strip() for line in source.split("\n") if f"{expected[1]:,} params" in line)
        if isinstance(count, str) or count != expected[1]:
            raise NotYet(f"参数最多的方框是 {line}，参数个数应为整数 {expected[1]}，得到 {count!r}")
        if name != expected[0]:
            raise NotYet(f"参数最多的方框是 {line}，名字应为 {expected[0]!r}，得到 {name!r}")


@checker("ex-2-4-pair")
def check_pair(pair):
    """Two modules with one picture and the same stored weights, whose outputs differ."""
    import torch

    answer = pair()
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise NotYet("应当返回两个网络，写成 return one, other")
    pictures, weights, outputs = [], [], []
    x = torch.randn(5, 4, generator=torch.Generator().manual_seed(24))
    for net in answer:
        if not isinstance(net, torch.nn.Module):
            raise NotYet(f"两样都应当是 nn.Module，得到 {type(net).__name__}")
        net.eval()
        pictures.append(mermaid_source(net, (4,)))
        weights.append({name: value.clone() for name, value in net.state_dict().items()})
        with torch.no_grad():
            once, twice = net(x), net(x)
        if not isinstance(once, torch.Tensor):
            raise NotYet(f"输出应当是一个张量，得到 {type(once).__name__}")
        if not torch.equal(once, twice):
            raise NotYet("同一个网络，同一个输入，两次的输出不一样：不要用随机数")
        outputs.append(once)
    if pictures[0] != pictures[1]:
        raise NotYet("两张图不一样，用 print(mermaid_source(net, (4,))) 比一比")
    one, other = weights
    if one.keys() != other.keys() or any(not torch.equal(one[name], other[name]) for name in one):
        raise NotYet("两个网络的权重不一样：用 other.load_state_dict(one.state_dict()) 抄过去")
    if outputs[0].shape == outputs[1].shape and not (outputs[0] - outputs[1]).abs().max() > 1e-4:
        raise NotYet("图相同，权重相同，输出也相同（或者不是有限的数）：还差一处图上看不到的不同")


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
            for rows in fold:
                if not isinstance(rows, np.ndarray) or rows.ndim != 1 or rows.dtype.kind not in "iu":
                    kind = f"形状 {rows.shape}、类型 {rows.dtype} 的数组" if isinstance(rows, np.ndarray) else type(rows)
                    kind = kind if isinstance(kind, str) else kind.__name__
                    raise NotYet(f"train_rows 和 test_rows 应当是一维的整数数组，得到 {kind}")
            train, test = (rows.tolist() for rows in fold)
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
    for length, size, hop in [(10, 4, 2), (11, 4, 3), (9, 4, 4), (7, 3, 5), (4, 4, 1), (3, 4, 2), (1, 4, 1)]:
        wave = rng.normal(size=length)
        rows, start = [], 0
        while start + size <= length:
            rows.append(list(wave[start : start + size]))
            start += hop
        given = f"长度 {length}，size={size}，hop={hop}"
        try:
            got = np.asarray(frames(wave.copy(), size, hop))
        except (ValueError, IndexError) as error:
            if rows:
                raise
            raise NotYet(f"{given}：wave 比 size 短，应当返回形状 (0, {size})，却报了错（{error}）") from error
        if got.shape != (len(rows), size):
            raise NotYet(f"{given} 时形状应为 {(len(rows), size)}，得到 {got.shape}")
        if rows and not np.array_equal(got, np.array(rows)):
            raise NotYet(f"{given} 时形状对了，内容不对：第 t 帧应当从 t * hop 开始")


@checker("ex-2-2-room")
def check_room(remove_room):
    """Spectrograms less each speaker's own mean spectrum, one speaker and one band at a time."""
    rng = np.random.default_rng(22)
    for speakers in (["b", "a", "b", "c", "a", "b", "b"], [1, 0, 0], ["x", "x"]):
        speakers = np.array(speakers)
        n = len(speakers)
        X = rng.normal(size=(n, 256)) + rng.normal(size=(n, 16)).repeat(16, axis=1) + np.tile(rng.normal(size=16), 16)
        for name in set(speakers.tolist()):
            X[speakers == name] += np.tile(rng.normal(size=16), 16)
        X = X.astype(np.float32)
        truth = X.astype(float)
        for name in set(speakers.tolist()):
            rows = [i for i in range(n) if speakers[i] == name]
            for band in range(16):
                columns = range(band, 256, 16)
                mean = sum(float(X[i, c]) for i in rows for c in columns) / (16 * len(rows))
                for i in rows:
                    truth[i, columns] -= mean
        given = X.copy()
        got = np.asarray(remove_room(given, speakers.copy()))
        if not np.array_equal(given, X):
            raise NotYet("X 被改动了；先 copy 一份再减")
        if got.shape != X.shape:
            raise NotYet(f"X 的形状是 {X.shape}，应当返回同样的形状，得到 {got.shape}")
        if not np.allclose(got, truth, atol=1e-4):
            means = [got.reshape(n, 16, 16)[speakers == name].mean(axis=(0, 1)) for name in set(speakers.tolist())]
            if np.abs(means).max() > 1e-3:
                raise NotYet(f"说话人 {speakers.tolist()}：减完之后，每个人每档频率的平均应当是 0；是一个人一个人地减吗？")
            raise NotYet("每个人的平均频谱是 0 了，但减得太多：一个人只减 16 个数，每份录音、每份时间都减同样的 16 个")


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
