"""The power-law fit: exact on exact laws, honest intervals, clear errors."""

import numpy as np
import pytest

from largemodels.accounting import fit_power_law


def test_exact_law_is_found_exactly():
    x = np.array([1.0, 3.0, 10.0, 200.0])
    law = fit_power_law(x, 5 * x**-0.34, rng=np.random.default_rng(0))
    assert law.exponent == pytest.approx(-0.34, rel=1e-12)
    assert law.coefficient == pytest.approx(5, rel=1e-12)
    assert law.interval == pytest.approx((-0.34, -0.34), rel=1e-9)
    assert law.r_squared == pytest.approx(1)
    assert law([100.0]) == pytest.approx([5 * 100**-0.34])
    assert law.exponents.shape == law.coefficients.shape == (1000,)


def test_equals_polyfit_and_is_seeded():
    rng = np.random.default_rng(1)
    x, noise = 10 ** rng.uniform(0, 6, 40), rng.normal(0, 0.3, 40)
    y = 2 * x**0.7 * 10**noise
    law = fit_power_law(x, y, rng=np.random.default_rng(2))
    slope, start = np.polyfit(np.log10(x), np.log10(y), 1)
    assert law.exponent == pytest.approx(slope, rel=1e-10)
    assert law.coefficient == pytest.approx(10**start, rel=1e-10)
    again = fit_power_law(x, y, rng=np.random.default_rng(2))
    assert law.interval == again.interval
    assert law.interval[0] < law.exponent < law.interval[1]
    assert law.residual_std == pytest.approx(0.3, abs=0.1)


def test_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(200):
        x = 10 ** rng.uniform(0, 4, 60)
        y = x**0.5 * 10 ** rng.normal(0, 0.4, 60)
        low, high = fit_power_law(x, y, bootstrap=300, rng=rng).interval
        hits += low <= 0.5 <= high
    assert 176 <= hits <= 200  # 95 % of 200 is 190, standard deviation 3.1


def test_no_bootstrap_and_two_points():
    law = fit_power_law([1, 10], [1, 100], bootstrap=0)
    assert law.exponent == pytest.approx(2)
    assert np.isnan(law.interval).all()
    assert law.exponents.shape == (0,)
    assert fit_power_law([1, 10], [1, 100], bootstrap=50, rng=np.random.default_rng(0)).interval == pytest.approx(
        (2, 2)
    )


@pytest.mark.parametrize(
    ("x", "y", "options", "error", "words"),
    [
        ([1, 2], [0, 1], {"bootstrap": 0}, ValueError, "y must be positive"),
        ([1, np.nan], [1, 1], {"bootstrap": 0}, ValueError, "x must be positive and finite"),
        ([2, 2], [1, 3], {"bootstrap": 0}, ValueError, "two different"),
        ([1, 2, 3], [1, 3], {"bootstrap": 0}, ValueError, "same shape"),
        ([[1, 2]], [[1, 3]], {"bootstrap": 0}, ValueError, r"shape \(n,\)"),
        (["a", "b"], [1, 3], {"bootstrap": 0}, TypeError, "real numbers"),
        ([1, 2], [1, 3], {}, TypeError, "rng must be a Generator"),
        ([1, 2], [1, 3], {"bootstrap": -1}, ValueError, "at least 0"),
        ([1, 2], [1, 3], {"bootstrap": 2.5}, TypeError, "integer"),
    ],
)
def test_bad_input(x, y, options, error, words):
    with pytest.raises(error, match=words):
        fit_power_law(x, y, **options)
