"""The checkers of page 2.4 take the right answers, and refuse the wrong ones a reader might give, each by its hint."""

import re

import pytest

from largemodels.exercises import grade


def with_skip(line):
    return f"flowchart LR\n x --> A\n A --> B\n B --> add\n {line}\n add --> C"


@pytest.mark.parametrize(
    "text",
    [
        with_skip("x --> add"),
        with_skip("x -->|skip| add") + "\n%% x --> C",
        "%% 图\ngraph TD;\n\tA --> B;\n\tx --> A;\n\tB --> add;\n\tadd --> C;\n\tx --> add;",
        with_skip('x["input<br/>784"] --> add(相加)'),
    ],
)
def test_skip_takes_any_order_and_any_words(text):
    assert grade("ex-2-4-skip", lambda: text).passed, grade("ex-2-4-skip", lambda: text).message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (None, "应当返回一个字符串"),
        ("x --> A\nA --> B", "第一行应当只有"),
        ("flowchart LR x --> A A --> B B --> add x --> add add --> C", "第一行应当只有"),
        (with_skip(""), "少了一条指向 add"),
        (with_skip("%% x --> add"), "少了一条指向 add"),
        (with_skip("x --> add\n x --> C"), "x --> C 不该有"),
        (with_skip("x --> add\n x --> add"), "不止一遍"),
        (with_skip("add --> x"), "add --> x 不该有"),
        (with_skip("x-->add"), "读不懂"),  # Mermaid reads x-- as the head of an arrow, and draws add --> add
        (with_skip("x --> add\n A --- C"), "读不懂"),
        (with_skip("x --> add now"), "读不懂"),
        (with_skip("x[a) --> add"), "读不懂"),
        (with_skip("x -> add"), "读不懂"),
        ("flowchart LR\n x --> A --> B --> add --> C\n x --> add", "每行写一条"),
        ("flowchart LR\n !!! x --> A ??? A --> B [[[ B --> add\n x --> add oops ( add --> C", "读不懂"),
    ],
)
def test_skip_refuses(text, hint):
    verdict = grade("ex-2-4-skip", lambda: text)
    assert not verdict.passed
    assert hint in verdict.message


def heaviest(source, count_of=None, name_of=lambda lines: lines[0], digits=lambda text: int(text.replace(",", ""))):
    count_of = count_of or (lambda lines: next((digits(x.split()[0]) for x in lines if x.endswith(" params")), 0))
    boxes = [box.split("<br/>") for box in re.findall(r'\["(.*?)"\]', source)]
    best = max(boxes, key=count_of)
    return name_of(best), count_of(best)


def only_three_lines(source):
    return heaviest(source, lambda lines: int(lines[2].split()[0].replace(",", "")) if len(lines) == 3 else 0)


def only_simple_boxes(source):
    found = re.findall(r'\["(\w+)<br/>\d+<br/>([\d,]+) params"', source)
    return max(((name, int(count.replace(",", ""))) for name, count in found), key=lambda pair: pair[1])


@pytest.mark.parametrize(
    ("answer", "passes"),
    [
        (heaviest, True),
        (lambda source: list(heaviest(source)), True),
        (only_three_lines, False),
        (only_simple_boxes, False),
        (lambda source: heaviest(source, lambda lines: int(re.sub(r"\D", "", lines[-1]) or 0)), False),  # used again
        (lambda source: heaviest(source, digits=lambda text: int(text.split(",")[0])), False),
        (lambda source: heaviest(source, name_of=lambda lines: lines[0].split()[0]), False),  # Dense of Dense + relu
        (lambda source: heaviest(source)[::-1], False),
        (lambda source: (heaviest(source)[0], f"{heaviest(source)[1]:,}"), False),
        (lambda source: heaviest(source)[1], False),
    ],
)
def test_heaviest(answer, passes):
    assert grade("ex-2-4-heaviest", answer).passed is passes


def test_pair():
    torch = pytest.importorskip("torch")
    nn = torch.nn

    class Times(nn.Module):
        def __init__(self, factor, noise=0.0):
            super().__init__()
            self.layer, self.factor, self.noise = nn.Linear(4, 4), factor, noise

        def forward(self, x):
            return self.layer(x) * self.factor + torch.rand(1) * self.noise

    class Roads(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(4, 4)

        def forward(self, x):
            return self.layer(x) if self.training else x

    def alike(one, other):
        other.load_state_dict(one.state_dict())
        return one, other

    def verdict(*nets):
        return grade("ex-2-4-pair", lambda: nets)

    assert verdict(*alike(Times(1), Times(3))).passed
    assert verdict(nn.LeakyReLU(0.1), nn.LeakyReLU(0.5)).passed
    for nets, hint in [
        ((Times(1), Times(3)), "权重不一样"),
        (alike(Times(2), Times(2)), "输出也相同"),
        (alike(Times(1), Times(float("nan"))), "输出也相同|两次的输出不一样"),
        ((nn.ReLU(), nn.Tanh()), "两张图不一样"),
        (alike(Roads().train(), Roads().eval()), "输出也相同"),
        (alike(Times(1), Times(1, noise=1.0)), "随机数"),
        ((nn.Dropout(0.1), nn.Dropout(0.9)), "输出也相同"),
        ((nn.ReLU(),), "两个网络"),
        ((nn.ReLU(), 3), "nn.Module"),
    ]:
        result = verdict(*nets)
        assert not result.passed, nets
        assert re.search(hint, result.message), result.message
