"""Checks of arguments: each returns the array it was given, or says what is wrong with it.

A net computes something for almost any arrays it is handed: NumPy broadcasts a label
vector ``(n,)`` against logits ``(n, 1)`` into an ``(n, n)`` matrix, and turns float32
into float64 at the first mixed product. Neither stops the program; both spoil it. So
every public entrance of this room checks type, precision and shape, and raises an
error that names the argument, what came and what was expected.

Left out: a scan for NaN in every batch. NaN in gives NaN out, so it cannot hide;
`largemodels.numpy_nn.fit` looks for it once, before training.
"""

import numpy as np

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))
REALS = (int, float, np.integer, np.floating)


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


def generator(name, value):
    """Return `value` if it is a `numpy.random.Generator`."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(f"{name} must be a Generator such as np.random.default_rng(0), got {type(value).__name__}")
    return value


def positive_int(name, value):
    """Return `value` if it is a whole number of at least 1."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__}")
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}")
    return int(value)


def number(name, value, low=0, high=np.inf):
    """Return `value` as a Python float if it lies in [`low`, `high`)."""
    if isinstance(value, bool) or not isinstance(value, REALS):
        raise TypeError(f"{name} must be a number, got {type(value).__name__}")
    if not low <= value < high:  # refuses NaN, too
        raise ValueError(f"{name} must lie in [{low:g}, {high:g}), got {value}")
    return float(value)


def positive(name, value):
    """Return `value` as a Python float if it is greater than 0 and finite."""
    if number(name, value) == 0:
        raise ValueError(f"{name} must be greater than 0, got {value}")
    return float(value)
