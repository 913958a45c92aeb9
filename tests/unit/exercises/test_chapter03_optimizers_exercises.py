"""The checker of page 3.1's AdaGrad refuses what only looks right: NaN, no square, epsilon elsewhere or nowhere."""

import numpy as np
import pytest

from largemodels.exercises.page_3_1 import check_adagrad
from largemodels.exercises.registry import NotYet


def adagrad(remember, length):
    """Return a rule that keeps ``remember(v, g)`` and divides by ``length(v, eps)``."""

    def rule(p, g, s, t, eta, eps=1e-10):
        s["v"] = remember(s["v"], g)
        return p - eta * g / length(s["v"], eps)

    return rule


def outside(v, eps):
    return np.sqrt(v) + eps


def test_the_formula_passes():
    check_adagrad(adagrad(lambda v, g: v + g**2, outside))


@pytest.mark.parametrize(
    ("rule", "hint"),
    [
        (lambda p, g, s, t, eta: p * np.nan, "平方和"),
        (adagrad(lambda v, g: v + g, outside), "平方和"),
        (adagrad(lambda v, g: 0.9 * v + 0.1 * g**2, outside), "平方和"),
        (adagrad(lambda v, g: v + g**2, lambda v, eps: np.sqrt(v)), "一直是 0"),
        (adagrad(lambda v, g: v + g**2, lambda v, eps: np.sqrt(v + eps)), "根号外面"),
    ],
)
def test_other_rules_are_refused(rule, hint):
    with pytest.raises(NotYet, match=hint):
        check_adagrad(rule)
