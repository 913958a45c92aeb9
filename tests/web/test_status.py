"""The line under a title counts what it says it counts."""

import pytest

from web.sphinx.status import megabytes

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
