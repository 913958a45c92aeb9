"""Rows of nine cards and four questions about them, each made for one architecture; networks of four kinds that learn.

Five seeds and all questions are trained at once: the networks are stacked along axis 0 and do not touch one another.

Taught on page 2.3.
"""

import numpy as np
import torch
import torch.nn.functional as F

TASKS = ("neighbour", "places", "walk", "lookup")
WIDTHS = {"recurrence": 36, "attention": 17, "dense": 16, "convolution": 19}  # about 1950 parameters each
SEEDS = 5


def deal(n, rng):
    """Return n rows of cards and the answers to the four questions.

    Parameters
    ----------
    n : int
        The number of rows.
    rng : numpy.random.Generator

    Returns
    -------
    X : torch.Tensor, (n, 9, 13)
        Eight cards and the one that asks: one-hot letter (8) beside one-hot digit (4, and one for none).
    y : torch.Tensor of int, (4, n)
        The answers, 0 to 3, in the order of `TASKS`.
    """
    letter = np.argsort(rng.random((n, 8)), axis=1)
    last = letter[:, 7] == 0  # A is never the eighth card
    letter[last] = letter[last][:, [7, 0, 1, 2, 3, 4, 5, 6]]
    letter = np.c_[letter, rng.integers(8, size=n)]
    digit = np.c_[rng.integers(4, size=(n, 8)), np.full(n, 4)]
    square = np.zeros(n, int)
    for d in digit[:, :8].T:
        square = np.choose(d, [0 * square, (square + 1) % 4, (square + 2) % 4, 3 - square])
    after_a = (letter[:, :8] == 0).argmax(1) + 1
    same = (letter[:, :8] == letter[:, 8:]).argmax(1)
    rows = np.arange(n)
    y = [digit[rows, after_a], (digit[:, 1] + digit[:, 6]) % 4, square, digit[rows, same]]
    X = np.concatenate([np.eye(8)[letter], np.eye(5)[digit]], axis=2)
    return torch.tensor(X, dtype=torch.float32), torch.tensor(np.array(y))


def train_seeds(kind, train_set, test_set, *, width=None, tasks=(0, 1, 2, 3), steps=500, learning_rate=0.01, **options):
    """Train five networks of one kind on each question, from five seeds.

    Parameters
    ----------
    kind : str
        A key of `WIDTHS`.
    train_set, test_set : pair of torch.Tensor
        As `deal` returns them.
    width : int, optional
        Of the hidden layer; by default that of `WIDTHS`.
    tasks : sequence of int
        The questions, by their place in `TASKS`.
    steps : int
        Of Adam, on 64 rows each; the learning rate falls to 0 along a line.
    learning_rate : float
        At the start.
    options : dict
        For attention: ``layers`` (1) and ``places`` (True), whether each position adds a vector of its own.

    Returns
    -------
    parameters : dict of torch.Tensor
        Stacked along axis 0, five for each question in turn.
    accuracy : ndarray, (tasks, 5)
        On `test_set`.
    """
    rng, tasks, (X, y) = np.random.default_rng(1), list(tasks), train_set
    width = WIDTHS[kind] if width is None else width
    parameters = _fresh(_shapes(kind, width, options.get("layers", 1)), len(tasks) * SEEDS, rng)
    optimizer = torch.optim.Adam(parameters.values(), lr=learning_rate, foreach=True)
    y = y[tasks].repeat_interleave(SEEDS, 0)
    for step in range(steps):
        i = torch.from_numpy(rng.integers(len(X), size=64))
        optimizer.param_groups[0]["lr"] = learning_rate * (1 - step / steps)
        Z = _forward(kind, parameters, X[i], **options)
        loss = F.cross_entropy(Z.flatten(0, 1), y[:, i].flatten(), reduction="sum") / len(i)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return parameters, accuracy(kind, parameters, test_set, tasks, **options)


def accuracy(kind, parameters, cards, tasks, **options):
    """Return the share of right answers of each network: (tasks, 5)."""
    X, y = cards
    with torch.no_grad():
        Z = _forward(kind, parameters, X, **options)
    right = Z.argmax(-1) == y[list(tasks)].repeat_interleave(SEEDS, 0)
    return right.float().mean(1).reshape(-1, SEEDS).numpy()


def size(parameters):
    """Return how many parameters one of the stacked networks has."""
    return sum(w[0].numel() for w in parameters.values())


def _shapes(kind, h, layers):
    if kind == "dense":
        return {"W1": (9 * 13, h), "b1": (1, h), "W2": (h, 4), "b2": (1, 4)}
    if kind == "convolution":
        return {"W1": (3 * 13, h), "b1": (1, h), "W2": (3 * h, h), "b2": (1, h), "W3": (h, 4), "b3": (1, 4)}
    if kind == "recurrence":
        return {"Wx": (13, h), "Wh": (h, h), "b1": (1, h), "W2": (h, 4), "b2": (1, 4)}
    qkv = {f"{name}{i}": (h, h) for i in range(layers) for name in "QKV"}
    return {"E": (13, h), "P": (9, h), **qkv, "W1": (h, 2 * h), "b1": (1, 2 * h), "W2": (2 * h, 4), "b2": (1, 4)}


def _fresh(sizes, nets, rng):
    parameters = {}
    for name, size in sizes.items():
        w = rng.normal(size=(nets, *size)) / size[0] ** 0.5
        w = np.linalg.qr(w)[0] if name == "Wh" else 0 * w if size[0] == 1 else w
        parameters[name] = torch.tensor(w, dtype=torch.float32, requires_grad=True)
    return parameters


def _every(H, W):
    """Apply the same W at each position: (…, n, t, d) @ (nets, d, h) -> (nets, n, t, h)."""
    return (H.flatten(-3, -2) @ W).unflatten(-2, H.shape[-3:-1])


def _window(H):
    """Put each position between its neighbours: (…, t, d) -> (…, t, 3d)."""
    H = F.pad(H, (0, 0, 1, 1))
    return torch.cat([H[..., :-2, :], H[..., 1:-1, :], H[..., 2:, :]], -1)


def _forward(kind, p, X, layers=1, places=True):
    """(n, 9, 13) -> (nets, n, 4)."""
    if kind == "dense":
        return torch.relu(X.flatten(1) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
    if kind == "convolution":
        H = torch.relu(_every(_window(X), p["W1"]) + p["b1"][:, None])
        H = torch.relu(_every(_window(H), p["W2"]) + p["b2"][:, None])
        return H.amax(-2) @ p["W3"] + p["b3"]  # the largest over all positions, feature by feature
    if kind == "recurrence":
        U = _every(X, p["Wx"]) + p["b1"][:, None]
        H = torch.tanh(U[..., 0, :])
        for t in range(1, 9):
            H = torch.tanh(U[..., t, :] + H @ p["Wh"])
        return H @ p["W2"] + p["b2"]
    H = _every(X, p["E"]) + (p["P"][:, None] if places else 0)
    for i in range(layers):
        ask = H if i < layers - 1 else H[..., -1:, :]  # of the last layer only the asking card's output is wanted
        Q, K, V = _every(ask, p[f"Q{i}"]), _every(H, p[f"K{i}"]), _every(H, p[f"V{i}"])
        H = ask + torch.softmax(Q @ K.mT / Q.shape[-1] ** 0.5, -1) @ V
    return torch.relu(H[..., 0, :] @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
