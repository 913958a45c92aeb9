"""What watches a training: each is called as ``callback(trainer)`` after every step."""

import torch
from tqdm import tqdm


def every(steps, callback):
    """Return a callback that calls `callback` after each so many steps.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> seen = []
    >>> watch = every(2, lambda trainer: seen.append(trainer.step))
    >>> for step in (1, 2, 3, 4):
    ...     watch(SimpleNamespace(step=step))
    >>> seen
    [2, 4]
    """
    if steps < 1:
        raise ValueError(f"steps must be 1 or more, got {steps}")

    def watch(trainer):
        if trainer.step % steps == 0:
            callback(trainer)

    return watch


class Evaluation:
    """Score the network, switched to ``eval`` and without gradients, and keep the scores.

    Parameters
    ----------
    score : function(network)
        Returns what is to be kept.

    Attributes
    ----------
    history : list of (step, score)
    """

    def __init__(self, score):
        self.score, self.history = score, []

    def __call__(self, trainer):
        with torch.no_grad():
            self.history.append((trainer.step, self.score(trainer.network.eval())))


class Progress:
    """Show a bar of `steps` steps and the loss on stderr, but only where that is a terminal.

    Nothing of it gets into a notebook's stored output.
    """

    def __init__(self, steps):
        self.bar = tqdm(total=steps, disable=None)  # None: off unless stderr is a terminal

    def __call__(self, trainer):
        if self.bar.disable:
            return
        self.bar.set_postfix_str(f"loss {float(trainer.last_loss):.3f}", refresh=False)
        self.bar.update()
        if self.bar.n >= self.bar.total:
            self.bar.close()
