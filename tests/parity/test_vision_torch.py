"""Convolution and pooling against torch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from largemodels.numpy_nn.convolution import conv2d, max_pool2d, output_size


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3), st.integers(1, 4), st.integers(3, 9), st.integers(3, 9), st.integers(1, 3),
       st.integers(0, 2), st.integers(0, 2**32 - 1))
def test_conv2d_is_torchs(c_in, c_out, height, width, k, padding, seed):
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(c_in, height, width)), rng.normal(size=(c_out, c_in, k, k))
    theirs = F.conv2d(torch.tensor(x), torch.tensor(w), padding=padding).numpy()
    np.testing.assert_allclose(conv2d(x, w, padding), theirs, rtol=1e-10, atol=1e-12)
    assert theirs.shape[1:] == (output_size(height, k, padding), output_size(width, k, padding))


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 9), st.integers(2, 9), st.integers(1, 2), st.integers(0, 2**32 - 1))
def test_max_pool2d_is_torchs(height, width, k, seed):
    x = np.random.default_rng(seed).normal(size=(3, height, width))
    np.testing.assert_array_equal(max_pool2d(x, k), F.max_pool2d(torch.tensor(x), k).numpy())


@pytest.mark.parametrize(
    ("n", "kernel", "padding", "stride"), [(28, 3, 1, 2), (5, 3, 0, 1), (7, 2, 0, 3), (4, 4, 0, 1)],
)
def test_output_size_is_torchs(n, kernel, padding, stride):
    y = F.conv2d(torch.zeros(1, 1, n, n), torch.zeros(1, 1, kernel, kernel), padding=padding, stride=stride)
    assert output_size(n, kernel, padding, stride) == y.shape[-1]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        output_size(2, 3)
    with pytest.raises(ValueError, match="channels"):
        conv2d(np.zeros((2, 5, 5)), np.zeros((1, 3, 3, 3)))
    with pytest.raises(ValueError, match="axes"):
        conv2d(np.zeros((5, 5)), np.zeros((3, 3)))
