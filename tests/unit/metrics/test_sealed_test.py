"""The sealed test set, and the interval of a share."""

import numpy as np
import pytest
from scipy.stats import binomtest

from largemodels.metrics.sealed_test import SealedTest, wilson_interval

X, Y = np.arange(12.0).reshape(4, 3), np.array([0, 1, 2, 1])


def test_scores_classes_and_probabilities_alike():
    sealed = SealedTest(X, Y)
    first = sealed.score("classes", lambda x: np.array([0, 1, 2, 2]))
    second = sealed.score("scores", lambda x: np.eye(3)[[0, 1, 2, 2]])
    assert (first.correct, first.n, first.accuracy) == (3, 4, 0.75)
    assert second.correct == 3


def test_a_second_look_is_refused_and_not_recorded():
    sealed = SealedTest(X, Y)
    sealed.score("net", lambda x: Y)
    with pytest.raises(PermissionError, match="net"):
        sealed.score("net", lambda x: Y)
    assert [score.name for score in sealed.ledger] == ["net"]


@pytest.mark.parametrize("prediction", [np.array([0, 1]), np.zeros((4, 3, 2))])
def test_predictions_must_be_one_per_image(prediction):
    sealed = SealedTest(X, Y)
    with pytest.raises(ValueError, match="predictions"):
        sealed.score("net", lambda x: prediction)
    assert not sealed.ledger


def test_images_and_labels_must_pair():
    with pytest.raises(ValueError, match="equally long"):
        SealedTest(X, Y[:3])


@pytest.mark.parametrize(("correct", "n"), [(0, 10), (10, 10), (99, 100), (9910, 10000), (1, 3)])
def test_wilson_interval_is_scipys(correct, n):
    expected = binomtest(correct, n).proportion_ci(0.95, method="wilson")
    assert wilson_interval(correct, n, z=1.959963984540054) == pytest.approx(tuple(expected), abs=1e-12)


@pytest.mark.parametrize(("correct", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_wilson_interval_refuses_what_is_no_share(correct, n):
    with pytest.raises(ValueError, match="correct"):
        wilson_interval(correct, n)
