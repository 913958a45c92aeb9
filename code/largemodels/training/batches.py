"""Endless shuffled batches of arrays in memory.

Left out: data that does not fit in memory. Any iterable serves the trainer instead.
"""

import torch


class Batches:
    """Draw batches of rows of `arrays` without end, in a new order each time round.

    Everything random is drawn on the CPU from one generator, so that every device sees the same batches.

    Parameters
    ----------
    *arrays : ndarray or torch.Tensor
        Equally long; row i of one belongs to row i of the others. Kept on `device`.
    batch_size : int
        What is left of an order that fills no batch is passed over.
    seed : int
    augment : function(batch, generator), optional
        Returns the batch to use instead of the tuple drawn; it draws from `generator` alone.
    device : str or torch.device

    Examples
    --------
    >>> import numpy as np
    >>> batches = Batches(np.arange(6), batch_size=3)
    >>> sorted(row.item() for _ in range(2) for row in next(batches)[0])
    [0, 1, 2, 3, 4, 5]
    """

    def __init__(self, *arrays, batch_size, seed=0, augment=None, device="cpu"):
        lengths = {len(a) for a in arrays}
        if len(lengths) != 1:
            raise ValueError(f"arrays must be equally long, got {[len(a) for a in arrays]}")
        self.n = lengths.pop()
        if not 1 <= batch_size <= self.n:
            raise ValueError(f"batch_size must be from 1 to the {self.n} rows there are, got {batch_size}")
        self.arrays = [torch.as_tensor(a, device=device) for a in arrays]
        self.batch_size, self.augment, self.device = batch_size, augment, device
        self.generator = torch.Generator().manual_seed(seed)
        self.order = torch.empty(0, dtype=torch.long)  # what is left of it

    def __iter__(self):
        return self

    def __next__(self):
        if len(self.order) < self.batch_size:
            self.order = torch.randperm(self.n, generator=self.generator)
        rows, self.order = self.order[: self.batch_size].to(self.device), self.order[self.batch_size :]
        batch = tuple(a[rows] for a in self.arrays)
        return batch if self.augment is None else self.augment(batch, self.generator)

    def state_dict(self):
        """Return where the drawing stands."""
        return {"generator": self.generator.get_state(), "order": self.order.clone()}

    def load_state_dict(self, state):
        """Go on drawing from where `state_dict` was taken."""
        self.generator.set_state(state["generator"])
        self.order = state["order"]
