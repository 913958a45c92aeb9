"""Train networks on images whose pixels are all in one wrong order: what is left of convolution without neighbours?

Torch. Taught on page 5.4, where convolution is.
"""

import numpy as np
import torch

from largemodels.vision.training import Recipe, accuracy, train

RECIPE = Recipe(epochs=3)


def compare_orders(builders, x, y, x_val, y_val, seeds=3):
    """Train each network on the images as they are, and with their pixels in a random order.

    Parameters
    ----------
    builders : dict of str to function
        Each returns a new network from (n, 1, 28, 28) to logits.
    x, x_val : ndarray, (n, 28, 28)
    y, y_val : ndarray, (n,) int
    seeds : int
        Each seed has its own initial weights and its own order of the pixels.

    Returns
    -------
    dict
        ``(name, "in order")`` and ``(name, "shuffled")`` to the validation accuracies of the seeds.
    """
    found = {}
    for name, build in builders.items():
        for how in ("in order", "shuffled"):
            found[name, how] = np.zeros(seeds)
            for seed in range(seeds):
                order = np.random.default_rng(seed).permutation(784) if how == "shuffled" else np.arange(784)
                seen, asked = (a.reshape(-1, 784)[:, order].reshape(-1, 28, 28) for a in (x, x_val))
                torch.manual_seed(seed)
                net = train(build(), seen, y, RECIPE, seed=seed)
                found[name, how][seed] = accuracy(net, asked, y_val)
    return found
