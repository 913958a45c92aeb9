"""Calibration: of the answers given with 80 % confidence, are 80 % right?

The confidence of an answer is the probability of the class it names. The unit interval is
cut into bins of equal width, and in each bin the mean confidence is set against the
fraction of right answers.

Left out: bins of equal count, and calibration of the classes that were not named.
"""

from typing import NamedTuple

import numpy as np

from .._check import labels, probabilities


class ReliabilityCurve(NamedTuple):
    """One entry per bin, (n_bins,); confidence and accuracy are NaN where count is 0."""

    confidence: np.ndarray
    accuracy: np.ndarray
    count: np.ndarray


def reliability_curve(y_true, P, n_bins=10):
    """Set confidence against accuracy.

    Parameters
    ----------
    y_true : array_like of int, (n,)
        Labels 0 ... k - 1.
    P : array_like, (n, k)
        Predicted probabilities.
    n_bins : int
        Number of bins; the m-th holds confidences in ((m - 1) / n_bins, m / n_bins].

    Returns
    -------
    ReliabilityCurve

    Notes
    -----
    Guo et al., *On calibration of modern neural networks* (2017), section 2.
    Taught on page 5.3.
    """
    P = probabilities("P", P)
    y_true = labels("y_true", y_true)
    n, k = P.shape
    if len(y_true) != n:
        raise ValueError(f"y_true and P must be equally long, got {len(y_true)} and {n}")
    if y_true.dtype.kind not in "biu" or y_true.min() < 0 or y_true.max() >= k:
        raise ValueError(f"y_true must hold labels from 0 to {k - 1}, columns of P")
    if not isinstance(n_bins, (int, np.integer)) or n_bins < 1:
        raise ValueError(f"n_bins must be an integer of at least 1, got {n_bins!r}")

    confidence = P.max(axis=1).astype(np.float64)  # (n, k) -> (n,)
    right = P.argmax(axis=1) == y_true  # (n,)
    inner_edges = np.linspace(0, 1, n_bins + 1)[1:-1]
    bins = np.searchsorted(inner_edges, confidence)  # (n,), each 0 ... n_bins - 1
    count = np.bincount(bins, minlength=n_bins)
    divisor = np.where(count > 0, count, np.nan)
    return ReliabilityCurve(
        confidence=np.bincount(bins, weights=confidence, minlength=n_bins) / divisor,
        accuracy=np.bincount(bins, weights=right, minlength=n_bins) / divisor,
        count=count,
    )


def expected_calibration_error(y_true, P, n_bins=10):
    """Return the mean distance between confidence and accuracy, bins weighted by their count.

    Parameters as in `reliability_curve`; 0 is perfect. Naeini, Cooper and Hauskrecht (2015),
    and Guo et al. (2017), equation 3. Taught on page 5.3.
    """
    curve = reliability_curve(y_true, P, n_bins)
    gap = np.abs(curve.accuracy - curve.confidence)
    return float(np.nansum(gap * curve.count) / curve.count.sum())  # empty bins count nothing
