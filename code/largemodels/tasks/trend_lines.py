"""Trend lines through a table of models: the band of a forecast, its figure, and what page 1 asks of the rows.

Slopes are powers of ten a year. NumPy only; matplotlib is imported where it draws.
"""

import csv

import numpy as np

from largemodels.data import fetch


def line_and_band(x, y, at):
    """Return the least-squares line at `at`, and half the width of the 95 % band of a new point there."""
    slope, level = np.polyfit(x - 2018, y, 1)
    spread = np.sqrt(np.sum((y - level - slope * (x - 2018)) ** 2) / (len(x) - 2))
    far = (at - x.mean()) ** 2 / np.sum((x - x.mean()) ** 2)
    return level + slope * (at - 2018), 1.96 * spread * np.sqrt(1 + 1 / len(x) + far)


def compute_of(models, rows):
    """Return the years, and the logarithms of training compute, of `rows`."""
    return models.year[rows], np.log10(models.compute[rows])


def before_and_after(models, stop=2019):
    """Return masks of the rows with known compute: from 2010 up to `stop`, and from `stop` on."""
    known = np.isfinite(models.compute) & (models.year >= 2010)
    return known & (models.year < stop), known & (models.year >= stop)


def bootstrap_by_maker(x, y, maker, rounds=2000, seed=0):
    """Return `rounds` slopes, with whole organisations drawn instead of rows: weights say how often each came."""
    _, maker = np.unique(maker, return_inverse=True)
    n = maker.max() + 1
    w = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=rounds)[:, maker]  # (rounds, rows)
    x = x - (w @ x / w.sum(axis=1))[:, None]
    return (w * x * y).sum(axis=1) / (w * x**2).sum(axis=1)


def frontier_of(Y, top=5):
    """Return, for simulations Y (S, n) in order of time, which points are among the `top` largest so far."""
    ranks = [(Y[:, : i + 1] >= Y[:, [i]]).sum(axis=1) for i in range(Y.shape[1])]
    ranks = np.array(ranks).T  # (S, n)
    return ranks <= top


def frontier_slopes(dates, truth, noise, rounds=200):
    """Return the slopes fitted to the frontier alone, from 2010 on, of points that follow the slope `truth`."""
    Y = truth * (dates - 2018) + np.random.default_rng(0).normal(0, noise, (rounds, len(dates)))
    rows = zip(Y, frontier_of(Y) & (dates >= 2010), strict=True)
    return np.array([np.polyfit(dates[chosen], y[chosen], 1)[0] for y, chosen in rows])


def covered(train, test):
    """Return the share of the points `test` inside the 95 % band fitted to `train`; both are (x, y)."""
    middle, half = line_and_band(*train, test[0])
    return np.mean(np.abs(test[1] - middle) < half)


def covered_without(train, test, pool, n, rounds=1000, seed=0):
    """Return `rounds` values of `covered`, each after taking away `n` rows by chance from those in `pool`."""
    rng, rows, found = np.random.default_rng(seed), np.flatnonzero(pool), []
    for _ in range(rounds):
        keep = np.setdiff1d(np.arange(len(pool)), rng.choice(rows, n, replace=False))
        found.append(covered((train[0][keep], train[1][keep]), test))
    return np.array(found)


def draw_forecasts(models, reveal=False):
    """Draw two lines through 2010–2018, of every row and of the frontier alone; `reveal` the later points."""
    import matplotlib.pyplot as plt

    from largemodels.book import COLORS

    known, later = before_and_after(models)
    frontier, at = models.frontier, np.linspace(2010, 2026, 100)
    fig, ax = plt.subplots(figsize=(7.2, 3.4))
    for name, dots, train, kind, color, marker in [
        ("A: line through every row", "other rows", known, ~frontier, COLORS["blue"], "o"),
        ("B: line through frontier rows", "frontier rows", known & frontier, frontier, COLORS["orange"], "s"),
    ]:
        middle, half = line_and_band(*compute_of(models, train), at)
        ax.plot(at, 10**middle, color=color, label=name)
        ax.fill_between(at, 10 ** (middle - half), 10 ** (middle + half), color=color, alpha=0.15, lw=0)
        ax.plot(models.year[known & kind], models.compute[known & kind], marker, ms=4, color=color, label=dots)
        if reveal:
            rows = later & kind
            ax.plot(models.year[rows], models.compute[rows], marker, ms=4, mfc="none", color=color)
    ax.plot([2019, 2019], [1e9, 1e28], color=COLORS["grey"], ls="--", lw=1)
    ax.set(yscale="log", xlabel="year of publication", ylabel="training compute (FLOP)")
    ax.set(xlim=(2010, 2026), ylim=(1e9, 1e32))
    ax.legend(loc="upper left", ncols=2, fontsize=9)
    if not reveal:
        ax.text(2022.4, 1e11, "hidden", ha="center", color=COLORS["grey"])
    plt.show()


def draw_without(models, small):
    """Draw line and band of every row of 2010–2018, and those without the rows in `small`."""
    import matplotlib.pyplot as plt

    from largemodels.book import COLORS

    known, later = before_and_after(models)
    fig, ax = plt.subplots(figsize=(7.2, 3.4))
    at = np.linspace(2010, 2026, 100)
    ax.plot(*compute_of(models, later), ".", ms=4, color="0.75", label="2019–2025 (not used)")
    ax.plot(*compute_of(models, known & ~small), "o", ms=4, color=COLORS["blue"], label="2010–2018, other rows")
    ax.plot(*compute_of(models, known & small), "X", ms=7, color=COLORS["purple"], mec="black", mew=0.5,
            label="2010–2018, Penn Treebank or WikiText")
    for label, rows, color, style in [
        ("line and band of A", known, COLORS["blue"], "-"),
        ("the same without the crosses", known & ~small, COLORS["black"], "--"),
    ]:
        middle, half = line_and_band(*compute_of(models, rows), at)
        ax.plot(at, middle, style, color=color, label=label)
        for edge in (middle - half, middle + half):
            ax.plot(at, edge, style, color=color, lw=0.8)
    ax.set(xlabel="year of publication", ylabel="training compute (log10 FLOP)", xlim=(2010, 2026), ylim=(11, 33),
           yticks=range(12, 33, 4))
    ax.legend(loc="upper left", ncols=2, fontsize=8)
    plt.show()


def trained_on(models, *corpora):
    """Return a mask of the models whose training text, in the table's own words, names one of `corpora`."""
    path = fetch("epoch-notable-models", "notable-ai-models.csv")
    with path.open(encoding="utf-8", newline="") as file:
        text = {row["Model"].strip(): row["Training dataset"] for row in csv.DictReader(file)}
    return np.array([any(corpus in text[model] for corpus in corpora) for model in models.model])
