"""The checkers of 3.3 refuse orders not drawn by the generator, and each wrong count of operations by its hint."""

import numpy as np
import pytest

from largemodels.exercises.page_3_3 import check_flops_of, check_shuffle_columns
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


def counted(first=4, middle=6, last=6, each=lambda batch, steps: batch * steps):
    """Return a count of that many operations for a weight of the first, a middle and the last layer."""

    def flops_of(widths, batch, steps):
        products = [a * b for a, b in zip(widths, widths[1:], strict=False)]
        per_weight = [middle] * len(products)
        per_weight[-1] = last
        per_weight[0] = first
        return each(batch, steps) * sum(k * p for k, p in zip(per_weight, products, strict=True))

    return flops_of


@pytest.mark.parametrize("kind", [int, float, np.float32, np.int64])
def test_the_right_count_passes_in_any_type(kind):
    check_flops_of(lambda *arguments: kind(counted()(*arguments)))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (counted(first=6), "第一层的输入"),
        (counted(middle=4, last=4), "传给前一层"),
        (counted(first=6, last=4), "不是最后一层"),
        (counted(first=2, middle=2, last=2), "反向还没有数"),
        (counted(each=lambda batch, steps: steps), "batch"),
        (counted(each=lambda batch, steps: batch), "steps"),
        (counted(first=2, middle=3, last=3), "2 次运算"),
        (counted(last=4), "传给前一层"),
        (lambda widths, batch, steps: batch * steps * 794 * widths[1], "手数"),
        (lambda widths, batch, steps: float("nan"), "应当是"),
    ],
)
def test_a_wrong_count_is_refused_by_its_hint(answer, hint):
    with pytest.raises(NotYet, match=hint):
        check_flops_of(answer)
