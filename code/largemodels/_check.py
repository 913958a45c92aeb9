"""All checking of arguments: each function returns what it was given, or says what is wrong with it.

NumPy computes something for almost any arrays it is handed: it broadcasts a label vector
``(n,)`` against logits ``(n, 1)`` into an ``(n, n)`` matrix, and turns float32 into float64
at the first mixed product. Neither stops the program; both spoil it. So the public
entrances of the package check type, precision and shape, and raise an error that names
the argument, what came and what was expected. A message is put together only when
something is wrong: the entrance of an inner loop costs a few comparisons.

Left out: a scan for NaN in every batch. NaN in gives NaN out, so it cannot hide;
`largemodels.numpy_nn.fit` looks for it once, before training. Multi-label targets; sample weights.
"""

import math
import numbers

import numpy as np

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def _real(name, value):
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, got {type(value).__name__}")


def whole(name, value, low=1):
    """Return `value` as int if it is a whole number of at least `low`."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__}")
    if value < low:
        raise ValueError(f"{name} must be at least {low}, got {value}")
    return int(value)


def number(name, value, low=0, high=math.inf):
    """Return `value` as a Python float if it lies in [`low`, `high`)."""
    _real(name, value)
    if not low <= value < high:  # refuses NaN, too
        raise ValueError(f"{name} must lie in [{low:g}, {high:g}), got {value}")
    return float(value)


def positive(name, value):
    """Return `value`, whole or not, if it is greater than 0 and finite."""
    _real(name, value)
    if not 0 < value < math.inf:  # refuses NaN, too
        raise ValueError(f"{name} must be greater than 0 and finite, got {value}")
    return value


def share(name, value):
    """Return `value` if it lies in (0, 1]."""
    if positive(name, value) > 1:
        raise ValueError(f"{name} must be at most 1, got {value}")
    return value


def divides(small_name, small, large_name, large):
    """Raise unless `small` divides `large`."""
    if large % small:
        raise ValueError(f"{small_name} ({small}) must divide {large_name} ({large})")


def whole_fields(record, **lowest):
    """Check each int field of a dataclass; `lowest` names those that may be below 1."""
    for name, kind in type(record).__annotations__.items():
        if kind in (int, "int"):
            whole(name, getattr(record, name), lowest.get(name, 1))


def generator(name, value):
    """Return `value` if it is a `numpy.random.Generator`."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(f"{name} must be a Generator such as np.random.default_rng(0), got {type(value).__name__}")
    return value


def float_dtype(name, dtype):
    """Return `dtype` as a `numpy.dtype`, or raise unless it is float32 or float64."""
    if np.dtype(dtype) not in FLOATS:
        raise TypeError(f"{name} must be float32 or float64, got {np.dtype(dtype)}")
    return np.dtype(dtype)


def float_array(name, value, dtype=None):
    """Return `value` if it is an array of `dtype` (of float32 or float64 when None)."""
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{name} must be a NumPy array, got {type(value).__name__}")
    if value.dtype not in FLOATS:
        raise TypeError(
            f"{name} must hold float32 or float64, got {value.dtype}: convert it first, e.g. {name}.astype(np.float32)"
        )
    if dtype is not None and value.dtype != dtype:
        raise TypeError(
            f"{name} is {value.dtype}, expected {dtype}: use one precision, by "
            f"{name}.astype(np.{dtype}) or Dense(..., dtype=np.{value.dtype})"
        )
    return value


def batch(name, value, width, dtype=None):
    """Return `value` if it is a float array of shape (n, `width`), one row per example."""
    float_array(name, value, dtype)
    if value.ndim != 2 or value.shape[1] != width:
        raise ValueError(f"{name} must have shape (n, {width}), got {value.shape}")
    return value


def gradient_of(name, value, output):
    """Return `value` if it can be the gradient for `output`: same shape and type."""
    if output is None:
        raise RuntimeError("there is no output yet: call forward before backward")
    float_array(name, value, output.dtype)
    if value.shape != output.shape:
        raise ValueError(f"{name} must have shape {output.shape}, got {value.shape}")
    return value


def logits(name, value):
    """Return `value` if it is a float array of shape (n, k) that is not empty."""
    float_array(name, value)
    if value.ndim != 2:
        raise ValueError(f"{name} must have shape (n, k), got {value.shape}")
    if value.size == 0:
        raise ValueError(f"{name} is empty, {value.shape}: there is no mean of nothing")
    return value


def targets(name, value, Z):
    """Return real numbers `value` in the precision of `Z`, or raise unless shaped like `Z`."""
    value = np.asarray(value)
    if value.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {value.dtype}")
    if value.shape != Z.shape:
        raise ValueError(f"{name} must have shape {Z.shape}, as Z, got {value.shape}")
    return value.astype(Z.dtype, copy=False)


def class_labels(name, value, n, k):
    """Return `value` if it holds `n` integers between 0 and `k` - 1."""
    value = np.asarray(value)
    if value.shape != (n,):
        hint = "; for one-hot rows, argmax(axis=1)" if value.shape == (n, k) else ""
        raise ValueError(f"{name} must have shape ({n},), got {value.shape}{hint}")
    if value.dtype.kind not in "iu":
        raise TypeError(f"{name} must hold integer class labels, got dtype {value.dtype}")
    if value.min() < 0 or value.max() >= k:
        found = f"{value.min()} to {value.max()}"
        raise ValueError(f"{name} must hold labels from 0 to {k - 1}, got {found}")
    return value


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
