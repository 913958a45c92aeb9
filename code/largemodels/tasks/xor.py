"""The exclusive or: its four points, a network of two layers, six programs of which one is right, and a hundred at once.

Left out: momentum, mini-batches, anything that would help a network that is stuck.
Taught on page 4.3: `backward` and `train` are written there line by line.
"""

from typing import NamedTuple

import numpy as np

from largemodels.numpy_nn import sigmoid

__all__ = [
    "ACTIVATIONS", "INITIALIZERS", "LEVELS", "Runs", "X", "audit_steps", "backward", "cross_entropy", "flatten", "forward",
    "initialize", "initialize_many", "merged", "mystery_curves", "train", "train_many", "unflatten", "y",
]  # fmt: skip

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)
y = np.array([[0], [1], [1], [0]], dtype=float)  # (4, 1)

LEVELS = {
    "two": np.log(2) / 2,
    "three": -(2 * np.log(2 / 3) + np.log(1 / 3)) / 4,
    "four": np.log(2),
}
"""How many points share one answer -> the loss, when the others are right."""

ACTIVATIONS = {
    "sigmoid": (sigmoid, lambda H: H * (1 - H)),
    "tanh": (np.tanh, lambda H: 1 - H**2),
    "relu": (lambda Z: np.maximum(Z, 0), lambda H: (H > 0) * 1.0),
    "leaky": (lambda Z: np.where(Z > 0, Z, 0.1 * Z), lambda H: np.where(H > 0, 1.0, 0.1)),
}
"""Name -> the function of Z, and its derivative as a function of H."""

INITIALIZERS = {
    "uniform": lambda rng, n_in, n_out: rng.random((n_in, n_out)),
    "xavier": lambda rng, n_in, n_out: rng.uniform(-1, 1, (n_in, n_out)) * np.sqrt(6 / (n_in + n_out)),
    "he": lambda rng, n_in, n_out: rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)),
}
"""Name -> function (rng, n_in, n_out) -> weights; with "uniform" the biases are drawn too."""


def initialize(h, seed=0):
    """Return the parameters W1 (2, h), b1 (h,), W2 (h, 1), b2 (1,), uniform from 0 to 1."""
    rng = np.random.default_rng(seed)
    shapes = {"W1": (2, h), "b1": h, "W2": (h, 1), "b2": 1}
    return {name: rng.random(shape) for name, shape in shapes.items()}


def forward(params, X):
    """Return the hidden layer H (n, h) and the predictions P (n, 1)."""
    H = sigmoid(X @ params["W1"] + params["b1"])
    return H, sigmoid(H @ params["W2"] + params["b2"])


def cross_entropy(P, y):
    """Return the mean cross-entropy of predictions and labels of one shape; no P may be 0 or 1."""
    if P.shape != y.shape:
        raise ValueError(f"P and y must have one shape, got {P.shape} and {y.shape}")
    return -np.mean(y * np.log(P) + (1 - y) * np.log(1 - P))


def backward(params, X, y, H, P):
    """Return the gradient of the mean cross-entropy, by the names of the parameters."""
    dZ2 = (P - y) / len(X)
    dZ1 = dZ2 @ params["W2"].T * H * (1 - H)
    return {"W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": H.T @ dZ2, "b2": dZ2.sum(axis=0)}


def train(h, *, seed=0, learning_rate=1.0, steps=1500):
    """Train one sigmoid network by gradient descent on all four points; return its parameters and the losses."""
    params, losses = initialize(h, seed), []
    for _ in range(steps):
        H, P = forward(params, X)
        losses.append(cross_entropy(P, y))
        for name, gradient in backward(params, X, y, H, P).items():
            params[name] = params[name] - learning_rate * gradient
    return params, np.array(losses)


def flatten(params):
    """Return all parameters as one vector."""
    return np.concatenate([np.ravel(A) for A in params.values()])


def unflatten(theta, like):
    """Return the vector `theta` as parameters shaped as those of `like`."""
    parts = np.split(theta, np.cumsum([A.size for A in like.values()])[:-1])
    return {name: part.reshape(like[name].shape) for name, part in zip(like, parts, strict=True)}


def mystery_curves(steps=1500, learning_rate=1.0, h=4):
    """Return letter -> losses of six programs that differ in the lines of the gradient. Reading on gives them away."""
    return {letter: _mystery_curve("DBACFE".index(letter), steps, learning_rate, h) for letter in "ABCDEF"}


