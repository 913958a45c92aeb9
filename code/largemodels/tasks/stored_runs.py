"""What the 215 stored trainings of `studies.error_scaling` say, and two figures drawn from it.

Taught on the page 数据与算力的价钱 (3.3).
"""

import numpy as np

from largemodels.studies.error_scaling import load_grid

__all__ = ["draw_data", "draw_frontier", "lowest", "stored_errors"]


def stored_errors(study, steps, **fixed):
    """Return the records of a study whose fields are as `fixed` says, and their share of wrong answers at `steps`.

    Parameters
    ----------
    study : str
        data, width, depth or noise.
    steps : int
        One of `studies.error_scaling.CHECKPOINTS`.
    **fixed
        Values of fields of a record, such as ``images=1000``.

    Returns
    -------
    list of dict, ndarray (records,)
    """
    rows = [r for r in load_grid()["runs"] if r["study"] == study and all(r[k] == v for k, v in fixed.items())]
    return rows, np.array([r["wrong_answers"][steps] / 5000 for r in rows])


def lowest(flops, error):
    """Return where no other point, (n,) and (n,), is both cheaper and better."""
    return np.array([not ((flops <= f) & (error < e)).any() for f, e in zip(flops, error, strict=True)])


def draw_data(images, by_steps, law, colors):
    """Draw the errors over the training images, a line for each number of steps, and what `law` says of them."""
    import matplotlib.pyplot as plt

    sizes = np.unique(images)
    fig, ax = plt.subplots(figsize=(6.6, 2.9))
    for (steps, e), color in zip(by_steps.items(), colors, strict=True):
        ax.plot(images, 100 * e, "o", ms=3, alpha=0.5, color=color)
        ax.plot(sizes, [100 * e[images == n].mean() for n in sizes], color=color, label=f"{steps} steps")
    ax.plot(sizes, 100 * law(sizes), "--", color="black", lw=1.2, label="law from n ≤ 10000")
    ax.plot(sizes[-2:], 100 * law(sizes[-2:]), "o", mfc="white", mec="black")
    ax.set(xscale="log", yscale="log", xlabel="training images", ylabel="error (%)", yticks=[2, 5, 10, 20])
    ax.set_yticklabels(["2", "5", "10", "20"])
    ax.minorticks_off()
    ax.legend()
    plt.show()


def draw_frontier(curves, law, colors):
    """Draw the errors over the FLOPs of the widths named in `colors`, and `law` along their lower edge."""
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(6.6, 2.9))
    for h, color in colors.items():
        f, e = curves[h]
        ax.plot(f, 100 * e.mean(axis=1), "o-", ms=3, color=color, label=f"{h} units")
        ax.fill_between(f, 100 * e.min(axis=1), 100 * e.max(axis=1), color=color, alpha=0.2)
    line = np.array([1e9, 2e11])
    ax.plot(line, 100 * law(line), "--", color="black", lw=1.2)
    ax.set(xscale="log", yscale="log", xlabel="training FLOPs", ylabel="error (%)", yticks=[2, 5, 10, 20, 50, 100])
    ax.set_yticklabels(["2", "5", "10", "20", "50", "100"])
    ax.legend(fontsize=8)
    plt.show()
