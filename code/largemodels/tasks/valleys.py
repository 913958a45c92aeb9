"""Small landscapes with a known gradient, and walks down them by a rule that takes steps.

A rule is a function ``rule(p, g, s, t, eta) -> p``: parameters, gradient, a dictionary of the rule's own memory
(`m` and `v`, both 0 at first), number of the step from 1, learning rate. All walks go at once, in arrays of shape
``(rates, starts, 1, 2)``. Starting points and rates are rounded, and the valley is turned by the angle of the
3-4-5 triangle, so that what is walked holds only numbers every processor has alike.
Taught on page 3.1.
"""

import numpy as np

__all__ = ["RATES", "arrival_steps", "ravine", "starting_points", "walk", "walk_tuned"]

RATES = np.array([float(f"{rate:.3g}") for rate in np.logspace(-5, 0, 51)])
"""Learning rates from 1e-5 to 1, ten for each power of ten."""
TURN = 0.8, 0.6
"""Cosine and sine of the angle by which a valley is turned, about 37 degrees."""


def ravine(p, k=100, turned=False):
    """Return loss and gradient of a straight valley whose lowest point is (1, 1).

    Parameters
    ----------
    p : ndarray, shape (..., 2)
    k : float
        Curvature across the valley; along it, the curvature is 1.
    turned : bool
        Whether the valley runs at an angle to the axes, otherwise along the first.
    """
    c, s = TURN if turned else (1.0, 0.0)
    x, y = p[..., 0] - 1, p[..., 1] - 1
    u, v = c * x + s * y, c * y - s * x  # along the valley, across it
    loss, du, dv = (u**2 + k * v**2) / 2, u, k * v
    return loss, np.stack([c * du - s * dv, s * du + c * dv], axis=-1)


def starting_points(seed, turned=False):
    """Return eight points, shape (8, 2), on the circle of radius 2 around (1, 1), turned with the valley."""
    angle = np.random.default_rng(seed).uniform(0, 2 * np.pi, 8)
    u, v = np.round(2 * np.cos(angle), 6), np.round(2 * np.sin(angle), 6)
    c, s = TURN if turned else (1.0, 0.0)
    return 1 + np.stack([c * u - s * v, s * u + c * v], axis=-1)


def walk(rule, landscape, rates, starts, steps=1000):
    """Take steps down a landscape.

    Parameters
    ----------
    rule, landscape : callable
        See the module; ``landscape(p)`` returns loss and gradient.
    rates : sequence of float
    starts : ndarray, shape (n, 2)

    Returns
    -------
    path : ndarray, shape (steps + 1, len(rates), n, 2)
    losses : ndarray, shape (steps + 1, len(rates), n)
        At most 1e30, where the walk runs away.
    """
    p = np.tile(np.asarray(starts, float)[None, :, None, :], (len(rates), 1, 1, 1))
    eta = np.reshape(rates, (-1, 1, 1, 1))
    s, path = {"m": 0 * p, "v": 0 * p}, [p]
    with np.errstate(all="ignore"):  # a rate that is too large overflows
        for t in range(1, steps + 1):
            p = rule(p, landscape(p)[1], s, t, eta)
            path.append(p)
        path = np.array(path)[..., 0, :]
        losses = np.array([landscape(points)[0] for points in path])
    return path, np.minimum(np.nan_to_num(losses, nan=np.inf), 1e30)


def arrival_steps(losses, target=1e-4, hold=10):
    """Return after how many steps the loss is below `target` and stays there for `hold` steps; inf for never.

    The first axis of `losses` is the step.
    """
    below = np.cumsum(np.pad(losses < target, [(1, 0)] + [(0, 0)] * (losses.ndim - 1)), axis=0)
    held = below[hold:] - below[:-hold] == hold
    return np.where(held.any(axis=0), held.argmax(axis=0), np.inf)


def walk_tuned(rule, landscape, turned=False, rates=RATES):
    """Choose the rate on eight starting points, and count the steps from eight others.

    Returns
    -------
    dict
        `rate`; `steps`, the median over the eight, inf when most do not arrive; `arrived`, how many do.
    """
    losses = walk(rule, landscape, rates, starting_points(0, turned))[1]
    steps, ends = np.median(arrival_steps(losses), axis=1), np.median(losses[-1], axis=1)
    best = np.lexsort([ends, steps])[0]  # fewest steps; where equal, the lower loss
    steps = arrival_steps(walk(rule, landscape, [rates[best]], starting_points(1, turned))[1])[0]
    return {"rate": rates[best], "steps": np.median(steps), "arrived": int(np.isfinite(steps).sum())}
