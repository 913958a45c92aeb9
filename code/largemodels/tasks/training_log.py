"""A training log printed without its program's numbers, and the pictures that set it beside real runs.

NumPy only; matplotlib is imported where it is used. Taught on page 5.4.
"""

import numpy as np

__all__ = ["PRINTED", "always_better", "distance_from_band", "draw_curves", "draw_pairs"]

PRINTED = {
    "loss": [0.0983, 0.0469, 0.0434, 0.0423, 0.0414, 0.0407, 0.0403, 0.0399, 0.0395, 0.0392],
    "accuracy": [0.9760, 0.9799, 0.9814, 0.9822, 0.9831, 0.9838, 0.9842, 0.9847, 0.9852, 0.9857],
    "val_loss": [0.0487, 0.0426, 0.0414, 0.0405, 0.0401, 0.0397, 0.0393, 0.0389, 0.0386, 0.0383],
    "val_accuracy": [0.9850, 0.9865, 0.9873, 0.9879, 0.9890, 0.9894, 0.9900, 0.9903, 0.9906, 0.9910],
}
"""The log as the source article prints it: ten epochs, four columns."""

LOW = 0.13
"""Training loss below which epochs are compared with the printed ones."""


def always_better(log):
    """Return, for each of the four columns of `log`, whether every epoch is better than the one before."""
    signs = {"loss": -1, "accuracy": 1, "val_loss": -1, "val_accuracy": 1}
    return [bool(np.all(sign * np.diff(log[name]) > 0)) for name, sign in signs.items()]


def low_epochs(runs):
    """Return training loss and accuracy (2, n) of all epochs of `runs` with a loss below LOW."""
    pairs = np.concatenate([np.array([run["loss"], run["accuracy"]]) for run in runs], axis=1)
    return pairs[:, pairs[0] < LOW]


def distance_from_band(runs, log):
    """Fit a parabola to the low epochs of `runs` (accuracy over the log of the loss) and measure from it.

    Parameters
    ----------
    runs : list of dict
        Logs with ``loss`` and ``accuracy``.
    log : dict
        The log in question.

    Returns
    -------
    farthest : float
        The largest distance of an epoch of `runs`.
    nearest : float
        The smallest distance of an epoch of `log`.
    """
    loss, accuracy = low_epochs(runs)
    curve = np.polynomial.Polynomial.fit(np.log(loss), accuracy, deg=2)
    farthest = np.abs(accuracy - curve(np.log(loss))).max()
    return float(farthest), float(np.abs(np.array(log["accuracy"]) - curve(np.log(log["loss"]))).min())


def draw_curves(logs, colors):
    """Draw the losses of two logs side by side, in an order that gives nothing away; return the axes."""
    import matplotlib.pyplot as plt

    epochs = np.arange(1, 11)
    fig, axes = plt.subplots(1, 2, figsize=(7.2, 3.1))
    for ax, i, title in zip(axes, np.random.default_rng(3).permutation(2), "AB", strict=True):
        ax.plot(epochs, logs[i]["loss"], color=colors["blue"], label="training")
        ax.plot(epochs, logs[i]["val_loss"], "--", color=colors["orange"], label="held-out images")
        ax.set(xlabel="epoch", title=title, ylim=(0, None), xticks=[2, 4, 6, 8, 10])
    axes[0].set_ylabel("cross-entropy loss")
    axes[0].legend()
    return axes


def draw_pairs(runs, log, colors):
    """Draw accuracy over loss: the low epochs of `runs` as dots, those of `log` as squares; return the axes."""
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(6, 3.4))
    ax.plot(*low_epochs(runs), ".", color=colors["grey"], ms=5, label="epochs of 40 reruns")
    ax.plot(log["loss"], log["accuracy"], "s-", color=colors["orange"], lw=1, label="printed log")
    ax.set(xscale="log", xlabel="training loss", ylabel="training accuracy", ylim=(0.96, 0.995), xlim=(0.03, LOW))
    ax.set_xticks([0.03, 0.05, 0.1], ["0.03", "0.05", "0.1"])
    ax.minorticks_off()
    ax.legend()
    return ax
