"""The checker of page 3.3's shuffled columns refuses every order that is not one drawn by the generator."""

import numpy as np
import pytest

from largemodels.exercises.page_3_3 import check_shuffle_columns
from largemodels.exercises.registry import NotYet


def reordered(order):
    """Return a function that takes those columns from the rows in `order(n, rng)`."""

    def shuffle(X, columns, rng):
        shuffled = X.copy()
        shuffled[:, columns] = X[order(len(X), rng)][:, columns]
        return shuffled

    return shuffle


def test_a_drawn_order_passes():
    check_shuffle_columns(reordered(lambda n, rng: rng.permutation(n)))


@pytest.mark.parametrize(
    ("order", "hint"),
    [
        (lambda n, rng: np.arange(n), "没有打乱"),
        (lambda n, rng: np.roll(np.arange(n), 1), "挪了几行"),
        (lambda n, rng: np.roll(np.arange(n)[::-1], rng.integers(n)), "挪了几行"),
        (lambda n, rng: np.r_[1, 0, 2:n], "没有动"),
        (lambda n, rng: np.r_[rng.permutation(n - 6), n - 6 : n], "没有动"),
        (lambda n, rng: np.random.default_rng(0).permutation(n), "换一个 rng"),
        (lambda n, rng: np.random.default_rng().permutation(n), "同样的 rng"),
        (lambda n, rng: rng.integers(n, size=n), "还是那些数"),
    ],
)
def test_other_orders_are_refused(order, hint):
    with pytest.raises(NotYet, match=hint):
        check_shuffle_columns(reordered(order))
