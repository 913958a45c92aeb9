"""How the networks of this room are trained and judged: every choice is a field of Recipe."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from largemodels.training.batches import Batches
from largemodels.training.trainer import Trainer

from .augment import random_affine, random_shift


@dataclass(frozen=True)
class Recipe:
    """How a network is trained."""

    epochs: int = 3
    """Passes over the training images."""
    batch_size: int = 128
    """Images per step; the remainder of an epoch is left out."""
    learning_rate: float = 0.01
    """Peak of the schedule."""
    one_cycle: bool = True
    """Rise over the first quarter of the steps, then fall to zero (Smith and Topin, 2019); else constant."""
    weight_decay: float = 0.01
    """AdamW's (Loshchilov and Hutter, 2019)."""
    label_smoothing: float = 0.1
    """Share of the target spread evenly over the ten classes (Szegedy et al., 2016)."""
    shift: int = 0
    """Random shifts by up to so many pixels."""
    affine: tuple = ()
    """(degrees, scale, shear, pixels) of random affine distortions; empty for none."""


#: What page 5.4 trains, and what `make train-mnist` trains ten times.
PAGE_RECIPE = Recipe(epochs=3, shift=1)

#: 99.1 % in the least time, with `cnn.fast_cnn`: one pass, in smaller batches.
FAST_RECIPE = Recipe(epochs=1, batch_size=64, shift=1)


def train(model, x, y, recipe, *, seed=0, device="cpu"):
    """Train `model` in place by `recipe` and return it, ready for use.

    Parameters
    ----------
    model : torch.nn.Module
        From (n, 1, 28, 28) to logits (n, 10).
    x : ndarray, (n, 28, 28)
    y : ndarray, (n,) int
    recipe : Recipe
    seed : int
        Of the order of the images and of the distortions.
    device : str
        Where to train: ``"cpu"``, ``"cuda"``.

    Raises
    ------
    ValueError
        If there are not as many labels as images, or too few images for the recipe.

    Notes
    -----
    Taught on page 5.4.
    """

    def distort(batch, generator):
        images, labels = batch
        if recipe.affine:
            images = random_affine(images, *recipe.affine, generator=generator)
        if recipe.shift:
            images = random_shift(images, recipe.shift, generator=generator)
        return images, labels

    def loss(model, batch):
        images, labels = batch
        return F.cross_entropy(model(images), labels, label_smoothing=recipe.label_smoothing)

    model = model.to(device).to(memory_format=torch.channels_last)
    x = torch.as_tensor(x)[:, None]  # (n, 28, 28) -> (n, 1, 28, 28)
    batches = Batches(x, y, batch_size=recipe.batch_size, seed=seed, augment=distort, device=device)
    steps = recipe.epochs * (len(x) // recipe.batch_size)
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True)
    schedule = None
    if recipe.one_cycle:
        if steps < 8:
            raise ValueError(f"one cycle needs 8 steps or more, got {steps}")
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, recipe.learning_rate, total_steps=steps, pct_start=0.25, cycle_momentum=False
        )
    return Trainer(model, loss, batches, optimizer, schedule=schedule).run(steps)


def predict(model, x, *, views=1, batch_size=1000):
    """Return class probabilities (n, 10) of the images `x` (n, 28, 28), an ndarray.

    With ``views=5`` each image is also shown shifted by one pixel each way, and the five
    answers are averaged.

    Notes
    -----
    Taught on page 5.4.
    """
    shifts = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]
    if views not in (1, 5):
        raise ValueError(f"views must be 1 or 5, got {views}")
    where = next(model.parameters()).device
    model.eval()
    with torch.inference_mode():
        out = []
        for part in torch.as_tensor(x).split(batch_size):
            images = part[:, None].to(where)  # (b, 1, 28, 28)
            looks = [model(images.roll(s, dims=(2, 3))).softmax(dim=1) for s in shifts[:views]]
            out.append(torch.stack(looks).mean(dim=0).cpu())  # (b, 10)
    return torch.cat(out).numpy()


def accuracy(model, x, y, **how):
    """Return the share of `x` that `model` gets right; `how` goes to `predict`."""
    return float((predict(model, x, **how).argmax(axis=1) == y).mean())
