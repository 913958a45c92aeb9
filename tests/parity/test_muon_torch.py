"""Muon against its published formula, written in torch, and against torch's own in bfloat16."""

import numpy as np
import pytest
import torch

from largemodels import numpy_nn as nn

SHAPES = [(6, 6), (12, 5), (5, 12)]  # (n_in, n_out)


def published_step(p, g, buffer, lr, momentum, weight_decay):
    """One step on p of shape (n_out, n_in), as the program of Jordan et al. writes it."""
    buffer.lerp_(g, 1 - momentum)
    X = g.lerp(buffer, momentum)
    tall = X.size(0) > X.size(1)
    X = X.mT if tall else X
    X = X / (X.norm() + 1e-7)
    for _ in range(5):
        A = X @ X.mT
        X = 3.4445 * X + (-4.7750 * A + 2.0315 * A @ A) @ X
    X = X.mT if tall else X
    p.mul_(1 - lr * weight_decay)
    p.add_(X, alpha=-lr * max(1, p.size(0) / p.size(1)) ** 0.5)


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_a_hundred_steps_of_the_published_formula(weight_decay):
    rng = np.random.default_rng(0)
    ours = [rng.normal(size=shape) for shape in SHAPES]
    theirs = [torch.tensor(p.T.copy()) for p in ours]
    buffers = [torch.zeros_like(p) for p in theirs]
    optimizer = nn.Muon(ours, learning_rate=0.05, momentum=0.9, weight_decay=weight_decay)
    for _ in range(100):
        grads = [rng.normal(size=shape) + p for shape, p in zip(SHAPES, ours, strict=True)]
        optimizer.step(grads)
        for p, g, buffer in zip(theirs, grads, buffers, strict=True):
            published_step(p, torch.tensor(g.T.copy()), buffer, 0.05, 0.9, weight_decay)
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b.numpy().T, rtol=0, atol=1e-8)


def test_one_step_of_torch_to_the_precision_of_bfloat16():
    rng = np.random.default_rng(1)
    for shape in SHAPES:
        p, g = rng.normal(size=shape), rng.normal(size=shape)
        theirs = torch.nn.Parameter(torch.tensor(p.T.copy()))
        theirs.grad = torch.tensor(g.T.copy())
        torch.optim.Muon([theirs], lr=1.0, momentum=0.95, weight_decay=0.0).step()
        before = p.copy()
        nn.Muon([p], learning_rate=1.0).step([g])
        step = np.abs(p - before).max()
        assert np.abs(p - theirs.detach().numpy().T).max() < 0.05 * step
