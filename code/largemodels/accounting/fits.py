"""A power law through points: least squares on logarithms, with a bootstrap interval.

On a log-log plot ``y = coefficient * x ** exponent`` is a straight line, so fitting it is
ordinary least squares on the logarithms. How far the exponent can be trusted is asked of
the data themselves: draw the rows anew, with replacement, fit again, a thousand times, and
see how much the exponent moves (Efron, *Bootstrap methods: another look at the jackknife*,
1979).

Left out: errors in x, weights, and laws with a floor (``y = c + a * x ** b``), which are
not lines on this plot. An interval covers the choice of rows; it says nothing about
whether a power law was the right curve.
"""

from typing import NamedTuple

import numpy as np


class PowerLaw(NamedTuple):
    """``y = coefficient * x ** exponent``, as fitted by `fit_power_law`."""

    exponent: float
    """Slope of the line on the log-log plot."""
    coefficient: float
    """Value of the law at x = 1."""
    interval: tuple
    """(low, high): the middle 95 % of the bootstrap exponents; (nan, nan) without bootstrap."""
    r_squared: float
    """Share of the variance of log y that the line explains (nan if log y does not vary)."""
    residual_std: float
    """Typical distance of log10 y from the line (divided by n - 2; 0 for two rows)."""
    exponents: np.ndarray
    """(bootstrap,) exponents of the resampled fits."""
    coefficients: np.ndarray
    """(bootstrap,) their coefficients, for a band around the line."""

    def __call__(self, x):
        """Return the law's y at `x`."""
        return self.coefficient * np.asarray(x, dtype=float) ** self.exponent


def fit_power_law(x, y, *, bootstrap=1000, rng=None):
    """Fit ``y = coefficient * x ** exponent`` by least squares on the logarithms.

    Parameters
    ----------
    x, y : array_like of float, (n,)
        Positive and finite; at least two different x.
    bootstrap : int
        How many times the rows are drawn anew; 0 for none.
    rng : numpy.random.Generator
        Source of the draws; needed unless `bootstrap` is 0.

    Returns
    -------
    PowerLaw
        ``exponent, coefficient, interval`` (95 % of the exponent) and more.

    Raises
    ------
    ValueError, TypeError
        If a value is not positive and finite, the shapes differ, or the x are all equal.

    Notes
    -----
    A draw whose x are all equal has no slope; it is drawn again. Exponential growth is the
    same line: with ``x = 10 ** (year - 2010)`` the exponent is log10 of the yearly factor,
    and the coefficient the value in 2010.
    Taught on pages 1, 2.1 and 3.3.
    """
    x, y = _positive("x", x), _positive("y", y)
    if x.shape != y.shape:
        raise ValueError(f"x and y must have the same shape, got {x.shape} and {y.shape}")
    if np.unique(x).size < 2:
        raise ValueError(f"x must hold at least two different values, got {np.unique(x).size}")
    if isinstance(bootstrap, bool) or not isinstance(bootstrap, (int, np.integer)):
        raise TypeError(f"bootstrap must be an integer, got {type(bootstrap).__name__}")
    if bootstrap < 0:
        raise ValueError(f"bootstrap must be at least 0, got {bootstrap}")
    if bootstrap and not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a Generator such as np.random.default_rng(0), got {type(rng).__name__}")

    u, v = np.log10(x), np.log10(y)
    slope, start = _line(u, v)
    residual = v - (start + slope * u)
    scatter = np.sum((v - v.mean()) ** 2)
    slopes, starts = _resampled(u, v, bootstrap, rng)
    interval = tuple(float(q) for q in np.quantile(slopes, [0.025, 0.975])) if bootstrap else (np.nan, np.nan)
    return PowerLaw(
        exponent=float(slope),
        coefficient=float(10**start),
        interval=interval,
        r_squared=float(1 - residual @ residual / scatter) if scatter > 0 else float("nan"),
        residual_std=float(np.sqrt(residual @ residual / (x.size - 2))) if x.size > 2 else 0.0,
        exponents=slopes,
        coefficients=10**starts,
    )


def _positive(name, values):
    values = np.asarray(values)
    if values.dtype.kind not in "iuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {values.dtype}")
    if values.ndim != 1:
        raise ValueError(f"{name} must have shape (n,), got {values.shape}")
    values = values.astype(float)
    if not (np.isfinite(values) & (values > 0)).all():
        bad = values[~(np.isfinite(values) & (values > 0))][0]
        raise ValueError(f"{name} must be positive and finite, or have no logarithm; got {bad}")
    return values


def _line(u, v):
    """Slope and start of least-squares lines along the last axis: (..., n) -> (...), (...)."""
    du = u - u.mean(axis=-1, keepdims=True)
    slope = (du * v).sum(axis=-1) / (du * du).sum(axis=-1)
    return slope, v.mean(axis=-1) - slope * u.mean(axis=-1)


def _resampled(u, v, times, rng):
    rows = rng.integers(0, u.size, (times, u.size)) if times else np.empty((0, u.size), int)  # (times, n)
    flat = np.ptp(u[rows], axis=1) == 0 if times else np.zeros(0, bool)
    while flat.any():
        rows[flat] = rng.integers(0, u.size, (flat.sum(), u.size))
        flat = np.ptp(u[rows], axis=1) == 0
    return _line(u[rows], v[rows])
