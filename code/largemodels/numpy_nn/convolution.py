"""Convolution and pooling in NumPy, as loops over the filter's nine weights.

Left out: strides, batches and gradients. torch's ``conv2d`` has them; this one is for reading.
"""

import numpy as np


def output_size(n, kernel, padding=0, stride=1):
    """Return how many places a window of `kernel` has along an axis of `n`.

    Raises
    ------
    ValueError
        If the window does not fit even once.

    Notes
    -----
    Taught on page 5.4.
    """
    if n + 2 * padding < kernel:
        raise ValueError(f"a window of {kernel} does not fit into {n} with padding {padding}")
    return (n + 2 * padding - kernel) // stride + 1


def conv2d(x, w, padding=0):
    """Slide the filters `w` over the channels of `x` and sum the products.

    Parameters
    ----------
    x : ndarray, (c_in, height, width)
    w : ndarray, (c_out, c_in, k, k)
    padding : int
        Zeros added on each of the four sides.

    Returns
    -------
    ndarray, (c_out, height + 2 padding - k + 1, width + 2 padding - k + 1)

    Raises
    ------
    ValueError
        If an array has not these axes, or the numbers of channels differ.

    Notes
    -----
    As in every library for neural networks the filter is not flipped: mathematicians call
    this cross-correlation. Taught on page 5.4.
    """
    if x.ndim != 3 or w.ndim != 4:
        raise ValueError(f"x must have 3 axes and w 4, got {x.shape} and {w.shape}")
    if x.shape[0] != w.shape[1]:
        raise ValueError(f"x has {x.shape[0]} channels, the filters expect {w.shape[1]}")
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    k_rows, k_cols = w.shape[2:]
    rows = output_size(x.shape[1], k_rows)
    cols = output_size(x.shape[2], k_cols)
    out = np.zeros((len(w), rows, cols), dtype=np.result_type(x, w))
    for i in range(k_rows):
        for j in range(k_cols):
            # (c_out, c_in) times (c_in, rows, cols), summed over c_in -> (c_out, rows, cols)
            out += np.tensordot(w[:, :, i, j], x[:, i : i + rows, j : j + cols], axes=1)
    return out


def max_pool2d(x, k=2):
    """Return the largest value of each k by k block: (c, h, w) -> (c, h // k, w // k).

    Rows and columns left over at the end are dropped, as in torch.

    Notes
    -----
    Taught on page 5.4.
    """
    c, h, w = x.shape
    x = x[:, : h // k * k, : w // k * k]
    return x.reshape(c, h // k, k, w // k, k).max(axis=(2, 4))
