"""One loop for every network: a batch, a loss, its gradients, a step.

Left out: several devices, mixed precision, gradients gathered over several batches.
"""

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


class Trainer:
    """A training, counted in steps. Callbacks receive it, so its attributes are what they can read.

    Parameters
    ----------
    model : torch.nn.Module
        Trained in place.
    loss : function(model, batch)
        Returns a scalar tensor.
    batches : iterable
        One batch a step; `batches.Batches` draws them without end.
    optimizer : torch.optim.Optimizer
    schedule : torch.optim.lr_scheduler.LRScheduler, optional
        Moved on after each step.
    clip : float, optional
        Longer gradients, all parameters taken together, are scaled down to this norm.
    average : float, optional
        Decay of an exponential moving average of weights and buffers, which is then the `network` to use.

    Attributes
    ----------
    step : int
        Steps taken; a callback sees 1 after the first.
    last_loss : torch.Tensor
        Loss of the last batch, before its step. It stays on the device: ``float`` fetches it.
    network : torch.nn.Module
        What to evaluate and to keep: the averaged model if there is one, else `model`.

    Examples
    --------
    >>> import torch
    >>> from torch import nn
    >>> model = nn.Linear(1, 1, bias=False)
    >>> batch = torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [6.0]])  # y = 3 x
    >>> def squared(model, batch):
    ...     return ((model(batch[0]) - batch[1]) ** 2).mean()
    >>> trainer = Trainer(model, squared, [batch] * 100, torch.optim.SGD(model.parameters(), lr=0.1))
    >>> round(trainer.run(100).weight.item(), 3)
    3.0
    """

    def __init__(self, model, loss, batches, optimizer, *, schedule=None, clip=None, average=None):
        if not callable(loss):
            raise TypeError(f"loss must be a function of (model, batch), got {type(loss).__name__}")
        if not hasattr(batches, "__iter__"):
            raise TypeError(f"batches must be iterable, got {type(batches).__name__}")
        if schedule is not None and schedule.optimizer is not optimizer:
            raise ValueError("schedule must have been made from this optimizer")
        if clip is not None and not clip > 0:
            raise ValueError(f"clip must be positive, got {clip}")
        if average is not None and not 0 < average < 1:
            raise ValueError(f"average must lie between 0 and 1, got {average}")
        self.model, self.loss, self.batches = model, loss, batches
        self.optimizer, self.schedule, self.clip = optimizer, schedule, clip
        self.averaged = None
        if average is not None:
            self.averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(average), use_buffers=True)
        self.step, self.last_loss = 0, None
        self._iterator = iter(batches)

    @property
    def network(self):
        return self.model if self.averaged is None else self.averaged.module

    def run(self, steps, callbacks=()):
        """Take `steps` more steps and return `network`, ready for use (``eval``).

        Parameters
        ----------
        steps : int
        callbacks : sequence of function(trainer)
            Called in turn after each step.

        Raises
        ------
        RuntimeError
            If the batches run out.
        """
        for _ in range(steps):
            try:
                batch = next(self._iterator)
            except StopIteration:
                raise RuntimeError(f"the batches ran out after {self.step} steps") from None
            self.model.train()  # a callback may have switched it to eval
            loss = self.loss(self.model, batch)
            self.optimizer.zero_grad()
            loss.backward()
            if self.clip is not None:
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
            self.optimizer.step()
            if self.schedule is not None:
                self.schedule.step()
            if self.averaged is not None:
                self.averaged.update_parameters(self.model)
            self.step, self.last_loss = self.step + 1, loss.detach()
            for callback in callbacks:
                callback(self)
        return self.network.eval()
