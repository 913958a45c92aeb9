"""Sigmoid and softmax, written so that no logit overflows them.

``np.exp(1e4)`` is infinite in every floating-point format, and infinity divided by
infinity is NaN. Each function here is an identity away from its textbook formula:
it only ever raises e to a power that is zero or negative.

Left out: infinite logits (``inf - inf`` is NaN), and gradients, which belong to the
losses and activations that use these functions.
"""

import numpy as np


def _real(name, value):
    """Return `value` as a float array; float32 and float64 keep their precision."""
    value = np.asarray(value)
    if value.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {value.dtype}")
    return value if value.dtype.kind == "f" else value.astype(np.float64)


def _maximum(name, value, axis):
    """Return the largest entries along `axis`, which stays, with length 1."""
    if value.ndim == 0 or value.shape[axis] == 0:
        raise ValueError(f"{name} must have entries along axis {axis}, got shape {value.shape}")
    return value.max(axis=axis, keepdims=True)


def sigmoid(Z):
    r"""Logistic function :math:`\sigma(z) = 1 / (1 + e^{-z}) = e^{z} / (e^{z} + 1)`.

    The left form is safe for z >= 0, the right one for z < 0. Both have the
    denominator :math:`1 + e^{-|z|}`; the numerator is 1 or :math:`e^z`.

    Parameters
    ----------
    Z : array_like, any shape
        Logits.

    Returns
    -------
    ndarray
        Probabilities in [0, 1], shape of `Z`.

    Notes
    -----
    Taught on pages 4.1 and 4.2.
    """
    Z = _real("Z", Z)
    return np.exp(np.minimum(Z, 0)) / (1 + np.exp(-np.abs(Z)))


def log_softmax(Z, axis=-1):
    r"""Logarithm of the softmax, :math:`z_i - \log\sum_j e^{z_j}`; shape of `Z`.

    Finite even where the softmax itself underflows to 0. The maximum is subtracted from
    every logit first, and never added back: among logits of 1e4 a float32 is no finer than
    0.001, which would be the error of the result. Taught on page 5.3.
    """
    Z = _real("Z", Z)
    Z = Z - _maximum("Z", Z, axis)  # the largest is now 0
    return Z - np.log(np.exp(Z).sum(axis=axis, keepdims=True))


def softmax(Z, axis=-1):
    r"""Probabilities :math:`e^{z_i} / \sum_j e^{z_j}` that sum to 1 along `axis`; shape of `Z`.

    Bridle, *Probabilistic interpretation of feedforward classification network
    outputs* (1990). Taught on page 4.2.
    """
    return np.exp(log_softmax(Z, axis=axis))
