"""MNIST and Fashion-MNIST as arrays, from the four IDX files of each.

IDX (LeCun, Cortes and Burges) is a header of big-endian integers, a magic number that gives
the type and the number of axes and then the length of each axis, followed by the bytes.
"""

import gzip
import zlib
from typing import NamedTuple

import numpy as np

from .fetch import fetch

_UNSIGNED_BYTE = 0x08


class MNIST(NamedTuple):
    """Images and labels, split in three."""

    x_train: np.ndarray
    """(55000, 28, 28), or (55000, 784) when flattened; from 0 to 1."""
    y_train: np.ndarray
    """(55000,) int64, from 0 to 9."""
    x_val: np.ndarray
    """The last `validation` of the 60,000 training images."""
    y_val: np.ndarray
    """Their labels."""
    x_test: np.ndarray
    """(10000, 28, 28) or (10000, 784)."""
    y_test: np.ndarray
    """(10000,) int64."""


def load_mnist(*, validation=5000, flatten=False, dtype=np.float32):
    """Load the handwritten digits of MNIST.

    Parameters
    ----------
    validation : int
        How many training images to set aside, from the end; 0 gives empty arrays.
    flatten : bool
        Whether an image is a row of 784 numbers instead of 28 rows of 28.
    dtype : float dtype
        Of the images.

    Returns
    -------
    MNIST
        ``x_train, y_train, x_val, y_val, x_test, y_test``.

    Raises
    ------
    DatasetUnavailable
        If the files are neither cached nor to be had.
    ValueError, TypeError
        If `validation` does not lie between 0 and 59,999, or `dtype` is not a float type.

    Notes
    -----
    Taught on pages 5.1 and 5.2. Source: LeCun, Bottou, Bengio and Haffner, Gradient-based
    learning applied to document recognition, 1998.
    """
    return _load("mnist", validation, flatten, dtype)


def load_fashion_mnist(*, validation=5000, flatten=False, dtype=np.float32):
    """Load Fashion-MNIST: the shapes of MNIST, ten kinds of clothing (Xiao, Rasul and Vollgraf, 2017).

    Parameters, result and errors are those of `load_mnist`.
    """
    return _load("fashion-mnist", validation, flatten, dtype)


def _load(name, validation, flatten, dtype):
    if isinstance(validation, bool) or not isinstance(validation, (int, np.integer)):
        raise TypeError(f"validation must be an int, got {type(validation).__name__}")
    dtype = np.dtype(dtype)
    if dtype.kind != "f":
        raise TypeError(f"dtype must be a float type, got {dtype}")
    if not 0 <= validation < 60000:
        raise ValueError(f"validation must lie between 0 and 59999, got {validation}")
    x, y = _pair(name, "train", 60000, flatten, dtype)
    x_test, y_test = _pair(name, "t10k", 10000, flatten, dtype)
    n = len(x) - validation
    return MNIST(x[:n], y[:n], x[n:], y[n:], x_test, y_test)


def _pair(name, part, n, flatten, dtype):
    images = read_idx(fetch(name, f"{part}-images-idx3-ubyte.gz"))  # (n, 28, 28) uint8
    labels = read_idx(fetch(name, f"{part}-labels-idx1-ubyte.gz"))  # (n,) uint8
    if images.shape != (n, 28, 28) or labels.shape != (n,):
        raise ValueError(f"{name}: expected {n} images of 28 x 28, got {images.shape} and {labels.shape}")
    if labels.max() > 9:
        raise ValueError(f"{name}: labels must lie between 0 and 9, got {labels.max()}")
    x = images.astype(dtype)
    x /= 255
    return x.reshape(n, -1) if flatten else x, labels.astype(np.int64)


def read_idx(path):
    """Return the array of bytes in the IDX file `path`, gzipped or plain.

    Raises
    ------
    ValueError
        If it is not such a file, is damaged or cut short, or holds another type than bytes.
    """
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        try:
            raw = gzip.decompress(raw)
        except (EOFError, OSError, zlib.error) as error:
            raise ValueError(f"{path}: the gzip file is damaged or cut short ({error})") from error
    if len(raw) < 4 or raw[:2] != b"\x00\x00":
        raise ValueError(f"{path}: not an IDX file, it begins with {raw[:4].hex(' ') or 'nothing'}")
    kind, axes = raw[2], raw[3]
    if kind != _UNSIGNED_BYTE:
        raise ValueError(f"{path}: holds IDX type 0x{kind:02x}; only unsigned bytes (0x08) are read")
    start = 4 + 4 * axes
    if axes == 0 or len(raw) < start:
        raise ValueError(f"{path}: the IDX header is cut short")
    shape = tuple(int(n) for n in np.frombuffer(raw, ">u4", axes, 4))
    expected = int(np.prod(shape, dtype=object))
    if len(raw) - start != expected:
        raise ValueError(f"{path}: {shape} needs {expected} bytes of data, got {len(raw) - start}")
    return np.frombuffer(raw, np.uint8, expected, start).reshape(shape)
