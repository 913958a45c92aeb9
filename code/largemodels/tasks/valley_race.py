"""What draws the valley on page 3.1: PyTorch's optimizers walk down it."""

import matplotlib.pyplot as plt
import numpy as np
import torch

from .valleys import ravine

__all__ = ["draw_race", "walk_with_torch"]


def walk_with_torch(make, turned=False, steps=60):
    """Return the points, shape (steps + 1, 2), and the last loss.

    Parameters
    ----------
    make : callable
        ``make([p])`` returns a ``torch.optim`` optimizer.
    turned : bool
        Whether the valley, and the starting point with it, is turned.
    """
    start = (-0.24, -0.68) if turned else (-1.0, 0.4)
    p = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer, path = make([p]), [start]
    for _ in range(steps):
        p.grad = torch.from_numpy(ravine(p.detach().numpy(), turned=turned)[1])
        optimizer.step()
        path.append(p.tolist())
    return np.array(path), float(ravine(np.array(path[-1]), turned=turned)[0])


def draw_race(makers, colors, turned=False):
    """Draw one panel an optimizer; return each one's last loss."""
    gx, gy = np.meshgrid(np.linspace(-1.4, 2.2, 120), np.linspace(-0.9, 2.1, 120))
    ground = ravine(np.stack([gx, gy], axis=-1), turned=turned)[0]
    fig, axes = plt.subplots(1, len(makers), figsize=(9.6, 2.4))
    ends = {}
    for ax, (name, make), color in zip(axes, makers.items(), colors, strict=True):
        path, ends[name] = walk_with_torch(make, turned)
        ax.contour(gx, gy, ground, levels=[0.05, 0.5, 2, 8, 20], colors="0.75", linewidths=0.8)
        ax.plot(*path.T, ".-", color=color, lw=1, ms=3)
        ax.plot(1, 1, "*", color="black", ms=8)
        ax.set(xlim=(-1.4, 2.2), ylim=(-0.9, 2.1), xticks=[], yticks=[])
        ax.set_title(f"{name}: {ends[name]:.4f}", fontsize=9)
    fig.tight_layout()
    return ends
