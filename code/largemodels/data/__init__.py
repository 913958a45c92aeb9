"""Data sets: a registry of addresses and hashes, fetching, and one reader per set."""

from .cmrc2018 import load_cmrc2018
from .fetch import DatasetUnavailable, fetch
from .fsdd import FSDD, load_fsdd
from .mnist import MNIST, load_fashion_mnist, load_mnist
from .notable_models import NotableModels, load_notable_models
from .shakespeare import load_tinyshakespeare

__all__ = [
    "FSDD",
    "MNIST",
    "DatasetUnavailable",
    "NotableModels",
    "fetch",
    "load_cmrc2018",
    "load_fashion_mnist",
    "load_fsdd",
    "load_mnist",
    "load_notable_models",
    "load_tinyshakespeare",
]
