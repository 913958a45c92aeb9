"""The loss of a language model: how surprised it is by each next token."""

import torch.nn.functional as F

IGNORED = -100
"""A label that no position is asked for; torch's cross-entropy leaves it out."""


def next_tokens(ids, segments=None):
    """Return what stands next to each token, and IGNORED at the end of a text.

    Parameters
    ----------
    ids : torch.Tensor of int, (B, T)
    segments : torch.Tensor of int, (B, T), optional
        Which text each token belongs to; 0 is padding, of which nothing is asked.

    Returns
    -------
    torch.Tensor of int, (B, T)

    Examples
    --------
    >>> import torch
    >>> next_tokens(torch.tensor([[5, 6, 7, 8]]), torch.tensor([[1, 1, 2, 0]]))
    tensor([[   6, -100, -100, -100]])
    """
    labels = F.pad(ids[:, 1:], (0, 1), value=IGNORED)
    if segments is not None:
        following = F.pad(segments[:, 1:], (0, 1))
        labels = labels.masked_fill((segments != following) | (segments == 0), IGNORED)
    return labels


def next_token_loss(model, batch):
    """Return the mean surprise in nats; `batch` is (ids,) or (ids, segments), each (B, T).
    """
    ids, segments = batch if len(batch) == 2 else (*batch, None)
    logits = model(ids, segments=segments)  # (B, T, V)
    return F.cross_entropy(logits.flatten(0, 1), next_tokens(ids, segments).flatten(), ignore_index=IGNORED)
