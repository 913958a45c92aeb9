"""The figures of page 4.3 that are drawing code only.

Left out: everything that is computed, which stands in ``xor``.
Taught on page 4.3.
"""

import matplotlib.pyplot as plt
import numpy as np

from largemodels.book import COLORS

from .xor import INITIALIZERS, X, forward, y

__all__ = [
    "draw_census", "draw_epsilons", "draw_heights", "draw_losses", "draw_network", "draw_points_and_lines", "draw_rates",
    "draw_snapshots",
]  # fmt: skip


def draw_losses(curves):
    """Draw the losses of the programs A to F."""
    fig, ax = plt.subplots(figsize=(7, 3.0))
    for (letter, losses), style in zip(
        curves.items(), ["-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1))], strict=True
    ):
        ax.plot(losses, ls=style, lw=2, label=letter)
    ax.set(xlabel="step", ylabel="cross-entropy loss", ylim=(0, 1.6))
    ax.legend(ncols=6, loc="upper right")
    plt.show()


def _draw_points(ax):
    for label, marker, color in [(0, "o", COLORS["blue"]), (1, "s", COLORS["orange"])]:
        rows = y[:, 0] == label
        ax.plot(*X[rows].T, marker, color=color, ms=11, mec="white", mew=1.5, label=f"label {label}", zorder=3)
    ax.set(xlim=(-0.4, 1.4), ylim=(-0.4, 1.4), xticks=[0, 1], yticks=[0, 1], aspect="equal")
    ax.grid(False)


def draw_points_and_lines():
    """Draw the four points, and three lines of which none divides them."""
    fig, ax = plt.subplots(figsize=(4.6, 2.5))
    t = np.array([-0.4, 1.4])
    for a, b in [(-1, 0.5), (-1, 1.5), (0.15, 0.45)]:
        ax.plot(t, a * t + b, ls="--", lw=1.2, color="0.5")
    _draw_points(ax)
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    plt.show()


def draw_epsilons(epsilons, errors):
    """Draw the error of a central difference over epsilon, with the slopes of its two causes."""
    fig, ax = plt.subplots(figsize=(6, 2.8))
    ax.loglog(epsilons, errors, "o-", ms=4)
    ax.loglog(epsilons[:5], errors[0] * (epsilons[:5] / 0.1) ** 2, "--", color="0.5", lw=1.2,
              label=r"$\propto\varepsilon^2$")  # fmt: skip
    ax.loglog(epsilons[5:], 3e-15 / epsilons[5:], ":", color="0.5", lw=1.6, label=r"$\propto 1/\varepsilon$")
    ax.set(xlabel=r"$\varepsilon$", ylabel="relative error")
    ax.legend()
    plt.show()


def _draw_line(ax, w, b, **style):
    """Draw the line w[0] x + w[1] y + b = 0."""
    direction, foot = np.array([-w[1], w[0]]) / np.hypot(*w), -b * w / (w @ w)
    ax.plot(*np.outer(direction, [-9, 9]) + foot[:, None], scalex=False, scaley=False, **style)


def draw_network(top, bottom, params):
    """Draw a network of two hidden units: its predictions on `top`, the four points in the hidden layer on `bottom`."""
    g = np.linspace(-0.4, 1.4, 120)
    grid = np.stack(np.meshgrid(g, g), axis=-1).reshape(-1, 2)
    P = forward(params, grid)[1].reshape(120, 120)
    top.pcolormesh(g, g, P, cmap="cividis", vmin=0, vmax=1, rasterized=True)
    _draw_points(top)
    H, _ = forward(params, X)
    for label, marker, color, size in [(0, "o", COLORS["blue"], 15), (1, "s", COLORS["orange"], 8)]:
        bottom.plot(*H[y[:, 0] == label].T, marker, color=color, ms=size, mec="white", mew=1.5, zorder=3, clip_on=False)
    for (x1, x2), h, offset in zip(X.astype(int), H, [(-11, -11), (-13, 9), (12, -10), (11, 10)], strict=True):
        bottom.annotate(f"{x1}{x2}", h, xytext=offset, textcoords="offset points", fontsize=8, ha="center",
                        va="center", zorder=4)  # fmt: skip
    bottom.set(xlim=(-0.15, 1.15), ylim=(-0.15, 1.15), xticks=[0, 1], yticks=[0, 1], aspect="equal")
    bottom.grid(False)
    for j, ls in enumerate(["-", "--"]):
        _draw_line(top, params["W1"][:, j], params["b1"][j], color="white", ls=ls, lw=1.6)
    _draw_line(bottom, params["W2"][:, 0], params["b2"][0], color="0.4", ls=":", lw=1.6)


def draw_snapshots(snapshots):
    """Draw networks, step -> params, one a column."""
    fig, axes = plt.subplots(2, len(snapshots), figsize=(7.2, 3.9), layout="tight")
    for (top, bottom), (step, params) in zip(axes.T, snapshots.items(), strict=True):
        draw_network(top, bottom, params)
        top.set_title(f"step {step}", fontsize=9)
    axes[0, 0].set_ylabel("input space")
    axes[1, 0].set_ylabel("hidden space")
    plt.show()


def draw_heights(runs):
    """Draw the final losses of the networks that did not learn, a column for each activation of `runs`."""
    fig, ax = plt.subplots(figsize=(6.4, 2.8))
    failed = {name: np.sort(run.losses[~run.learned]) for name, run in runs.items()}
    for i, losses in enumerate(failed.values()):
        ax.plot(i + np.linspace(-0.3, 0.3, len(losses)), losses, "o", ms=4)
    ax.set(ylabel="final loss", xlim=(-0.6, len(runs) - 0.4), ylim=(0.25, 0.8), xticks=range(len(runs)),
           xticklabels=[f"{name}: {len(losses)} failed" for name, losses in failed.items()])  # fmt: skip
    plt.show()


def draw_census(census, widths):
    """Draw how many of a hundred seeds learned: activation -> array (initializers, widths)."""
    fig, axes = plt.subplots(1, len(census), figsize=(7.2, 2.3), sharey=True, layout="tight")
    for ax, (activation, counts) in zip(axes, census.items(), strict=True):
        ax.imshow(counts, cmap="cividis", vmin=0, vmax=100, aspect="auto")
        ax.grid(False)
        for (i, j), n in np.ndenumerate(counts):
            ax.text(j, i, n, ha="center", va="center", color="white" if n < 60 else "black")
        ax.set(title=activation, xlabel="hidden units", xticks=range(len(widths)), xticklabels=widths, yticks=range(3),
               yticklabels=INITIALIZERS)  # fmt: skip
    plt.show()


def draw_rates(rates, wins):
    """Draw how many of a hundred seeds learned, over the learning rate: loss -> counts."""
    fig, ax = plt.subplots(figsize=(6, 2.8))
    for (loss, counts), style in zip(wins.items(), ["o-", "s--"], strict=False):
        ax.plot(rates, counts, style, ms=4, label=loss)
    ax.set(xscale="log", xlabel="learning rate", ylabel="seeds that learned")
    ax.legend(fontsize=8, loc="lower center")
    plt.show()
