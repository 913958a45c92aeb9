"""Early stopping: quit when the validation loss no longer falls, and go back.

Left out: watching anything but a loss.
"""

import math

from .._check import number, whole


class EarlyStopping:
    """Stop after `patience` epochs in a row without a new best loss.

    Parameters
    ----------
    patience : int
        How many epochs to wait for a new best.
    min_delta : float
        A new best must be lower than the old one by more than this.
    restore_best : bool
        Whether the parameters of the best epoch are put back in the end.

    Attributes
    ----------
    best_epoch : int or None
        Index of the best epoch so far; None until a loss was a number.

    Notes
    -----
    Prechelt, *Early stopping, but when?* (1998). Taught on page 5.3.
    """

    def __init__(self, patience, min_delta=0.0, restore_best=True):
        self.patience = whole("patience", patience)
        self.min_delta = number("min_delta", min_delta)
        self.restore_best = restore_best
        self.start()

    def start(self):
        """Forget what came before: one object can serve several trainings."""
        self.best_loss = math.inf
        self.best_epoch = None
        self.best_params = None
        self.waited = 0

    def should_stop(self, epoch, loss, params):
        """Take note of an epoch's loss; return True when patience has run out."""
        if loss < self.best_loss - self.min_delta:  # never so for NaN
            self.best_loss, self.best_epoch, self.waited = loss, epoch, 0
            self.best_params = [p.copy() for p in params]
        else:
            self.waited += 1
        return self.waited >= self.patience

    def restore(self, params):
        """Write the best epoch's values into `params`, if that is wanted."""
        if self.restore_best and self.best_params is not None:
            for p, best in zip(params, self.best_params, strict=True):
                p[...] = best
