"""Data sets: a registry of addresses and hashes, fetching, and one reader per set."""

from .fetch import DatasetUnavailable, fetch
from .fsdd import FSDD, load_fsdd
from .mnist import MNIST, load_fashion_mnist, load_mnist
from .shakespeare import load_tinyshakespeare

__all__ = [
    "FSDD",
    "MNIST",
    "DatasetUnavailable",
    "fetch",
    "load_fashion_mnist",
    "load_fsdd",
    "load_mnist",
    "load_tinyshakespeare",
]
