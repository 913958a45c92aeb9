"""Data sets: a registry of addresses and hashes, fetching, and one reader per set."""

from .fetch import DatasetUnavailable, fetch
from .mnist import MNIST, load_fashion_mnist, load_mnist

__all__ = ["MNIST", "DatasetUnavailable", "fetch", "load_fashion_mnist", "load_mnist"]
