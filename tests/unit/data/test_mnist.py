"""The IDX reader refuses what is not whole, and the loader splits as it says."""

import gzip
import struct

import numpy as np
import pytest

from largemodels.data import DatasetUnavailable, load_fashion_mnist, load_mnist, mnist


def idx(array, magic=None):
    header = magic if magic is not None else bytes([0, 0, 8, array.ndim])
    return header + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "a"
        path.write_bytes(content)
        return path

    return write


ARRAY = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("array", [ARRAY, ARRAY[0, 0], ARRAY[:0]], ids=["images", "labels", "none"])
def test_read(write, array, pack):
    read = mnist.read_idx(write(pack(idx(array))))
    assert read.dtype == np.uint8
    assert read.shape == array.shape
    assert (read == array).all()


WHOLE = idx(ARRAY)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not an IDX file"),
        (b"\0\0", "not an IDX file"),
        (b"PK\3\4" + WHOLE, "not an IDX file"),
        (idx(ARRAY, b"\0\0\x0d\3"), "type 0x0d"),
        (b"\0\0\x08\0", "header is cut short"),
        (WHOLE[:10], "header is cut short"),
        (WHOLE[:-1], "needs 24 bytes of data, got 23"),
        (WHOLE + b"\0", "needs 24 bytes of data, got 25"),
        (b"\0\0\x08\3" + b"\xff" * 12, "bytes of data, got 0"),
        (gzip.compress(WHOLE, mtime=0)[:-1], "cut short"),
        (gzip.compress(WHOLE, mtime=0)[:15], "cut short"),
        (gzip.compress(WHOLE, mtime=0)[:-6] + b"xxxxxx", "damaged"),
        (b"\x1f\x8b", "damaged or cut short"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\xffgarbage!", "damaged"),
    ],
)
def test_refuse(write, content, message):
    with pytest.raises(ValueError, match=message):
        mnist.read_idx(write(content))


@pytest.mark.parametrize("arguments", [{"validation": -1}, {"validation": 60000}])
def test_bad_split(arguments):
    with pytest.raises(ValueError, match="validation"):
        load_mnist(**arguments)


@pytest.mark.parametrize("arguments", [{"validation": 0.1}, {"validation": True}, {"dtype": int}])
def test_bad_types(arguments):
    with pytest.raises(TypeError, match="validation|dtype"):
        load_mnist(**arguments)


def load(loader, **arguments):
    try:
        return loader(**arguments)
    except DatasetUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("loader", [load_mnist, load_fashion_mnist])
def test_split_of_the_real_sets(loader):
    data = load(loader)
    assert [a.shape for a in data] == [(55000, 28, 28), (55000,), (5000, 28, 28), (5000,), (10000, 28, 28), (10000,)]
    assert {a.dtype for a in data} == {np.dtype(np.float32), np.dtype(np.int64)}
    assert data.x_train.min() == 0
    assert data.x_train.max() == 1
    assert set(data.y_test.tolist()) == set(range(10))


def test_mnist_is_mnist():
    data = load(load_mnist, validation=0, flatten=True, dtype=np.float64)
    assert data.x_val.shape == (0, 784)
    assert data.x_train.dtype == np.float64
    assert data.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert data.y_test[:5].tolist() == [7, 2, 1, 0, 4]
    assert np.bincount(data.y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert round(float(data.x_train.mean()), 4) == 0.1307
    assert round(float(data.x_train.std()), 4) == 0.3081
