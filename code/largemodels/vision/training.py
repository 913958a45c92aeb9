"""One training loop for the networks of this room: every choice of it is a field of Recipe.

Left out: checkpoints and data that does not fit in memory.
"""

import copy
from dataclasses import dataclass

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
    average: float = 0.0
    """Decay of the moving average of the weights, which is then what is returned; 0 for none."""


#: What page 5.4 trains, and what `make train-mnist` trains ten times.
PAGE_RECIPE = Recipe(epochs=3, shift=1)


def train(model, x, y, recipe, *, seed=0, device="cpu", callback=None):
    """Train `model` and return the network to use (another one where weights are averaged).

    Parameters
    ----------
    model : torch.nn.Module
        From (n, 1, 28, 28) to logits (n, 10); trained in place.
    x : ndarray, (n, 28, 28)
    y : ndarray, (n,) int
    recipe : Recipe
    seed : int
        Of the order of the images and of the distortions, drawn on the CPU so that every
        device sees the same ones.
    device : str
        Where to train: ``"cpu"``, ``"cuda"``.
    callback : function(epoch, mean_loss, model), optional
        Called after each epoch, counted from 1.

    Raises
    ------
    ValueError
        If there are not as many labels as images, or too few images for the recipe.

    Notes
    -----
    Taught on page 5.4.
    """
    import torch
    import torch.nn.functional as F

    if len(x) != len(y):
        raise ValueError(f"x and y must be equally long, got {len(x)} and {len(y)}")
    if len(x) < recipe.batch_size:
        raise ValueError(f"{len(x)} images do not fill a batch of {recipe.batch_size}")
    steps = len(x) // recipe.batch_size
    if recipe.one_cycle and steps * recipe.epochs < 8:
        raise ValueError(f"one cycle needs 8 steps or more, got {steps * recipe.epochs}")
    generator = torch.Generator().manual_seed(seed)
    model = model.to(device).to(memory_format=torch.channels_last)
    x = torch.as_tensor(x, device=device)[:, None]  # (n, 28, 28) -> (n, 1, 28, 28)
    y = torch.as_tensor(y, device=device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = None
    if recipe.one_cycle:
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, recipe.learning_rate, total_steps=steps * recipe.epochs, pct_start=0.25, cycle_momentum=False
        )
    averaged = copy.deepcopy(model) if recipe.average else None
    for epoch in range(1, recipe.epochs + 1):
        model.train()
        order = torch.randperm(len(x), generator=generator)[: steps * recipe.batch_size].to(device)
        total = 0.0
        for batch in order.split(recipe.batch_size):
            images = x[batch]
            if recipe.affine:
                images = random_affine(images, *recipe.affine, generator=generator)
            if recipe.shift:
                images = random_shift(images, recipe.shift, generator=generator)
            loss = F.cross_entropy(model(images), y[batch], label_smoothing=recipe.label_smoothing)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if schedule is not None:
                schedule.step()
            if averaged is not None:
                _move(averaged, model, recipe.average)
            total += loss.item()
        if callback is not None:
            callback(epoch, total / steps, averaged if averaged is not None else model)
    return (averaged if averaged is not None else model).eval()


def _move(averaged, model, decay):
    """Move the averaged weights, and copy the counters, towards those of the model."""
    import torch

    with torch.no_grad():
        for a, m in zip(averaged.state_dict().values(), model.state_dict().values(), strict=True):
            if a.dtype.is_floating_point:
                a.lerp_(m, 1 - decay)
            else:
                a.copy_(m)


def predict(model, x, *, views=1, batch_size=1000):
    """Return class probabilities (n, 10) of the images `x` (n, 28, 28), an ndarray.

    With ``views=5`` each image is also shown shifted by one pixel each way, and the five
    answers are averaged.

    Notes
    -----
    Taught on page 5.4.
    """
    import torch

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
