"""A measured value, the bound it must keep, and the verdict, printed in one line.

The line is what is compared when the notebook is run again; the full record travels in the
output's metadata, which is not compared, and from which the appendix of claims is made.
"""

import math
import numbers
from dataclasses import asdict, dataclass

import numpy as np

from .display import publish

VERDICTS = ("成立", "部分成立", "不成立", "无法核实")


@dataclass(frozen=True)
class Claim:
    """A checkable claim of the source article, and what a passing check says of it."""

    section: str
    """The section of the article, such as ``"5.4"``."""
    text: str
    """The claim in our own words, in Chinese."""
    verdict: str
    """成立, 部分成立, 不成立 or 无法核实: established when the check passes."""

    def __post_init__(self):
        for name in ("section", "text"):
            value = getattr(self, name)
            if not isinstance(value, str) or not value.strip():
                raise ValueError(f"{name} must be a non-empty str, got {value!r}")
        if self.verdict not in VERDICTS:
            raise ValueError(f"verdict must be one of {'、'.join(VERDICTS)}; got {self.verdict!r}")


def check(
    name, measured, *, at_least=None, at_most=None, equals=None, between=None, show=None, claim=None
):
    """Display whether `measured` keeps its bound: ``✓ 测试准确率（要求 ≥ 0.97）``.

    Parameters
    ----------
    name : str
        What was measured, in Chinese.
    measured : number, bool, str or tuple
        One value; reduce an array first. A tuple, such as a shape, and a str need `equals`.
    at_least, at_most, equals, between : number, or pair of numbers for `between`
        The bound; exactly one of them. Bounds are inclusive.
    show : str, optional
        Format of the measured value in the line, such as ``".3f"``. Without it the value is
        left out, which is right for one that differs from machine to machine.
    claim : Claim, optional
        The claim of the article that a passing check settles.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of its kind, or not exactly one bound is given. A failed check
        raises nothing: it displays ``✗`` with the value. NaN keeps no bound.
    """
    if not isinstance(name, str) or not name.strip():
        raise TypeError(f"name must be a non-empty str, got {name!r}")
    if claim is not None and not isinstance(claim, Claim):
        raise TypeError(f"claim must be a Claim, got {type(claim).__name__}")
    bounds = {"at_least": at_least, "at_most": at_most, "equals": equals, "between": between}
    bounds = {kind: bound for kind, bound in bounds.items() if bound is not None}
    if len(bounds) != 1:
        raise ValueError(f"give exactly one of at_least, at_most, equals, between; got {list(bounds) or 'none'}")
    (kind, bound), = bounds.items()
    measured = _plain(measured, "measured")
    bound = tuple(_plain(b, kind) for b in bound) if kind == "between" else _plain(bound, kind)
    passed = _keeps(measured, kind, bound)
    value = _text(measured) if show is None else format(measured, show)
    shown = f"：{value}" if show is not None or not passed else ""
    line = f"{'✓' if passed else '✗'} {name}{shown}（要求 {_requirement(kind, bound)}）"
    record = {
        "name": name,
        "measured": _json(measured),
        "bound": {kind: _json(bound)},
        "passed": passed,
        "claim": asdict(claim) if claim else None,
    }
    publish({"text/plain": line}, metadata={"largemodels": record})


def _plain(value, name):
    """Return `value` as a Python number, bool, str or tuple of these; refuse the rest."""
    if isinstance(value, (str, bool, numbers.Real)) and not isinstance(value, np.generic):
        return value
    if isinstance(value, (tuple, list)):
        return tuple(_plain(v, name) for v in value)
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:  # NumPy and torch scalars
        return _plain(value.item(), name)
    if hasattr(value, "numpy") and getattr(value, "ndim", None) == 0:  # TensorFlow's
        return _plain(np.asarray(value.numpy()).item(), name)
    if hasattr(value, "shape"):
        raise TypeError(f"{name} must be one value, got an array of shape {tuple(value.shape)}: reduce it first")
    raise TypeError(f"{name} must be a number, bool, str or tuple, got {type(value).__name__}")


def _keeps(measured, kind, bound):
    if kind == "equals":
        if isinstance(measured, str) is not isinstance(bound, str):
            raise TypeError(f"measured {measured!r} cannot be compared with equals={bound!r}")
        return measured == bound
    if isinstance(measured, (str, tuple)):
        raise TypeError(f"measured is a {type(measured).__name__}, which only equals can bound")
    if kind == "between":
        if len(bound) != 2 or not bound[0] <= bound[1]:
            raise ValueError(f"between must be a pair (low, high), got {bound!r}")
        return bool(bound[0] <= measured <= bound[1])
    if isinstance(bound, (str, tuple)) or math.isnan(bound):
        raise TypeError(f"{kind} must be a number, got {bound!r}")
    return bool(measured >= bound if kind == "at_least" else measured <= bound)


def _requirement(kind, bound):
    if kind == "between":
        return f"{_text(bound[0])} 到 {_text(bound[1])}"
    return f"{ {'at_least': '≥', 'at_most': '≤', 'equals': '='}[kind] } {_text(bound)}"


def _text(value):
    """Return a number as a reader would write it: 100, 0.97, 1e-07, 是."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "(" + ", ".join(_text(v) for v in value) + ("," if len(value) == 1 else "") + ")"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _json(value):
    """Return `value` with NaN and infinities as text: JSON has neither."""
    if isinstance(value, tuple):
        return [_json(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, (str, bool, int, float)) else float(value)
