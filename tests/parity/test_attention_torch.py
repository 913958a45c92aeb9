"""Attention against torch's."""

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from largemodels.numpy_nn import attention as text

LENGTH = 7
MASKS = {
    "none": None,
    "causal": text.causal_mask(LENGTH),
    "padding": text.padding_mask([7, 3], LENGTH),
    "both": text.causal_mask(LENGTH) & text.padding_mask([7, 3], LENGTH),
    "a row with nothing to see": text.causal_mask(LENGTH) & text.padding_mask([7, 0], LENGTH),
}


@pytest.mark.parametrize("name", MASKS)
def test_scaled_dot_product_attention(name):
    rng = np.random.default_rng(0)
    Q, K = rng.normal(size=(2, 2, 3, LENGTH, 5))
    V = rng.normal(size=(2, 3, LENGTH, 4))
    mask = MASKS[name]
    theirs = scaled_dot_product_attention(
        *map(torch.tensor, (Q, K, V)), attn_mask=None if mask is None else torch.tensor(mask)
    )
    ours = text.scaled_dot_product_attention(Q, K, V, mask)
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=1e-12)


def test_causal_mask_is_torchs():
    Q, K, V = np.random.default_rng(1).normal(size=(3, 2, LENGTH, 5))
    theirs = scaled_dot_product_attention(*map(torch.tensor, (Q, K, V)), is_causal=True)
    ours = text.scaled_dot_product_attention(Q, K, V, text.causal_mask(LENGTH))
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("heads", [1, 2, 4])
@pytest.mark.parametrize("causal", [False, True])
def test_multi_head_attention(heads, causal):
    rng = np.random.default_rng(2)
    ours = text.MultiHeadAttention(8, heads, rng=rng, dtype=np.float64)
    theirs = torch.nn.MultiheadAttention(8, heads, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.tensor(np.concatenate([ours.params[n].T for n in ("Wq", "Wk", "Wv")])))
        theirs.out_proj.weight.copy_(torch.tensor(ours.params["Wo"].T))
    X = rng.normal(size=(3, LENGTH, 8))
    mask = text.causal_mask(LENGTH) if causal else None
    blocked = torch.tensor(~mask) if causal else None  # there, True forbids
    x = torch.tensor(X)
    expected = theirs(x, x, x, attn_mask=blocked, need_weights=False)[0].detach().numpy()
    np.testing.assert_allclose(ours(X, mask), expected, rtol=0, atol=1e-12)
