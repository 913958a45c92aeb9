"""The checkers of page 3.1 refuse NaN, the slips named in the text, and take an answer written in place."""

import numpy as np
import pytest

from largemodels.exercises.page_3_1 import check_add_column_pullback, check_divide, check_sin_pullback
from largemodels.exercises.registry import NotYet


def sin_in_place(x, g):
    g *= np.cos(x)
    return g


@pytest.mark.parametrize("answer", [lambda x, g: g * np.cos(x), sin_in_place])
def test_the_slope_of_sin_passes(answer):
    check_sin_pullback(answer)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda x, g: x * np.nan, "中心差分"),
        (lambda x, g: np.where(x == x.flat[-1], np.nan, g * np.cos(x)), "中心差分"),
        (lambda x, g: np.cos(x), "忘了乘 g"),
        (lambda x, g: -g * np.cos(x), "sin 的导数"),
        (lambda x, g: (g * np.cos(x)).sum(), "形状"),
        (lambda x, g: None, "形状"),
    ],
)
def test_other_slopes_of_sin_are_refused(answer, hint):
    with pytest.raises(NotYet, match=hint):
        check_sin_pullback(answer)


def test_the_sum_along_rows_passes():
    check_add_column_pullback(lambda G: (G, G.sum(axis=1, keepdims=True)))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda G: (G, G.sum(axis=1, keepdims=True) * np.nan), "dc"),
        (lambda G: (G * np.nan, G.sum(axis=1, keepdims=True)), "dZ"),
        (lambda G: (G, G.mean(axis=1, keepdims=True)), "dc"),
        (lambda G: (G, G.sum(axis=1)), "同形状"),
        (lambda G: (G, np.resize(G.sum(axis=0), (len(G), 1))), "哪一个轴"),
        (lambda G: (2 * G, G.sum(axis=1, keepdims=True)), "dZ"),
        (lambda G: G.sum(axis=1, keepdims=True), "两个数组"),
    ],
)
def test_other_column_gradients_are_refused(answer, hint):
    with pytest.raises(NotYet, match=hint):
        check_add_column_pullback(answer)


def test_the_quotient_rule_passes():
    check_divide(lambda a, a_dot, b, b_dot: (a / b, (a_dot * b - a * b_dot) / b**2))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda a, a_dot, b, b_dot: (np.nan, np.nan), "第一个数"),
        (lambda a, a_dot, b, b_dot: (a / b, np.nan), "导数"),
        (lambda a, a_dot, b, b_dot: (a / b, a_dot / b), "导数"),
        (lambda a, a_dot, b, b_dot: (a / b, a_dot / b_dot if b_dot else 0.0), "导数"),
        (lambda a, a_dot, b, b_dot: (a / b, (a_dot * b - a * b_dot) / b), "导数"),
        (lambda a, a_dot, b, b_dot: (a / b, (a * b_dot - a_dot * b) / b**2), "导数"),
        (lambda a, a_dot, b, b_dot: a / b, "两个数"),
    ],
)
def test_other_quotients_are_refused(answer, hint):
    with pytest.raises(NotYet, match=hint):
        check_divide(answer)
