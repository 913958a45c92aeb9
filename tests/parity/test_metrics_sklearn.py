"""Metrics beside scikit-learn, on thousands of random cases and on the degenerate ones."""

import warnings

import numpy as np
import pytest
import sklearn.metrics as sk
from sklearn.calibration import calibration_curve

from largemodels import metrics

SCORES = {
    metrics.precision: sk.precision_score,
    metrics.recall: sk.recall_score,
    metrics.f1: sk.f1_score,
}
AVERAGES = ["micro", "macro", "weighted", None]


def random_labels(seed):
    """Return two label vectors: few or many classes, some absent on one side or on both."""
    rng = np.random.default_rng(seed)
    n, k = rng.integers(1, 30), rng.integers(1, 7)
    true_classes = rng.choice(k, rng.integers(1, k + 1), replace=False)
    predicted_classes = rng.choice(k, rng.integers(1, k + 1), replace=False)
    y_true, y_pred = rng.choice(true_classes, n), rng.choice(predicted_classes, n)
    if seed % 5 == 0:
        y_pred = np.where(rng.random(n) < 0.8, y_true, y_pred)
    if seed % 7 == 0:
        names = np.array(["cat", "dog", "eel", "fox", "gnu", "hen"])
        return names[y_true], names[y_pred]
    return y_true, y_pred


@pytest.mark.parametrize("block", range(4))
def test_thousands_of_random_cases(block):
    for seed in range(block * 300, block * 300 + 300):
        y_true, y_pred = random_labels(seed)
        zero_division = float(seed % 2)
        assert metrics.accuracy(y_true, y_pred) == pytest.approx(sk.accuracy_score(y_true, y_pred), abs=1e-15)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # scikit-learn warns of a single class
            expected = sk.confusion_matrix(y_true, y_pred)
        assert np.array_equal(metrics.confusion_matrix(y_true, y_pred), expected)
        average = AVERAGES[seed % 4]
        for ours, theirs in SCORES.items():
            np.testing.assert_allclose(
                ours(y_true, y_pred, average=average, zero_division=zero_division),
                theirs(y_true, y_pred, average=average, zero_division=zero_division),
                rtol=1e-14,
                err_msg=f"{ours.__name__}, seed {seed}, {average}",
            )


def test_hundreds_of_random_binary_cases():
    for seed in range(500):
        rng = np.random.default_rng(seed)
        n, p, q = rng.integers(1, 12), rng.random(), rng.random()
        y_true, y_pred = (rng.random(n) < p).astype(int), (rng.random(n) < q).astype(int)
        if seed % 2:
            y_true, y_pred = y_true.astype(bool), y_pred.astype(bool)
        for ours, theirs in SCORES.items():
            expected = theirs(y_true, y_pred, zero_division=seed % 3 % 2)
            assert ours(y_true, y_pred, zero_division=seed % 3 % 2) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("zero_division", [0.0, 1.0])
@pytest.mark.parametrize(
    ("y_true", "y_pred"),
    [
        ([0, 0, 0], [0, 0, 0]),  # nothing positive anywhere
        ([1, 1, 1], [1, 1, 1]),  # one class, all right
        ([1, 1, 1], [0, 0, 0]),  # all missed: nothing predicted
        ([0, 0, 0], [1, 1, 1]),  # all false alarms: nothing true
        ([1], [1]),
        ([0], [1]),
    ],
)
def test_degenerate_binary_cases(y_true, y_pred, zero_division):
    for ours, theirs in SCORES.items():
        expected = theirs(y_true, y_pred, zero_division=zero_division)
        assert ours(y_true, y_pred, zero_division=zero_division) == expected
    for average in AVERAGES:
        for ours, theirs in SCORES.items():
            expected = theirs(y_true, y_pred, average=average, zero_division=zero_division)
            np.testing.assert_allclose(ours(y_true, y_pred, average=average, zero_division=zero_division), expected)


def test_confusion_matrix_of_given_classes():
    for seed in range(200):
        rng = np.random.default_rng(seed)
        y_true, y_pred = rng.integers(0, 4, 20), rng.integers(0, 4, 20)
        classes = rng.permutation(6)  # two that never occur, in any order
        ours = metrics.confusion_matrix(y_true, y_pred, classes=classes)
        assert np.array_equal(ours, sk.confusion_matrix(y_true, y_pred, labels=classes))


def test_reliability_curve():
    """scikit-learn's curve is of one probability: give it our confidences, and what was right."""
    for seed in range(200):
        rng = np.random.default_rng(seed)
        P = rng.dirichlet(np.full(4, 0.3), 60)
        y = rng.integers(0, 4, 60)
        curve = metrics.reliability_curve(y, P, n_bins=8)
        right = P.argmax(axis=1) == y
        fraction, mean = calibration_curve(right, P.max(axis=1), n_bins=8)
        used = curve.count > 0
        np.testing.assert_allclose(curve.accuracy[used], fraction, rtol=1e-12)
        np.testing.assert_allclose(curve.confidence[used], mean, rtol=1e-12)
