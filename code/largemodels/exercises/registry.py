"""The registry of checkers, and what is done with a reader's answer."""

import contextlib
import functools
import importlib
import inspect
import io
import pkgutil
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from largemodels.book.display import publish

_checkers = {}
_LABEL = re.compile(r"ex-(\d+)-(\d+)-[a-z0-9-]+")


class NotYet(Exception):
    """Raised by a checker: the answer is not right yet, and here is a hint (Chinese)."""


@dataclass(frozen=True)
class Result:
    """What became of an answer."""

    passed: bool
    """Whether it is right."""
    message: str
    """The line the reader sees."""


def checker(label):
    """Register the decorated function, which receives the reader's answer, under `label`.

    Labels are ``ex-<chapter>-<page>-<name>``, page 0 in a chapter of one page. Raises ValueError for
    another form, or a label taken.
    """
    if not _LABEL.fullmatch(label):
        raise ValueError(f"label must look like ex-4-3-hidden-gradient, got {label!r}")

    def register(function):
        if label in _checkers:
            raise ValueError(f"{label!r} already has a checker")
        _checkers[label] = function
        return function

    return register


def labels():
    """Return the labels of all checkers of the book, sorted."""
    folder = str(Path(__file__).parent)
    for module in pkgutil.iter_modules([folder]):
        if module.name.startswith("page_"):
            importlib.import_module(f"{__package__}.{module.name}")
    return sorted(_checkers)


def grade(label, answer):
    """Return the Result of the checker of `label` on `answer`; the answer's errors become hints.

    A function that changes an array or a list it was given does not pass, whatever it returns.

    Raises
    ------
    KeyError
        If the label has no checker.
    """
    function = _find(label)
    try:
        # What a half-done answer prints or warns of is no part of the verdict.
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            function(_watched(answer))
    except NotYet as hint:
        return Result(False, f"还没有通过：{hint}")
    except NotImplementedError:
        return Result(False, "还没有通过：函数还没有写完")
    except Exception as error:
        return Result(False, f"还没有通过：运行时出现 {type(error).__name__}：{_one_line(error)}")
    chapter, page = _LABEL.fullmatch(label).groups()
    place = chapter if page == "0" else f"{chapter}.{page}"
    return Result(True, f"✓ 练习 {place} 通过（{label}）")


def check(label, answer):
    """Display the verdict on `answer` as one line. Raises nothing for a wrong answer."""
    publish({"text/plain": grade(label, answer).message})


def _watched(answer):
    """Return `answer`, a function or a tuple of them, refusing to change the arrays and lists it is called with."""
    if isinstance(answer, tuple):
        return tuple(map(_watched, answer))
    if not inspect.isfunction(answer):
        return answer

    names = list(inspect.signature(answer).parameters)

    @functools.wraps(answer)
    def watched(*arguments, **options):
        given = list(zip(names, arguments, strict=False)) + list(options.items())
        before = [(name, value, _copy(value)) for name, value in given if isinstance(value, (np.ndarray, list))]
        result = answer(*arguments, **options)
        for name, value, copy in before:
            if not _same(value, copy):
                raise NotYet(f"{name} 被改动了；先 copy 一份再改")
        return result

    return watched


def _copy(value):
    return [_copy(part) for part in value] if isinstance(value, list) else np.copy(value)


def _same(one, other):
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind == "f")


def _find(label):
    match = _LABEL.fullmatch(label)
    if match and label not in _checkers:
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(f"{__package__}.page_{match[1]}_{match[2]}")
    if label not in _checkers:
        raise KeyError(f"no exercise has the label {label!r}; known: {', '.join(sorted(_checkers)) or 'none'}")
    return _checkers[label]


def _one_line(error):
    """Return the error's message on one line, without object addresses, which change at every run."""
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(str(error).split()))
    return text if len(text) <= 200 else text[:200] + "…"
