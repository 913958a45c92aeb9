"""Attention: the sums of its rows, its masks, its blindness to order, and what it refuses."""

import numpy as np
import pytest

from largemodels.numpy_nn import attention as text


def qkv(*lead, t=5, s=7, d=4, v=3, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(*lead, t, d)), rng.normal(size=(*lead, s, d)), rng.normal(size=(*lead, s, v))


def test_three_tokens_by_hand():
    X = np.array([[1, 1, 0, 0], [0, 2, 1, 0], [0, 0, 2, 0.0]])
    weights = text.attention_weights(X, X)
    e = np.e
    np.testing.assert_allclose(weights[0], np.array([e, e, 1]) / (2 * e + 1))
    np.testing.assert_allclose(text.scaled_dot_product_attention(X, X, X)[0], weights[0] @ X)


def test_rows_are_shares():
    Q, K, _ = qkv(2, 3)
    weights = text.attention_weights(Q, K)
    assert weights.shape == (2, 3, 5, 7)
    assert (weights > 0).all()
    np.testing.assert_allclose(weights.sum(axis=-1), 1)


def test_scores_of_any_size_do_not_overflow():
    Q, K, V = (1e4 * a for a in qkv())
    assert np.isfinite(text.scaled_dot_product_attention(Q, K, V)).all()


def test_causal_mask_hides_what_comes_after():
    X = np.random.default_rng(1).normal(size=(6, 4))
    mask = text.causal_mask(6)
    before = text.scaled_dot_product_attention(X, X, X, mask)
    X[4:] += 1
    after = text.scaled_dot_product_attention(X, X, X, mask)
    np.testing.assert_array_equal(before[:4], after[:4])
    assert not np.isclose(before[4:], after[4:]).any(axis=1).all()
    np.testing.assert_array_equal(before[0], X[0])  # the first sees only itself


def test_padding_mask_equals_leaving_the_padding_out():
    rng = np.random.default_rng(2)
    layer = text.MultiHeadAttention(8, 2, rng=rng, dtype=np.float64)
    X = rng.normal(size=(3, 6, 8))
    out = layer(X, text.padding_mask([6, 4, 1], 6))
    for row, length in enumerate([6, 4, 1]):
        np.testing.assert_allclose(out[row, :length], layer(X[row : row + 1, :length])[0], atol=1e-12)


def test_a_query_that_may_look_nowhere_gets_zeros():
    Q, K, V = qkv()
    mask = np.ones((5, 7), dtype=bool)
    mask[2] = False
    out = text.scaled_dot_product_attention(Q, K, V, mask)
    assert (out[2] == 0).all() and (out[[0, 1, 3, 4]] != 0).all()


def test_self_attention_does_not_know_the_order():
    rng = np.random.default_rng(3)
    layer = text.MultiHeadAttention(12, 3, rng=rng, dtype=np.float64)
    X, order = rng.normal(size=(2, 6, 12)), rng.permutation(6)
    np.testing.assert_allclose(layer(X)[:, order], layer(X[:, order]), atol=1e-12)


def test_the_type_stays():
    layer = text.MultiHeadAttention(4, 2, rng=np.random.default_rng(0))
    assert layer(np.ones((1, 3, 4), np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda Q, K, V: text.attention_weights(Q, K[..., :2]), ValueError, "same width"),
        (lambda Q, K, V: text.scaled_dot_product_attention(Q, K, V[:4]), ValueError, "same length"),
        (lambda Q, K, V: text.attention_weights(Q[0], K), ValueError, "two axes"),
        (lambda Q, K, V: text.attention_weights(Q.astype(int), K), TypeError, "floats"),
        (lambda Q, K, V: text.attention_weights(Q, K, np.ones((5, 7))), TypeError, "boolean"),
        (lambda Q, K, V: text.attention_weights(Q, K, np.ones((7, 5), bool)), ValueError, "broadcast"),
        (lambda Q, K, V: text.attention_weights(np.stack([Q, Q]), np.stack([K, K, K])), ValueError, "leading axes"),
        (lambda Q, K, V: text.causal_mask(0), ValueError, "length"),
        (lambda Q, K, V: text.padding_mask([3, 9], 8), ValueError, "exceed"),
        (lambda Q, K, V: text.padding_mask([-1], 8), ValueError, "negative"),
        (lambda Q, K, V: text.MultiHeadAttention(6, 4, rng=np.random.default_rng(0)), ValueError, "divide"),
        (
            lambda Q, K, V: text.MultiHeadAttention(4, 2, rng=np.random.default_rng(0))(Q),
            ValueError,
            "must have shape",
        ),
    ],
)
def test_refuses(call, error, words):
    with pytest.raises(error, match=words):
        call(*qkv())
