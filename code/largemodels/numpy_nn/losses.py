"""Losses: one number for how wrong a batch is, and its gradient with respect to the logits.

Both cross-entropies take *logits*, the numbers before the sigmoid or softmax. The
logarithm of a probability that was rounded to 0 is infinite; computed from the logit, the
same loss is an ordinary number. And the joint gradient is the simplest there is:
prediction minus target, over the size of the batch.

Left out: class weights, label smoothing, and sums in place of means.
"""

import numpy as np

from .._check import class_labels, logits, targets
from .functions import log_softmax, sigmoid


class Loss:
    """``L = forward(Z, y)``, then ``dZ = backward()``."""

    def __init__(self):
        self.Z = self.y = None

    def forward(self, Z, y):
        """Return the mean loss of the batch as a Python float."""
        raise NotImplementedError

    def backward(self):
        """Return the gradient of the last ``forward`` with respect to Z, shape of Z."""
        if self.Z is None:
            raise RuntimeError("the loss has no gradient before forward(Z, y)")
        return self.gradient(self.Z, self.y)

    def __repr__(self):
        return f"{type(self).__name__}()"


class MeanSquaredError(Loss):
    """Mean of ``(Z - y)**2`` over all n * k entries.

    `Z` and `y` have one shape, (n, k). Taught on page 4.1.
    """

    def forward(self, Z, y):
        self.Z = logits("Z", Z)  # (n, k)
        self.y = targets("y", y, Z)  # (n, k)
        return float(np.mean((self.Z - self.y) ** 2))

    def gradient(self, Z, y):
        return 2 * (Z - y) / Z.size  # (n, k)


class SigmoidCrossEntropy(Loss):
    r"""Mean of :math:`-y\log\sigma(z) - (1-y)\log(1-\sigma(z))` over all entries.

    With :math:`\log\sigma(z) = -\log(1 + e^{-z})` it becomes
    :math:`\max(z, 0) - yz + \log(1 + e^{-|z|})`, in which nothing overflows.

    `Z` and `y` have one shape, (n, 1) for a single yes or no; `y` lies in [0, 1].
    Taught on pages 4.2 and 4.3.
    """

    def forward(self, Z, y):
        self.Z = logits("Z", Z)  # (n, k)
        self.y = y = targets("y", y, Z)  # (n, k)
        if not (y.min() >= 0 and y.max() <= 1):  # true for NaN, too
            raise ValueError(f"y must lie in [0, 1], got values from {y.min()} to {y.max()}")
        return float(np.mean(np.maximum(Z, 0) - y * Z + np.log1p(np.exp(-np.abs(Z)))))

    def gradient(self, Z, y):
        return (sigmoid(Z) - y) / Z.size  # (n, k)


class SoftmaxCrossEntropy(Loss):
    r"""Mean over the batch of :math:`-\log p_y`, where :math:`p = \mathrm{softmax}(z)`.

    `Z` is (n, k), `y` an integer vector (n,) with labels 0 ... k - 1.
    Taught on pages 4.2 and 5.2.
    """

    def forward(self, Z, y):
        self.Z = logits("Z", Z)  # (n, k)
        self.y = class_labels("y", y, *Z.shape)  # (n,)
        self.log_P = log_softmax(Z)  # (n, k)
        return float(-self.log_P[np.arange(len(y)), y].mean())  # one entry of each row

    def gradient(self, Z, y):
        dZ = np.exp(self.log_P)  # P, (n, k)
        dZ[np.arange(len(y)), y] -= 1  # P - Y, with Y the one-hot rows
        return dZ / len(y)  # (n, k)
