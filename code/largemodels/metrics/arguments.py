"""Checks of arguments: labels and probabilities, or an error that says what is wrong.

Left out: multi-label targets, and sample weights.
"""

import numpy as np


def labels(name, value):
    """Return class labels as a vector: integers, booleans or strings; (n, 1) becomes (n,).

    Whole numbers in floating point, such as 1.0, are taken as integers.
    """
    value = np.asarray(value)
    if value.ndim == 2 and value.shape[1] == 1:
        value = value[:, 0]  # (n, 1) -> (n,)
    if value.ndim != 1:
        raise ValueError(f"{name} must have shape (n,) or (n, 1), got {value.shape}")
    if value.size == 0:
        raise ValueError(f"{name} is empty: there is nothing to measure")
    if value.dtype.kind == "f":
        if not (np.isfinite(value).all() and np.all(value == np.floor(value))):
            raise ValueError(f"{name} must hold class labels, got fractions or NaN")
        value = value.astype(np.int64)
    if value.dtype.kind not in "biuU":
        raise TypeError(f"{name} must hold integers, booleans or strings, got {value.dtype}")
    return value


def label_pair(y_true, y_pred):
    """Return both label vectors, equally long and of one kind."""
    y_true, y_pred = labels("y_true", y_true), labels("y_pred", y_pred)
    if len(y_true) != len(y_pred):
        lengths = f"{len(y_true)} and {len(y_pred)}"
        raise ValueError(f"y_true and y_pred must be equally long, got {lengths}")
    if (y_true.dtype.kind == "U") != (y_pred.dtype.kind == "U"):
        raise TypeError(
            f"y_true and y_pred must both be strings or both numbers, got dtypes {y_true.dtype} and {y_pred.dtype}"
        )
    return y_true, y_pred


def probabilities(name, P):
    """Return `P` if it is (n, k) with rows that are probability distributions."""
    P = np.asarray(P)
    if P.dtype.kind != "f":
        raise TypeError(f"{name} must hold floating-point numbers, got dtype {P.dtype}")
    if P.ndim != 2 or P.size == 0:
        raise ValueError(f"{name} must have shape (n, k), not empty, got {P.shape}")
    if not (P.min() >= 0 and P.max() <= 1 and np.allclose(P.sum(axis=1), 1, atol=1e-3)):
        raise ValueError(
            f"{name} must have rows of probabilities that sum to 1, got values from "
            f"{P.min():g} to {P.max():g}: turn logits into probabilities by softmax"
        )
    return P
