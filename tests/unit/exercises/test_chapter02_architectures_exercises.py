"""The checker of the exercise on looking ahead (under page 2.3) takes right answers and refuses wrong ones, by a hint."""

import numpy as np
import pytest

from largemodels.exercises import grade


def cuts(layer, cuts=range(1, 6), tolerance=1e-9, back=False):
    """Replace what comes after each cut: does anything before it move?"""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(6, 4))
    for t in cuts:
        other = X.copy()
        after = slice(None, t) if back else slice(t, None)
        other[after] = rng.normal(size=other[after].shape)
        before = slice(t, None) if back else slice(None, t)
        if np.abs(layer(other)[before] - layer(X)[before]).max() > tolerance:
            return True
    return False


def test_peeks_takes_any_bool():
    for answer in (cuts, lambda layer: np.bool_(cuts(layer))):
        verdict = grade("ex-2-3-peeks", answer)
        assert verdict.passed, verdict.message


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda layer: True, "没有偷看"),
        (lambda layer: False, "偷看了"),
        (lambda layer: None, "应当返回 True 或 False"),
        (lambda layer: float("nan"), "应当返回 True 或 False"),
        (lambda layer: int(cuts(layer)), "应当返回 True 或 False"),
        (lambda layer: cuts(layer, cuts=[1]), "第五个位置"),  # only the first position is watched
        (lambda layer: cuts(layer, cuts=[5], tolerance=10), "偷看了"),
        (lambda layer: cuts(layer, back=True), "偷看"),  # looks back are no crime
    ],
)
def test_peeks_refuses(answer, hint):
    verdict = grade("ex-2-3-peeks", answer)
    assert not verdict.passed
    assert hint in verdict.message
