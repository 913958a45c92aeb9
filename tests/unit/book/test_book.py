"""The tools of a page: verdicts, seeds, device, source, glue, style; with and without IPython."""

import os
import random
import subprocess
import sys

import numpy as np
import pytest

from largemodels import book, exercises
from largemodels.book import Claim, checks, display, source
from largemodels.exercises import registry


@pytest.fixture
def published(monkeypatch):
    """Return the list of (data, metadata) that is displayed."""
    shown = []
    for module in (checks, registry, source, sys.modules["largemodels.book.glue"]):
        monkeypatch.setattr(module, "publish", lambda data, metadata=None: shown.append((data, metadata)))
    return shown


# --- check ---


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"measured": 0.98, "at_least": 0.97}, "✓ 甲（要求 ≥ 0.97）"),
        ({"measured": 100, "equals": 100, "show": "d"}, "✓ 甲：100（要求 = 100）"),
        ({"measured": 0.5, "between": (0.25, 1), "show": ".2f"}, "✓ 甲：0.50（要求 0.25 到 1）"),
        ({"measured": 1e-9, "at_most": 1e-7}, "✓ 甲（要求 ≤ 1e-07）"),
        ({"measured": np.float64(0.1), "at_most": 1}, "✓ 甲（要求 ≤ 1）"),
        ({"measured": np.True_, "equals": True}, "✓ 甲（要求 = 是）"),
        ({"measured": (4, 1), "equals": (4, 1)}, "✓ 甲（要求 = (4, 1)）"),
        ({"measured": "a", "equals": "b"}, "✗ 甲：a（要求 = b）"),
        ({"measured": 0.5, "at_least": 0.97}, "✗ 甲：0.5（要求 ≥ 0.97）"),
        ({"measured": np.array(2.0), "at_most": 1, "show": ".1f"}, "✗ 甲：2.0（要求 ≤ 1）"),
        *((dict(measured=float("nan"), **b), None) for b in
          ({"at_least": 0}, {"at_most": 0}, {"equals": float("nan")}, {"between": (0, 1)})),
    ],
)
def test_verdict(published, arguments, line):
    measured = arguments.pop("measured")
    assert book.check("甲", measured, **arguments) is None
    (data, metadata), = published
    assert list(data) == ["text/plain"]
    if line is None:
        assert data["text/plain"].startswith("✗")
    else:
        assert data["text/plain"] == line
    assert metadata["largemodels"]["passed"] is data["text/plain"].startswith("✓")


def test_record(published):
    claim = Claim(section="5.4", text="准确率是 99.1 %", verdict="不成立")
    book.check("准确率", 0.975, at_most=0.98, claim=claim)
    assert published[0][1]["largemodels"] == {
        "name": "准确率", "measured": 0.975, "bound": {"at_most": 0.98}, "passed": True,
        "claim": {"section": "5.4", "text": "准确率是 99.1 %", "verdict": "不成立"},
    }


@pytest.mark.parametrize(
    ("name", "measured", "bounds", "error"),
    [
        ("甲", 1, {}, ValueError),
        ("甲", 1, {"at_least": 0, "at_most": 2}, ValueError),
        ("甲", np.zeros(3), {"at_least": 0}, TypeError),
        ("甲", None, {"at_least": 0}, TypeError),
        ("甲", "a", {"at_least": 0}, TypeError),
        ("甲", (1, 2), {"at_most": 3}, TypeError),
        ("甲", 1, {"equals": "1"}, TypeError),
        ("甲", 1, {"between": (2, 1)}, ValueError),
        ("甲", 1, {"at_least": float("nan")}, TypeError),
        ("", 1, {"at_least": 0}, TypeError),
        ("甲", 1, {"at_least": 0, "claim": "5.4"}, TypeError),
    ],
)
def test_bad_check(published, name, measured, bounds, error):
    with pytest.raises(error):
        book.check(name, measured, **bounds)
    assert published == []


@pytest.mark.parametrize("fields", [("5.4", "", "成立"), ("", "甲", "成立"), ("5.4", "甲", "对")])
def test_bad_claim(fields):
    with pytest.raises(ValueError, match="must be"):
        Claim(*fields)


# --- glue ---


