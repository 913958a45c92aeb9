"""A curve to be built from slopes, each of which rises or falls once: hidden units of one layer.

Taught on page 4.1.
"""

import numpy as np

from largemodels.numpy_nn import sigmoid

__all__ = ["curve", "draw_blocks", "draw_shapes"]

LAYERS = (
    [("X", "nd"), "@", ("W1", "dh"), "+", ("b1", "h"), "=", ("Z1", "nh"), r"$\sigma\!\rightarrow$", ("H", "nh")],
    [("H", "nh"), "@", ("W2", "hk"), "+", ("b2", "k"), "=", ("Z2", "nk"), r"$\sigma\!\rightarrow$", ("P", "nk")],
)
SIZES = {"n": 4, "d": 2, "h": 3, "k": 1}
EDGES = {"n": "C0", "d": "C1", "h": "C2", "k": "C3"}


def curve(x):
    """Return the height of the curve at `x`, ndarray of any shape with values from -1 to 1."""
    return np.sin(1.5 * np.pi * x) + 0.4 * np.sin(4 * np.pi * x)


def draw_blocks(x, line):
    """Draw the curve at the points `x` with a straight `line`, and beside it four slopes.

    Parameters
    ----------
    x : ndarray, shape (n, 1)
    line : callable
        ``line(x)`` returns the height of the line.
    """
    import matplotlib.pyplot as plt

    fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.5))
    fig.subplots_adjust(wspace=0.3)
    left.plot(x, curve(x), color="C0", label="target")
    left.plot(x, line(x), "--", color="0.5", label="best line")
    for i, (slope, center) in enumerate([(8, -0.7), (40, -0.2), (-15, 0.3), (5, 0.5)]):
        right.plot(x, sigmoid(slope * (x - center)), color=f"C{i + 1}")
    left.set(xlabel="x", ylabel="y", ylim=(-1.5, 2.3))
    left.legend(loc="upper right")
    right.set(xlabel="x", ylabel="height")
    plt.show()


def draw_shapes():
    """Draw the two layers of a network as rectangles whose sides are the shapes: 4 samples, 2 inputs, 3 units, 1 output."""
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(2, 1, figsize=(7.2, 3.2))
    for ax, parts in zip(axes, LAYERS, strict=True):
        at = 0.0
        for part in parts:
            at = _operator(ax, at, part) if isinstance(part, str) else _matrix(ax, at, *part)
        ax.set(xlim=(-0.2, 10.4), ylim=(-1.35, 1.35))
        ax.axis("off")
    plt.show()


def _operator(ax, at, sign):
    """Write `sign` at `at`; return where the next part begins."""
    ax.text(at + 0.3, 0, sign, ha="center", va="center", fontsize=12)
    return at + 0.85


def _matrix(ax, at, name, shape):
    """Draw a rectangle with coloured edges; return where the next part begins."""
    from matplotlib.pyplot import Rectangle

    rows, cols = shape if len(shape) == 2 else ("", shape)
    high, wide = (SIZES.get(s, 1) * 0.42 for s in (rows, cols))
    ax.add_patch(Rectangle((at, -high / 2), wide, high, fc="0.93", ec="none"))
    for s, line in ((rows, ([at] * 2, [-high / 2, high / 2])), (cols, ([at, at + wide], [high / 2] * 2))):
        if s:
            ax.plot(*line, color=EDGES[s], lw=4, solid_capstyle="butt")
    label = f"({rows}, {cols})" if rows else f"({cols},)"
    middle = {"ha": "center", "va": "center"}
    ax.text(at + wide / 2, high / 2 + 0.25, name, fontsize=11, **middle)
    ax.text(at + wide / 2, -high / 2 - 0.25, label, fontsize=9, **middle)
    return at + wide + 0.25
