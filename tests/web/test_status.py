"""The line under a title counts what it says it counts."""

import pytest

from web.sphinx.status import megabytes, score

REGISTRY = {
    "fashion-mnist": {"files": {"a": {"bytes": 30_000_000}}},
    "mnist": {"files": {"a": {"bytes": 10_000_000}, "b": {"bytes": 1_500_000}}},
    "epoch-notable-models": {"files": {"a": {"bytes": 2_000_000}}},
}


@pytest.mark.parametrize(
    ("code", "size"),
    [
        ("data = load_mnist(validation=5000)", 11.5),
        ("load_fashion_mnist()", 30.0),
        ("load_notable_models()\nload_mnist()\nload_mnist()", 13.5),
        ("load_results()", 0.0),
        ("x = 1", 0.0),
    ],
)
def test_the_download_is_that_of_the_sets_that_are_loaded(code, size):
    assert megabytes(code, REGISTRY) == size


CALLS = 'exercises.check("ex-1-0-a", f)\nexercises.check(\n    "ex-1-0-b", g)'
SCORES = {"ex-1-0-a": {"caught": 10, "tried": 10}, "ex-1-0-b": {"caught": 9, "tried": 10}}


def test_the_score_adds_up_the_exercises_of_the_page():
    assert "20 种写错的答案" in score(CALLS, {"exercises": SCORES})
    assert "拦下 19 种" in score(CALLS, {"exercises": SCORES})


@pytest.mark.parametrize("report", [{}, {"exercises": {"ex-1-0-a": {"caught": 1, "tried": 1}}}])
def test_no_score_is_shown_where_one_is_not_known(report):
    assert score(CALLS, report) is None
