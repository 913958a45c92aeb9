r"""Muon: momentum for matrices, made orthogonal before the step.

A weight matrix's gradient usually has a few large singular values and many small ones, so
that a step along it moves a few directions far and the others hardly. Muon replaces the
singular values by numbers near 1: every direction in which the matrix acts moves alike
(Jordan et al., *Muon: An optimizer for hidden layers in neural networks*, 2024).

The replacement needs no singular value decomposition. An odd polynomial of a matrix,
:math:`aX + bXX^\top X + c(XX^\top)^2X`, applies :math:`ax + bx^3 + cx^5` to each singular
value, and the published coefficients push everything in (0, 1] towards 1 in five rounds,
not to 1: the result lies between about 0.7 and 1.2, which trains as well.

Left out: bfloat16, which the published program uses for speed on a GPU, and splitting the
work over machines. Biases, embeddings and the output layer belong to another optimizer.
"""

import numpy as np

from .._check import number, whole
from .optimizers import Optimizer

COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonalize(G, rounds=5):
    """Return a matrix with the singular vectors of `G` and singular values near 1.

    Parameters
    ----------
    G : ndarray of float, (n, m)
    rounds : int
        Number of times the polynomial is applied (a Newton-Schulz iteration).

    Returns
    -------
    ndarray, (n, m)
        Zeros if `G` is zero. Singular values far below the largest one of `G` need more
        rounds to arrive.
    """
    if G.ndim != 2:
        raise ValueError(f"G must be a matrix, got shape {G.shape}")
    whole("rounds", rounds)
    a, b, c = COEFFICIENTS
    X = G if G.shape[0] <= G.shape[1] else G.T  # the small side first: X @ X.T is small
    X = X / (np.linalg.norm(X) + 1e-7)  # Frobenius norm >= largest singular value
    for _ in range(rounds):
        S = X @ X.T
        X = a * X + (b * S + c * S @ S) @ X
    return X if G.shape[0] <= G.shape[1] else X.T


class Muon(Optimizer):
    """Nesterov momentum, orthogonalized; for hidden weight matrices only.

    Parameters
    ----------
    params : list of ndarray
        Matrices (n_in, n_out); anything else is refused.
    learning_rate, momentum : float
    weight_decay : float
        Each step first shrinks the matrices by ``1 - learning_rate * weight_decay``.

    Notes
    -----
    The step of an (n_in, n_out) matrix is multiplied by
    ``sqrt(max(1, n_out / n_in))``, as in the published program, whose matrices are stored
    (n_out, n_in). Taught on page 3.1.
    """

    def __init__(self, params, learning_rate=0.02, momentum=0.95, weight_decay=0.0):
        super().__init__(params, learning_rate)
        for i, p in enumerate(self.params):
            if p.ndim != 2:
                raise ValueError(f"params[{i}] must be a matrix, got shape {p.shape}; give it to another optimizer")
        self.momentum = number("momentum", momentum, high=1)
        self.weight_decay = number("weight_decay", weight_decay)
        self.v = self.zeros()

    def update(self, g, change):
        # v = momentum * v + (1 - momentum) * g
        self.v *= self.momentum
        self.v += (1 - self.momentum) * g
        # p -= learning_rate * scale * orthogonalize((1 - momentum) * g + momentum * v)
        np.multiply(self.v, self.momentum, out=change)
        change += (1 - self.momentum) * g
        for p, part in zip(self.params, self.changes, strict=True):
            n_in, n_out = p.shape
            p *= 1 - self.learning_rate * self.weight_decay
            part[...] = orthogonalize(part) * (self.learning_rate * max(1, n_out / n_in) ** 0.5)