def test_glue(published):
    book.glue("acc", "97.5%")
    prefix = "application/papermill.record/"
    assert published == [({prefix + "text/plain": "'97.5%'"}, {"scrapbook": {"name": "acc", "mime_prefix": prefix}})]


@pytest.mark.parametrize(("key", "text", "error"), [("a", 1.5, TypeError), ("a:b", "x", ValueError),
                                                    ("a b", "x", ValueError), ("", "x", ValueError)])
def test_bad_glue(key, text, error):
    with pytest.raises(error):
        book.glue(key, text)


# --- seeds, device, source, style ---


def test_seed_everything():
    def draws():
        book.seed_everything(7)
        return random.random(), np.random.rand()  # noqa: NPY002

    assert draws() == draws()


@pytest.mark.parametrize(("seed", "error"), [(-1, ValueError), (2**32, ValueError), (1.5, TypeError), (True, TypeError)])
def test_bad_seed(seed, error):
    with pytest.raises(error, match="seed"):
        book.seed_everything(seed)


def test_device(monkeypatch):
    monkeypatch.setenv("LARGEMODELS_DEVICE", "cpu")
    assert book.device() == "cpu"
    monkeypatch.setenv("LARGEMODELS_DEVICE", "tpu")
    with pytest.raises(ValueError, match="tpu"):
        book.device()
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setenv("LARGEMODELS_DEVICE", "cuda")
    with pytest.raises(RuntimeError, match="no CUDA device"):
        book.device()
    monkeypatch.delenv("LARGEMODELS_DEVICE")
    assert book.device() == "cpu"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert book.device() == "cuda"


def test_show_source(published):
    book.show_source(source.fenced)
    (data, _), = published
    assert data["text/markdown"].startswith("````python\ndef fenced(")  # it holds a fence itself
    with pytest.raises(TypeError, match="obj"):
        book.show_source(3)


def test_use_style_outside_ipython():
    import matplotlib as mpl

    with mpl.rc_context():
        book.use_style()
        assert mpl.rcParams["figure.figsize"] == list(book.style.FIGURE_SIZE)


def test_without_ipython_it_is_printed(capsys, monkeypatch):
    monkeypatch.setattr(display, "running_shell", lambda: None)
    book.check("甲", 1, equals=1)
    book.glue("a", "1")
    assert capsys.readouterr().out == "✓ 甲（要求 = 1）\n"


def test_importing_is_cheap():
    program = (
        "import sys, time; t = time.perf_counter(); import largemodels, largemodels.book, largemodels.data;"
        "heavy = {'torch', 'tensorflow', 'keras', 'matplotlib', 'IPython', 'pooch'} & set(sys.modules);"
        "largemodels.book.seed_everything(0); heavy |= {'torch', 'tensorflow'} & set(sys.modules); print(heavy)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=os.environ)
    assert done.stdout == "set()\n", done.stderr


# --- exercises ---


@pytest.fixture
def toy(monkeypatch):
    monkeypatch.setattr(registry, "_checkers", {})

    @exercises.checker("ex-9-1-double")
    def _(double):
        if double(3) != 6:
            raise exercises.NotYet("3 的两倍是 6")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda x: 2 * x, "✓ 练习 9.1 通过（ex-9-1-double）"),
        (lambda x: x, "还没有通过：3 的两倍是 6"),
        (lambda x: x / 0, "还没有通过：运行时出现 ZeroDivisionError：division by zero"),
        (lambda: 0, None),
        (3, "还没有通过：运行时出现 TypeError：'int' object is not callable"),
    ],
)
def test_exercise(toy, published, answer, message):
    assert exercises.check("ex-9-1-double", answer) is None
    (data, _), = published
    assert data["text/plain"] == message or message is None and data["text/plain"].startswith("还没有通过：")
    assert exercises.grade("ex-9-1-double", answer).passed is (message or "").startswith("✓")


def test_a_hint_holds_no_address(toy):
    def answer(x):
        raise ValueError(f"got {object()}")

    assert "0x" not in exercises.grade("ex-9-1-double", answer).message


def test_unknown_and_bad_labels(toy):
    with pytest.raises(KeyError, match="ex-9-9-none"):
        exercises.check("ex-9-9-none", 1)
    with pytest.raises(ValueError, match="label"):
        exercises.checker("double")
    with pytest.raises(ValueError, match="already"):
        exercises.checker("ex-9-1-double")(print)
