"""Neural networks in NumPy alone: small enough to read whole, equal to torch to rounding.

Read it in the order of the imports below: stable functions, initializers, layers, the
chain of layers, losses, optimizers, the training loop, and the check of it all.

Left out: automatic differentiation. Every derivative here was worked out by hand, which is
the point of chapter 4.
"""

from . import initializers
from .activations import ReLU, Sigmoid, Tanh
from .early_stopping import EarlyStopping
from .functions import log_softmax, log_sum_exp, sigmoid, softmax
from .gradient_check import check_gradients, numerical_gradient
from .layers import Dense, Dropout, Layer
from .losses import Loss, MeanSquaredError, SigmoidCrossEntropy, SoftmaxCrossEntropy
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
    "Optimizer",
    "RMSProp",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "SigmoidCrossEntropy",
    "SoftmaxCrossEntropy",
    "Tanh",
    "check_gradients",
    "fit",
    "initializers",
    "log_softmax",
    "log_sum_exp",
    "numerical_gradient",
    "predict",
    "sigmoid",
    "softmax",
]
