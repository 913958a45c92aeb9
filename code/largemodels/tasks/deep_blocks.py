"""Many blocks on top of one another: what gets through them untrained, and whether they learn.

Five seeds at once, stacked along the first axis. Taught on the page of the Transformer block, under 2.3.
"""

import numpy as np
import torch
import torch.nn.functional as F

SEEDS = 5


def fresh_block(d, *lead, generator):
    """Return random weights of one Transformer block of width `d`, float64, each with variance one over its rows.

    Returns
    -------
    dict of torch.Tensor
        ``Q``, ``K``, ``V``, ``O`` of shape (*lead, d, d), ``up`` (*lead, d, 4d), ``down`` (*lead, 4d, d).
    """
    sizes = {**dict.fromkeys("QKVO", (d, d)), "up": (d, 4 * d), "down": (4 * d, d)}
    return {
        name: torch.randn(*lead, *size, generator=generator, dtype=torch.float64) / size[0] ** 0.5
        for name, size in sizes.items()
    }


def pass_through(block, depth, *, residual, norm, scale=1.0, d=32):
    """Send two inputs forward through `depth` random blocks, and a gradient of length 1 back.

    Parameters
    ----------
    block : callable
        ``block(H, weights, residual=…, norm=…)``, (seeds, 9, d) -> (seeds, 9, d).
    depth : int
    residual, norm : bool
        What the block has.
    scale : float
        Multiplies all weights.
    d : int
        The width.

    Returns
    -------
    gradient : ndarray, (5,)
        How long the gradient is at the input.
    alike : ndarray, (5,)
        The cosine of the outputs of two inputs that have nothing in common.
    """
    generator = torch.Generator().manual_seed(depth)
    make = lambda: torch.randn(SEEDS, 9, d, generator=generator, dtype=torch.float64)
    X = make().requires_grad_()
    H, other = X, make()
    for _ in range(depth):
        p = {name: scale * w for name, w in fresh_block(d, SEEDS, generator=generator).items()}
        H, other = (block(each, p, residual=residual, norm=norm) for each in (H, other))
    G = make()
    H.backward(G / G.flatten(1).norm(dim=1)[:, None, None])
    one, two = (F.normalize(each.detach().flatten(1), eps=0) for each in (H, other))
    return X.grad.flatten(1).norm(dim=1).numpy(), (one * two).sum(1).numpy()


def train_deep(depth, train_set, test_set, *, residual, norm, shrink=False, task=1, d=32, steps=300, learning_rate=3e-3):
    """Train a deep net of blocks without attention on one question about cards, from five seeds.

    Parameters
    ----------
    depth : int
        Blocks: normalise, d -> d, ReLU, d -> d, add the input back.
    train_set, test_set : pair of torch.Tensor
        As `largemodels.tasks.cards.deal` returns them.
    residual, norm : bool
        What the blocks have.
    shrink : bool
        Start with each block's last matrix divided by the square root of `depth`.
    task : int
        The question, by its place in `largemodels.tasks.cards.TASKS`.

    Returns
    -------
    ndarray, (5,)
        Accuracy on `test_set`.
    """
    rng, (X, y) = np.random.default_rng(2), train_set
    first, last = _draw(rng, 9 * 13, d), _draw(rng, d, 4)
    inner = [(_draw(rng, d, d), _draw(rng, d, d)) for _ in range(depth)]
    if shrink:
        with torch.no_grad():
            for _, down in inner:
                down /= depth**0.5
    ready = (lambda H: F.layer_norm(H, H.shape[-1:])) if norm else lambda H: H

    def run(X):  # (n, 9, 13) -> (5, n, d)
        H = X.flatten(1) @ first
        for up, down in inner:
            D = torch.relu(ready(H) @ up) @ down
            H = H + D if residual else D
        return ready(H)

    optimizer = torch.optim.Adam([first, last, *sum(inner, ())], lr=learning_rate, foreach=True)
    for step in range(steps):
        i = torch.from_numpy(rng.integers(len(X), size=64))
        optimizer.param_groups[0]["lr"] = learning_rate * (1 - step / steps)
        Z = run(X[i]) @ last
        loss = F.cross_entropy(Z.flatten(0, 1), y[task, i].repeat(SEEDS), reduction="sum") / len(i)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        right = (run(test_set[0]) @ last).argmax(-1) == test_set[1][task]
    return right.float().mean(1).numpy()


def _draw(rng, rows, columns):
    w = rng.normal(size=(SEEDS, rows, columns)) / rows**0.5
    return torch.tensor(w, dtype=torch.float32, requires_grad=True)
