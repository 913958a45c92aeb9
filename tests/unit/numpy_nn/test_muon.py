"""Muon and the orthogonalization under it."""

import re

import numpy as np
import pytest

from largemodels.numpy_nn import Muon, orthogonalize

rng = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(8, 8), (20, 5), (5, 20), (1, 7)])
def test_orthogonalize_keeps_singular_vectors_and_sets_the_values_near_one(shape):
    U, S, Vt = np.linalg.svd(rng.normal(size=shape), full_matrices=False)
    S = np.linspace(1, 0.05, len(S))  # the smallest a twentieth of the largest
    rotated = U.T @ orthogonalize(U * S @ Vt) @ Vt.T
    values = np.diag(rotated)
    assert values.min() > 0.65
    assert values.max() < 1.25
    np.testing.assert_allclose(rotated, np.diag(values), atol=1e-12)


def test_the_size_of_the_gradient_does_not_matter():
    G = rng.normal(size=(4, 6))
    np.testing.assert_allclose(orthogonalize(G), orthogonalize(1000 * G), rtol=1e-5)


def test_no_gradient_no_step():
    W = rng.normal(size=(3, 4))
    before = W.copy()
    Muon([W]).step([np.zeros((3, 4))])
    np.testing.assert_array_equal(W, before)


def test_wide_outputs_move_further():
    steps = []
    for shape in [(4, 16), (16, 4)]:
        W, G = np.zeros(shape), rng.normal(size=shape)
        Muon([W], learning_rate=1.0).step([G])
        steps.append(np.linalg.norm(W, 2))
    assert steps[0] > 1.4 * steps[1]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: Muon([np.zeros((2, 2)), np.zeros(3)]), "params[1] must be a matrix, got shape (3,)"),
        (lambda: orthogonalize(np.zeros(3)), "G must be a matrix, got shape (3,)"),
        (lambda: orthogonalize(np.zeros((3, 3)), rounds=0), "rounds must be"),
        (lambda: Muon([np.zeros((2, 2))], momentum=1.0), "momentum must lie in [0, 1), got 1.0"),
    ],
)
def test_refusals(act, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        act()
