"""What the examples of the decision table share: a seed that is put back, a descent, a small net."""

from contextlib import contextmanager


@contextmanager
def seeded(seed):
    """Seed torch, and put its generator back afterwards; yields ``torch, torch.nn, torch.nn.functional``."""
    import torch  # the decision table is read without it

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield torch, torch.nn, torch.nn.functional


def minimise(model, loss, steps, rate=0.01):
    """Take `steps` steps of Adam on ``loss()``."""
    import torch

    optimizer = torch.optim.Adam(model.parameters(), rate)
    for _ in range(steps):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()


def mlp(nn, n_in, n_out, width=32):
    """One hidden layer with ReLU."""
    return nn.Sequential(nn.Linear(n_in, width), nn.ReLU(), nn.Linear(width, n_out))
