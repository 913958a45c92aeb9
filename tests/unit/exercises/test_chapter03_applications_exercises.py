"""The checkers of page 3.4 let no wrong answer through that a reader has been seen to give."""

from math import lgamma

import numpy as np
import pytest

from largemodels import exercises


def on_circle(degrees):
    angle = np.radians(degrees)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def direction(targets):
    return np.degrees(np.arctan2(targets[:, 1], targets[:, 0])) % 360


CORNERS = np.array([[1, -1], [1, 1], [-1, 1], [-1, -1.0]])


def on_square(degrees):
    side, along = np.divmod(degrees % 360 / 90, 1)
    here, there = CORNERS[side.astype(int)], np.roll(CORNERS, -1, axis=0)[side.astype(int)]
    return here + (there - here) * along[:, None]


def nearest_half_degree(targets):
    grid = np.arange(0, 360, 0.5)
    return grid[(targets @ on_circle(grid).T).argmax(axis=1)]


@pytest.mark.parametrize(
    ("encode", "decode", "says"),
    [
        (on_square, direction, "处处一样远"),
        (on_circle, nearest_half_degree, "原来的角度"),
        (on_circle, lambda t: np.degrees(np.arccos(np.clip(t[:, 0] / np.linalg.norm(t, axis=1), -1, 1))), "原来的角度"),
        (on_circle, lambda t: np.degrees(np.arctan2(t[:, 1], t[:, 0])), "0 到 360"),
        (lambda d: on_circle(d) + 1, lambda t: direction(t - 1), "乘了 0.4"),
        (lambda d: on_circle(d / 2), lambda t: 2 * direction(t), "太远"),
    ],
)
def test_wind_refuses(encode, decode, says):
    verdict = exercises.grade("ex-3-4-wind", (encode, decode))
    assert not verdict.passed and says in verdict.message


def test_wind_accepts_the_circle():
    assert exercises.grade("ex-3-4-wind", (on_circle, direction)).passed


@pytest.mark.parametrize(
    ("loss", "says"),
    [
        (lambda z, y: np.mean((np.exp(z) - y) ** 2), "平方误差"),
        (lambda z, y: np.mean((z - y) ** 2), "λ"),
        (lambda z, y: np.sum(np.exp(z) - y * z), "不是相加"),
        (lambda z, y: np.mean(y * z - np.exp(z)), "符号"),
        (lambda z, y: np.mean(np.exp(z) - y * np.exp(z)), "λ"),
        (lambda z, y: np.exp(z).mean() - y.mean() * z.mean(), "λ"),
        (lambda z, y: np.exp(z) - y * z, "一个数"),
    ],
)
def test_count_loss_refuses(loss, says):
    verdict = exercises.grade("ex-3-4-count", loss)
    assert not verdict.passed and says in verdict.message


def test_count_loss_may_keep_or_drop_the_factorial():
    assert exercises.grade("ex-3-4-count", lambda z, y: np.mean(np.exp(z) - y * z)).passed
    factorial = np.vectorize(lambda v: lgamma(v + 1))
    assert exercises.grade("ex-3-4-count", lambda z, y: np.mean(np.exp(z) - y * z + factorial(y))).passed


def test_heads_accept_both_ways_for_one_question_and_hint_at_the_wrong_half():
    heads = {"a": (2, "softmax"), "b": (200, "softmax"), "c": [30, "sigmoid"], "d": (1, "none"), "e": (65, "softmax")}
    assert exercises.grade("ex-3-4-head", heads).passed
    assert "两种鸟" in exercises.grade("ex-3-4-head", heads | {"b": (200, "sigmoid")}).message
    assert "名字，还是数" in exercises.grade("ex-3-4-head", heads | {"b": (1, "none")}).message
