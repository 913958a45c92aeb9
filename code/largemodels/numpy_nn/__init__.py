"""Neural networks in NumPy alone: small enough to read whole, equal to torch to rounding.

Stable functions, initializers, layers, the chain of layers, losses, optimizers and their
schedules, the training loop, and the check of it all. Every derivative in them was worked
out by hand, which is the point of chapter 4. Beside them stands `Tensor`, which works out
derivatives by itself, the point of page 3.1.
"""

from . import initializers, schedules
from .activations import ReLU, Sigmoid, Tanh
from .autograd import Tensor
from .early_stopping import EarlyStopping
from .functions import log_softmax, sigmoid, softmax
from .gradient_check import check_gradients, numerical_gradient
from .layers import Dense, Dropout, Layer
from .losses import Loss, MeanSquaredError, SigmoidCrossEntropy, SoftmaxCrossEntropy
from .muon import Muon, orthogonalize
from .optimizers import SGD, Adam, AdamW, Optimizer, RMSProp
from .sequential import Sequential
from .training import History, fit, predict

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "Dense",
    "Dropout",
    "EarlyStopping",
    "History",
    "Layer",
    "Loss",
    "MeanSquaredError",
    "Muon",
    "Optimizer",
    "RMSProp",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "SigmoidCrossEntropy",
    "SoftmaxCrossEntropy",
    "Tanh",
    "Tensor",
    "check_gradients",
    "fit",
    "initializers",
    "log_softmax",
    "numerical_gradient",
    "orthogonalize",
    "predict",
    "schedules",
    "sigmoid",
    "softmax",
]