def _mystery_curve(flaw, steps, learning_rate, h):
    """Train with flaw 1 no derivative, 2 no transpose, 3 sum over everything, 4 no sum, 5 no mean; 0 is right."""
    W1, b1, W2, b2 = initialize(h).values()
    losses = []
    for _ in range(steps):
        H = sigmoid(X @ W1 + b1)
        P = sigmoid(H @ W2 + b2)
        losses.append(cross_entropy(P, y))
        dZ2 = (P - y) / (1 if flaw == 5 else 4)
        dW2 = (H if flaw == 2 else H.T) @ dZ2
        dZ1 = dZ2 @ W2.T * (1 if flaw == 1 else H * (1 - H))
        db1, db2 = dZ1.sum(axis=0), dZ2.sum(axis=0)
        if flaw in (3, 4):
            db1, db2 = (dZ1.sum(), dZ2.sum()) if flaw == 3 else (dZ1, dZ2)
        W1, b1 = W1 - learning_rate * X.T @ dZ1, b1 - learning_rate * db1
        W2, b2 = W2 - learning_rate * dW2, b2 - learning_rate * db2
    return np.array(losses)


def audit_steps(suspect, seed, steps=50, h=4):
    """Follow a wrong program: at each step the cosine between its gradient and the right one, and their lengths' ratio.

    Parameters
    ----------
    suspect : function (params, X, y, H, P) -> dict
        Its gradients may be broadcast to the parameters' shapes.
    seed, steps, h : int

    Returns
    -------
    ndarray, (steps, 2)
    """
    params, rows = initialize(h, seed), []
    for _ in range(steps):
        H, P = forward(params, X)
        gradients = suspect(params, X, y, H, P)
        wrong = flatten({name: np.broadcast_to(gradients[name], A.shape) for name, A in params.items()})
        right = flatten(backward(params, X, y, H, P))
        lengths = np.linalg.norm(wrong), np.linalg.norm(right)
        rows.append((wrong @ right / np.prod(lengths), lengths[0] / lengths[1]))
        params = {name: A - gradients[name] for name, A in params.items()}
    return np.array(rows)


class Runs(NamedTuple):
    """Trained networks, one a seed: hidden layers H (S, 4, h) and predictions P (S, 4, 1)."""

    H: np.ndarray
    P: np.ndarray

    @property
    def learned(self):
        """True, (S,), where all four points are within 0.1 of their labels at the end."""
        return (np.abs(self.P - y) < 0.1).all(axis=(1, 2))

    @property
    def losses(self):
        """Cross-entropy at the end, (S,)."""
        return np.array([cross_entropy(P, y) for P in self.P])


def initialize_many(h, init, seeds):
    """Return W1 (S, 2, h), b1 (S, 1, h), W2 (S, h, 1), b2 (S, 1, 1): seed after seed by INITIALIZERS[init]."""
    draws = []
    for seed in range(seeds):
        rng, draw = np.random.default_rng(seed), INITIALIZERS[init]
        if init == "uniform":
            b1, b2 = rng.random((1, h)), rng.random((1, 1))
        else:
            b1, b2 = np.zeros((1, h)), np.zeros((1, 1))
        draws.append((draw(rng, 2, h), b1, draw(rng, h, 1), b2))
    return [np.stack(arrays) for arrays in zip(*draws, strict=True)]


def train_many(h, activation="sigmoid", init="uniform", *, loss="cross-entropy", learning_rate=1.0, steps=3000, seeds=100):
    """Train a network for each seed, all in one array: the formulas of `backward` with an axis for seeds in front.

    Parameters
    ----------
    h : int
        Hidden units.
    activation, init : str
        Keys of ACTIVATIONS and INITIALIZERS.
    loss : "cross-entropy" or "squared error"
    learning_rate : float
    steps, seeds : int

    Returns
    -------
    Runs
    """
    f, derivative = ACTIVATIONS[activation]
    W1, b1, W2, b2 = initialize_many(h, init, seeds)
    for _ in range(steps + 1):
        H = f(X @ W1 + b1)  # (S, 4, h)
        P = sigmoid(H @ W2 + b2)  # (S, 4, 1)
        dZ2 = (P - y) / len(X)
        if loss == "squared error":
            dZ2 = 2 * dZ2 * P * (1 - P)
        dZ1 = dZ2 @ W2.swapaxes(1, 2) * derivative(H)  # (S, 4, h)
        W2 = W2 - learning_rate * H.swapaxes(1, 2) @ dZ2
        b2 = b2 - learning_rate * dZ2.sum(axis=1, keepdims=True)
        W1 = W1 - learning_rate * X.T @ dZ1
        b1 = b1 - learning_rate * dZ1.sum(axis=1, keepdims=True)
    return Runs(H, P)


def merged(H, pairs):
    """Return, (S,), whether one of the `pairs` of points lies on one spot of the hidden layer, within 0.03."""
    gaps = np.stack([np.abs(H[:, i] - H[:, j]).max(axis=1) for i, j in pairs])
    return (gaps < 0.03).any(axis=0)
