"""Pictures of convolution: three matrices of weights, one sliding window, edges of a digit, filters, mistakes.

NumPy only; matplotlib is imported where it is used. Taught on page 5.4.
"""

import numpy as np

from largemodels.numpy_nn.convolution import conv2d, max_pool2d

__all__ = ["draw_edges", "draw_filters", "draw_mistakes", "draw_shared_weights", "draw_window"]


def shared_weights(side=6, reach=1):
    """Return three matrices (side^2, side^2) of weight numbers, 0 where there is no weight.

    Row: a place of the output; column: a pixel. In the first each entry is a weight of its own, in the second the
    weight depends on the step from place to pixel alone, in the third steps of more than `reach` are gone.
    """
    place = np.stack(np.divmod(np.arange(side**2), side), axis=1)  # (side^2, 2)
    step = place[None] - place[:, None]  # (places, pixels, 2)
    full = 1 + np.arange(side**4).reshape(side**2, side**2)
    same = 1 + (step[..., 0] + side - 1) * (2 * side - 1) + step[..., 1] + side - 1
    return full, same, np.where(np.abs(step).max(axis=-1) <= reach, same, 0)


def draw_shared_weights():
    """Draw the three matrices of an image of 6 by 6, one colour a weight; return how many weights each has."""
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.7))
    counts = []
    titles = ["fully connected", "same at every place", "and only near"]
    for ax, matrix, title in zip(axes, shared_weights(), titles, strict=True):
        numbers = np.unique(matrix[matrix > 0])
        color = np.random.default_rng(0).permutation(len(numbers)) / len(numbers)
        shown = np.full(matrix.shape, np.nan)
        shown[matrix > 0] = color[np.searchsorted(numbers, matrix[matrix > 0])]
        ax.imshow(shown, cmap="turbo", interpolation="nearest", vmin=0, vmax=1)
        ax.set_title(f"{title}\n{len(numbers)} weights", fontsize=9)
        ax.set(xticks=[], yticks=[], xlabel="36 pixels")
        ax.grid(False)
        counts.append(len(numbers))
    axes[0].set_ylabel("36 outputs")
    return counts


def _numbers(ax, a, title):
    ax.imshow(np.zeros_like(a), cmap="gray_r", vmin=0, vmax=1)
    for (i, j), value in np.ndenumerate(a):
        ax.text(j, i, f"{value:.0f}", ha="center", va="center", fontsize=11)
    ax.set_title(title, fontsize=9)
    ax.set(xticks=np.arange(a.shape[1] + 1) - 0.5, yticks=np.arange(a.shape[0] + 1) - 0.5, xticklabels=[],
           yticklabels=[])
    ax.tick_params(length=0)
    ax.grid(True, color="0.7", lw=0.7)


def draw_window(x, w, i, j, color):
    """Draw the image `x`, the kernel `w` and the output, with the window whose corner is (i, j) framed."""
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, 3, figsize=(6.8, 2.3), width_ratios=[5, 3, 3])
    y = conv2d(x[None], w[None, None])[0]
    for ax, a, title in zip(axes, (x, w, y), ("image x", "kernel w", "output y"), strict=True):
        _numbers(ax, a, title)
    for ax, corner, size in [(axes[0], (j, i), w.shape[::-1]), (axes[2], (j, i), (1, 1))]:
        ax.add_patch(plt.Rectangle((corner[0] - 0.5, corner[1] - 0.5), *size, fill=False, ec=color, lw=3))


def draw_edges(image, w):
    """Draw `image` (h, w), what the kernel `w` and its transpose make of it, and the first after pooling."""
    import matplotlib.pyplot as plt

    vertical = conv2d(image[None], w[None, None], padding=1)  # (1, h, w)
    horizontal = conv2d(image[None], w.T[None, None], padding=1)
    fig, axes = plt.subplots(1, 4, figsize=(7.2, 2.1))
    panels = [(image, "input", "gray"), (vertical[0], "vertical edges", "RdBu_r"),
              (horizontal[0], "horizontal edges", "RdBu_r"),
              (max_pool2d(np.abs(vertical))[0], "|vertical|, pooled", "gray")]
    for ax, (panel, title, cmap) in zip(axes, panels, strict=True):
        top = np.abs(panel).max()
        ax.imshow(panel, cmap=cmap, vmin=-top if cmap == "RdBu_r" else 0, vmax=top)
        ax.set_title(title, fontsize=10)
        ax.axis("off")


def draw_filters(filters, image):
    """Draw the `filters` (16, 1, 3, 3) of a first layer, each above what it makes of `image` (h, w)."""
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(4, 8, figsize=(7.2, 3.2))
    maps = conv2d(image[None], filters, padding=1)  # (16, h, w)
    for k, (kernel, seen) in enumerate(zip(filters[:, 0], maps, strict=True)):
        row, col = 2 * (k // 8), k % 8
        for ax, a in [(axes[row, col], kernel), (axes[row + 1, col], seen)]:
            top = np.abs(a).max()
            ax.imshow(a, cmap="RdBu_r", vmin=-top, vmax=top)
    for ax in axes.flat:
        ax.axis("off")
    fig.subplots_adjust(wspace=0.1, hspace=0.1)


def draw_mistakes(images, labels, probabilities, n=10):
    """Draw the `n` mistakes made with most confidence: label, arrow, answer, its probability; fewer if there are."""
    import matplotlib.pyplot as plt

    answer, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(answer != labels)
    wrong = wrong[np.argsort(-sure[wrong])][:n]
    fig, axes = plt.subplots(2, (n + 1) // 2, figsize=(7.2, 2.9))
    for ax in axes.flat:
        ax.axis("off")
    for ax, i in zip(axes.flat, wrong, strict=False):
        ax.imshow(images[i], cmap="gray_r")
        ax.set_title(f"{labels[i]} → {answer[i]}  {sure[i]:.0%}", fontsize=9)
