"""The checkers of chapter 1 refuse the wrong answers a reader might give, and say what is wrong."""

import numpy as np
import pytest

from largemodels.exercises import grade


def doubling(log=np.log2, per_year=12, fill=None):
    def answer(years, values):
        values = values if fill is None else np.where(np.isfinite(values), values, fill)
        keep = np.isfinite(values)
        return per_year / np.polyfit(years[keep], log(values[keep]), 1)[0]

    return answer


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (doubling(), None),
        (doubling(log=np.log), "自然对数"),
        (doubling(log=np.log10), "以 10 为底"),
        (doubling(per_year=1), "返回的是年"),
        (doubling(fill=1), "填成了别的数"),
        (doubling(log=lambda values: values), "取对数了吗"),
    ],
)
def test_doubling(answer, hint):
    verdict = grade("ex-1-0-doubling", answer)
    assert verdict.passed is (hint is None)
    assert (hint or "") in verdict.message


def rows_of(draw):
    """Turn `draw`, which names the drawn groups, into an answer that returns their rows."""

    def answer(groups, rng):
        return np.concatenate([np.flatnonzero(groups == name) for name in draw(np.unique(groups), rng)])

    return answer


def omit_one(names, rng):
    first, second, third, _ = rng.permutation(names)
    return [first, first, second, third]


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (rows_of(lambda names, rng: rng.choice(names, len(names))), None),
        (lambda groups, rng: rng.integers(len(groups), size=len(groups)), "同进同出"),
        (lambda groups, rng: np.arange(len(groups)), "有放回"),
        (rows_of(lambda names, rng: rng.permutation(names)), "有放回"),
        (rows_of(lambda names, rng: np.random.default_rng(0).choice(names, len(names))), "用上 rng"),
        (rows_of(lambda names, rng: [rng.choice(names)] * len(names)), "互不相干"),
        (rows_of(lambda names, rng: np.repeat(rng.choice(names, 2), 2)), "互不相干"),
        (rows_of(omit_one), "互不相干"),
        (rows_of(lambda names, rng: rng.choice(names, len(names) - 1)), "恰好抽 4 次"),
    ],
)
def test_cluster(answer, hint):
    verdict = grade("ex-1-0-cluster", answer)
    assert verdict.passed is (hint is None)
    assert (hint or "") in verdict.message


def test_cluster_refuses_rows_drawn_by_the_size_of_a_group():
    def answer(groups, rng):
        drawn = groups[rng.integers(len(groups), size=len(np.unique(groups)))]
        return np.concatenate([np.flatnonzero(groups == name) for name in drawn])

    assert "机会应当相同" in grade("ex-1-0-cluster", answer).message
