"""What holds of every decoder, whatever its weights: each property raises AssertionError where it does not.

Wrong masks and labels moved by one are the largest class of faults that readers of such repositories report, and the cache
of keys and values is the second. Neither shows in a loss that falls.
"""

import math

import torch

from largemodels.text.losses import IGNORED, next_token_loss, next_tokens
from largemodels.training.batches import Batches
from largemodels.training.checkpoints import load_checkpoint, save_checkpoint
from largemodels.training.trainer import Trainer

B, T = 3, 14
PROPERTIES = {}


def rule(function):
    PROPERTIES[function.__name__] = function
    return function


def ids_for(model, rows=B, length=T, seed=0):
    return torch.randint(model.config.vocabulary, (rows, length), generator=torch.Generator().manual_seed(seed))


def same(a, b):
    torch.testing.assert_close(a, b, rtol=0, atol=1e-9)


def with_padding(ids, left=0, right=0):
    """Return (ids, segments) with padding, segment 0, on either side."""
    pad = torch.nn.functional.pad
    return pad(ids, (left, right), value=1), pad(torch.ones_like(ids), (left, right))


@rule
def causal(model, **_):
    """A token changes no logit before it."""
    ids = ids_for(model)
    for t in range(1, T):
        other = ids.clone()
        other[:, t] = (ids[:, t] + 1) % model.config.vocabulary
        same(model(other)[:, :t], model(ids)[:, :t])


@rule
def sees_everything_before(model, **_):
    """A token changes every logit from its place on."""
    ids = ids_for(model)
    other = ids.clone()
    other[:, 0] = (ids[:, 0] + 1) % model.config.vocabulary
    assert ((model(other) - model(ids)).abs().amax(-1) > 1e-9).all()


@rule
def cached_one_by_one(model, Cache, **_):
    """Token by token through the cache gives the logits of the whole."""
    ids, cache = ids_for(model), Cache()
    same(torch.cat([model(ids[:, t : t + 1], cache=cache) for t in range(T)], 1), model(ids))


@rule
def cached_in_chunks(model, Cache, **_):
    """So do pieces of several tokens."""
    ids, cache = ids_for(model), Cache()
    same(torch.cat([model(part, cache=cache) for part in ids.split([5, 1, 4, 4], 1)], 1), model(ids))


@rule
def left_padded(model, **_):
    """Padding on the left changes nothing."""
    ids = ids_for(model)
    padded, segments = with_padding(ids, left=4)
    same(model(padded, segments=segments)[:, 4:], model(ids))


@rule
def right_padded(model, **_):
    """Nor does padding on the right."""
    ids = ids_for(model)
    padded, segments = with_padding(ids, right=5)
    same(model(padded, segments=segments)[:, :T], model(ids))


@rule
def cached_after_left_padding(model, Cache, **_):
    """Prompts of different lengths, padded on the left, go on token by token."""
    ids, cache = ids_for(model), Cache()
    padded, segments = with_padding(ids[:, :6], left=4)
    model(padded, segments=segments, cache=cache)
    same(torch.cat([model(ids[:, t : t + 1], cache=cache) for t in range(6, T)], 1), model(ids)[:, 6:])


@rule
def batched(model, **_):
    """A row's logits do not depend on the rows beside it."""
    ids = ids_for(model)
    same(torch.cat([model(row[None]) for row in ids]), model(ids))


@rule
def packed(model, **_):
    """Texts in one row are as separate ones."""
    ids = ids_for(model)
    segments = torch.tensor([1] * 5 + [2] * 6 + [3] * 3).expand(B, T)
    parts = [model(part) for part in ids.split([5, 6, 3], 1)]
    same(model(ids, segments=segments), torch.cat(parts, 1))


@rule
def packed_loss(model, **_):
    """The loss of packed, padded texts is the mean over the tokens of the separate ones."""
    ids = ids_for(model)
    segments = torch.tensor([1] * 5 + [2] * 6 + [0] * 3).expand(B, T)
    first, second = next_token_loss(model, (ids[:, :5],)), next_token_loss(model, (ids[:, 5:11],))
    same(next_token_loss(model, (ids, segments)), (4 * first + 5 * second) / 9)


@rule
def labels(model, **_):
    """Each token is asked for once, at the place before it; padding and the first of a text are not."""
    for segments in ([1, 1, 1, 2, 2, 0, 0], [0, 0, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6, 7]):
        ids = torch.arange(10, 17)[None]
        expected = [
            int(ids[0, t + 1]) if t + 1 < 7 and segments[t] == segments[t + 1] != 0 else IGNORED for t in range(7)
        ]
        assert next_tokens(ids, torch.tensor([segments])).tolist() == [expected]


@rule
def positions_are_relative(model, rotate, **_):
    """The product of a turned query and a turned key depends on the distance alone; position 0 turns nothing."""
    generator = torch.Generator().manual_seed(4)
    q, k = torch.randn(2, 1, 1, 1, 8, generator=generator, dtype=torch.float64)

    def product(m, n):
        at = [torch.tensor([[place]]) for place in (m, n)]
        return (rotate(q, at[0], 100.0) * rotate(k, at[1], 100.0)).sum()

    for m, n, shift in [(3, 1, 5), (0, 7, 20), (9, 9, 100)]:
        torch.testing.assert_close(product(m, n), product(m + shift, n + shift), rtol=0, atol=1e-5)
    assert (product(5, 1) - product(5, 2)).abs() > 1e-3
    assert torch.equal(rotate(q, torch.tensor([[0]]), 100.0), q)


@rule
def every_parameter_learns(model, **_):
    """The loss has a gradient with respect to each parameter."""
    model.zero_grad()
    next_token_loss(model, (ids_for(model),)).backward()
    dead = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.abs().max() > 0]
    assert not dead, dead


@rule
def starts_at_ln_V(model, fresh, **_):
    """A model that knows nothing is as surprised as by an even draw."""
    net = fresh()
    loss = next_token_loss(net, (ids_for(net, 16, 40),)).item()
    assert abs(loss - math.log(net.config.vocabulary)) < 0.1, loss


@rule
def has_what_was_counted(model, **_):
    """Its numbers are as many as the configuration counts; tied weights are one tensor."""
    assert sum(p.numel() for p in model.parameters()) == model.config.n_parameters
    assert (model.head.weight is model.embedding.weight) == model.config.tied


@rule
def resumes(model, fresh, folder, **_):
    """A training stopped and resumed ends where an uninterrupted one does, bit for bit."""

    def trainer():
        net = fresh()
        batches = Batches(ids_for(net, 24, 9), batch_size=4)
        return Trainer(net, next_token_loss, batches, torch.optim.AdamW(net.parameters(), lr=0.01))

    whole = trainer()
    whole.run(8)
    first, second = trainer(), trainer()
    first.run(5)
    save_checkpoint(first, folder / "half.pt")
    load_checkpoint(second, folder / "half.pt")
    second.run(3)
    assert all(torch.equal(p, q) for p, q in zip(whole.model.parameters(), second.model.parameters(), strict=True))
