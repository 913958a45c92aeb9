"""Checkers of page 2.4."""

import re

import numpy as np

from ..book.mermaid import Box, flowchart, mermaid_source
from .registry import NotYet, checker

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
            raise NotYet(f"参数最多的是 {line}，应为整数 {expected[1]}，得到 {count!r}")
        if name != expected[0]:
            raise NotYet(f"参数最多的方框是 {line}，名字应为 {expected[0]!r}，得到 {name!r}")


@checker("ex-2-4-pair")
def check_pair(pair):
    """Two modules with one picture and the same stored weights, whose outputs differ."""
    import torch  # here alone: the other checkers of this page need none

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
        raise NotYet("输出也相同（或者不是有限的数）：还差一处图上看不到的不同")
