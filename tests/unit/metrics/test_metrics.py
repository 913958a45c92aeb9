"""Metrics: what they are by hand, the calibration error by brute force, and clear errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from largemodels import metrics


def test_by_hand():
    y_true = [1, 1, 1, 0, 0, 0, 0, 0]
    y_pred = [1, 1, 0, 1, 0, 0, 0, 0]  # 2 hits, 1 missed, 1 false alarm
    assert metrics.accuracy(y_true, y_pred) == 6 / 8
    assert metrics.precision(y_true, y_pred) == 2 / 3
    assert metrics.recall(y_true, y_pred) == 2 / 3
    assert metrics.f1(y_true, y_pred) == pytest.approx(2 / 3)
    assert metrics.confusion_matrix(y_true, y_pred).tolist() == [[4, 1], [1, 2]]


def test_columns_booleans_and_whole_floats_are_labels():
    column = np.array([[1.0], [0.0], [1.0]])
    assert metrics.accuracy(column, column > 0.5) == 1.0
    assert metrics.accuracy(column, np.array([1, 0, 0])) == pytest.approx(2 / 3)
    assert metrics.precision(["a", "b"], ["a", "a"], pos_label="a") == 0.5


def brute_force_error(y, P, n_bins):
    """Expected calibration error, bin by bin and example by example."""
    total = 0.0
    for m in range(n_bins):
        members = []
        for label, p in zip(y, P, strict=True):
            confidence = max(p)
            lower, upper = np.linspace(0, 1, n_bins + 1)[m : m + 2]
            if lower < confidence <= upper:
                members.append((confidence, float(np.argmax(p) == label)))
        if members:
            confidence, right = np.mean(members, axis=0)
            total += len(members) / len(y) * abs(confidence - right)
    return total


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 25), k=st.integers(1, 5), n_bins=st.integers(1, 15))
def test_calibration_error_by_brute_force(seed, n, k, n_bins):
    rng = np.random.default_rng(seed)
    P = rng.dirichlet(np.full(k, 0.5), n)
    y = rng.integers(0, k, n)
    ours = metrics.expected_calibration_error(y, P, n_bins)
    assert ours == pytest.approx(brute_force_error(y, P, n_bins), abs=1e-12)


def test_calibration_error_at_the_ends():
    sure = np.eye(2)[[0, 1, 1, 0]]
    assert metrics.expected_calibration_error([0, 1, 1, 0], sure) == 0.0
    assert metrics.expected_calibration_error([1, 0, 0, 1], sure) == 1.0
    half = np.full((4, 2), 0.5)
    assert metrics.expected_calibration_error([0, 0, 1, 1], half) == 0.0
    curve = metrics.reliability_curve([0, 0, 1, 1], half)
    assert curve.count.tolist() == [0, 0, 0, 0, 4, 0, 0, 0, 0, 0]  # 0.5 belongs to (0.4, 0.5]
    assert np.isnan(curve.accuracy).sum() == np.isnan(curve.confidence).sum() == 9


def test_float32_probabilities():
    P = np.random.default_rng(0).dirichlet(np.ones(10), 500)
    y = np.random.default_rng(1).integers(0, 10, 500)
    single = metrics.expected_calibration_error(y, P.astype(np.float32))
    assert single == pytest.approx(metrics.expected_calibration_error(y, P), abs=1e-5)


P_OK = np.full((3, 2), 0.5)


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: metrics.accuracy([], []), ValueError, "y_true is empty"),
        (lambda: metrics.accuracy([1, 0], [1]), ValueError, "equally long, got 2 and 1"),
        (lambda: metrics.accuracy([1, 0], [0.9, 0.1]), ValueError, "y_pred must hold class labels, got fractions"),
        (lambda: metrics.accuracy([1, np.nan], [1, 0]), ValueError, "y_true must hold class labels"),
        (lambda: metrics.accuracy([1, np.inf], [1, 0]), ValueError, "y_true must hold class labels"),
        (lambda: metrics.accuracy(np.eye(2), np.eye(2)), ValueError, r"shape \(n,\) or \(n, 1\), got \(2, 2\)"),
        (lambda: metrics.accuracy([1, None], [1, 0]), TypeError, "y_true must hold integers, booleans or strings"),
        (lambda: metrics.accuracy(["a"], [1]), TypeError, "both be strings or both numbers"),
        (lambda: metrics.f1([0, 1, 2], [0, 1, 2]), ValueError, "average='binary' needs two classes, got 3"),
        (lambda: metrics.f1([0, 2], [0, 2]), ValueError, r"pos_label must be in \[0, 2\], got 1"),
        (lambda: metrics.f1([0, 1], [0, 1], average="mean"), ValueError, "average must be one of"),
        (lambda: metrics.f1([0, 1], [0, 1], zero_division="warn"), ValueError, "zero_division must be 0 or 1"),
        (lambda: metrics.confusion_matrix([0, 3], [0, 0], classes=[0, 1]), ValueError, r"without \[3\]"),
        (lambda: metrics.confusion_matrix([0], [0], classes=[0, 0]), ValueError, "exactly once"),
        (lambda: metrics.reliability_curve([0, 1], P_OK), ValueError, "equally long, got 2 and 3"),
        (lambda: metrics.reliability_curve([0, 1, 2], P_OK), ValueError, "labels from 0 to 1"),
        (lambda: metrics.reliability_curve([0, 1, -1], P_OK), ValueError, "labels from 0 to 1"),
        (lambda: metrics.reliability_curve([0, 1, 1], P_OK * 9), ValueError, "turn logits into probabilities"),
        (lambda: metrics.reliability_curve([0, 1, 1], P_OK * np.nan), ValueError, "P must have rows of prob"),
        (lambda: metrics.reliability_curve([0, 1, 1], [0.5] * 3), ValueError, r"P must have shape \(n, k\)"),
        (lambda: metrics.reliability_curve([0], [[0, 1]]), TypeError, "P must hold floating-point numbers"),
        (lambda: metrics.reliability_curve([0, 1, 1], P_OK, 0), ValueError, "n_bins must be an integer"),
    ],
)
def test_errors_name_the_argument(call, kind, words):
    with pytest.raises(kind, match=words):
        call()
