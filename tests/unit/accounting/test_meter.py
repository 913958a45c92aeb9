"""What the meter reads: time, NumPy's memory, and a RAPL counter made of files."""

import numpy as np
import pytest

from largemodels.accounting import Meter
from largemodels.accounting.meter import read_packages, spent


def package(folder, name, energy, span=999_999, kind="package-0"):
    (folder / name).mkdir()
    for file, text in [("name", kind), ("energy_uj", energy), ("max_energy_range_uj", span)]:
        (folder / name / file).write_text(f"{text}\n", encoding="ascii")


def test_seconds_and_peak_of_numpy_arrays():
    with Meter() as meter:
        np.ones((1000, 1000)).sum()
    assert meter.seconds > 0
    assert 8_000_000 <= meter.peak_bytes < 8_200_000


def test_no_counter_no_energy(tmp_path):
    with Meter(tmp_path) as meter:
        pass
    assert meter.joules is None


def test_energy_sums_packages_and_leaves_out_their_parts(tmp_path):
    package(tmp_path, "intel-rapl:0", 100_000)
    package(tmp_path, "intel-rapl:1", 200_000, kind="package-1")
    package(tmp_path, "intel-rapl:2", 1, kind="psys")
    package(tmp_path, "intel-rapl:0:0", 50_000, kind="core")
    before = read_packages(tmp_path)
    assert sorted(before) == ["intel-rapl:0", "intel-rapl:1"]
    with Meter(tmp_path) as meter:
        (tmp_path / "intel-rapl:0" / "energy_uj").write_text("600000", encoding="ascii")
        (tmp_path / "intel-rapl:1" / "energy_uj").write_text("450000", encoding="ascii")
    assert meter.joules == pytest.approx(0.75)


def test_counter_that_starts_again():
    assert spent({"p": (900_000, 999_999)}, {"p": (100_000, 999_999)}) == pytest.approx(0.2)


def test_one_unreadable_package_hides_the_sum(tmp_path):
    package(tmp_path, "intel-rapl:0", 1)
    package(tmp_path, "intel-rapl:1", 1)
    (tmp_path / "intel-rapl:1" / "energy_uj").unlink()
    assert read_packages(tmp_path) == {}


def test_meters_do_not_nest():
    with Meter(), pytest.raises(RuntimeError, match="inside another"), Meter():
        pass


def test_a_failing_block_leaves_nothing_tracing():
    with pytest.raises(KeyError), Meter():
        raise KeyError
    with Meter() as meter:
        pass
    assert meter.seconds is not None
