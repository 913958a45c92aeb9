"""No checker of the book passes an answer that cannot be right: NaN, infinity, nothing, the wrong kind of thing."""

import numpy as np
import pytest

from largemodels import exercises

NAN, INF = float("nan"), float("inf")
RESULTS = {
    "nan": NAN,
    "inf": INF,
    "-inf": -INF,
    "two nan": (NAN, NAN),
    "three nan": (NAN, NAN, NAN),
    "four nan": (NAN, NAN, NAN, NAN),
    "two inf": (-INF, INF),
    "list of nan": [NAN, NAN],
    "nan array": np.full(3, NAN),
    "nan matrix": np.full((2, 2), NAN),
    "nan scalar": np.float64(NAN),
    "two nan arrays": (np.full(3, NAN), np.full(3, NAN)),
    "dict of nan": {"loss": NAN},
    "None": None,
    "two None": (None, None),
    "string": "",
    "empty tuple": (),
    "empty list": [],
    "empty dict": {},
    "True": True,
    "minus one": -1,
}


def shaped(like, value):
    """Return `like` with each number in it replaced by `value`."""
    if isinstance(like, (tuple, list)):
        return type(like)(shaped(part, value) for part in like)
    if isinstance(like, dict):
        return {key: shaped(part, value) for key, part in like.items()}
    if isinstance(like, np.ndarray) and like.dtype.kind == "f":
        return np.full_like(like, value)
    return value


def constant(result):
    def answer(*arguments, **options):
        return result

    return answer


def echo(value):
    """An answer of the shape of its first argument, full of `value`: what a division by zero makes of a right one."""

    def answer(*arguments, **options):
        return shaped(arguments[0], value) if arguments else value

    return answer


ANSWERS = {name: constant(result) for name, result in RESULTS.items()}
ANSWERS |= {f"{value} like the first argument": echo(value) for value in (NAN, INF)}
ANSWERS |= {"not a function": 3, "nan itself": NAN, "None itself": None}


@pytest.mark.parametrize("label", exercises.labels())
def test_an_impossible_answer_does_not_pass(label):
    passed = [name for name, answer in ANSWERS.items() if exercises.grade(label, answer).passed]
    assert not passed
