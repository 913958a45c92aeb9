"""The grid of page 3.3: its points, its spoiled labels, its stored log, one point trained anew."""

import json

import numpy as np
import pytest

from largemodels.studies import error_scaling
from largemodels.studies.error_scaling import BATCH, Point, grid, load_grid, network, shrink, spoil, train_point


@pytest.fixture
def toy():
    rng = np.random.default_rng(0)
    x = rng.random((300, 196))
    return x, x[:, :10].argmax(axis=1), x[:100], x[:100, :10].argmax(axis=1)


def test_shrink_averages_squares_of_four():
    image = np.arange(784.0).reshape(1, 28, 28)
    assert shrink(image)[0, 15] == image[0, 2:4, 2:4].mean()


@pytest.mark.parametrize("depth, parameters", [(0, 1970), (1, 196 * 7 + 7 + 80), (3, 196 * 7 + 7 + 2 * 56 + 80)])
def test_network_sizes(depth, parameters):
    assert network(7, depth, np.random.default_rng(0)).n_parameters == parameters


def test_spoil_makes_exactly_that_share_wrong_and_leaves_its_input():
    y = np.arange(1000) % 10
    noisy, chosen = spoil(y, 0.3, np.random.default_rng(0))
    assert np.array_equal(np.flatnonzero(noisy != y), np.sort(chosen))
    assert len(chosen) == 300
    assert np.array_equal(y, np.arange(1000) % 10)


def test_a_seed_repeats_and_a_longer_run_begins_alike(toy):
    short = train_point(Point("data", 200, width=8, steps=30), *toy)
    long = train_point(Point("data", 200, width=8, steps=100), *toy)
    assert short["wrong_answers"][30] == long["wrong_answers"][30]
    assert sorted(long["wrong_answers"]) == [30, 100]


def test_spoiled_labels_are_counted(toy):
    record = train_point(Point("noise", 100, wrong=0.5, steps=3000), *toy)
    assert 45 <= record["learned_wrong"] <= 50
    assert train_point(Point("noise", 100, steps=30), *toy)["learned_wrong"] is None


def test_stored_log_is_the_grid():
    log = load_grid()
    keys = Point.__dataclass_fields__
    assert [Point(**{k: run[k] for k in keys}) for run in log["runs"]] == grid()
    for run in log["runs"]:
        assert list(run["wrong_answers"]) == [s for s in error_scaling.CHECKPOINTS if s <= run["steps"]]
        assert all(0 < wrong < log["val_n"] for wrong in run["wrong_answers"].values())
    assert BATCH == 100


def test_command_writes_a_log(tmp_path, monkeypatch, toy):
    monkeypatch.setattr(
        error_scaling, "grid", lambda seeds: [Point("data", 50, width=4, steps=30, seed=s) for s in range(seeds)]
    )
    monkeypatch.setattr(error_scaling, "task", lambda: toy)
    monkeypatch.setattr(error_scaling, "ProcessPoolExecutor", InProcess)
    error_scaling.main(["--seeds", "2", "--out", str(tmp_path)])
    log = json.loads((tmp_path / "scaling_grid.json").read_text(encoding="utf-8"))
    assert [run["seed"] for run in log["runs"]] == [0, 1]
    assert log["val_n"] == 5000


class InProcess:
    """A pool that runs in this process."""

    def __init__(self, *_, **__):
        self.map = map

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None
