"""Llama (Touvron et al., 2023) in torch: the decoder of today, from the configuration that `accounting` counts.

Where a position is told by turning (rotary positions, Su et al., 2021), the norm has a scale only (RMSNorm), the MLP has a
gate (SwiGLU), nothing has a bias, and several heads of queries may share one of keys and values (grouped-query attention).

Several texts can stand in one row: `segments` numbers them, a token sees its own segment only, and positions start anew in
each. Padding is a segment like another, of which nobody reads the answer. With a `Cache` a text comes in pieces.
"""

import torch
import torch.nn.functional as F
from torch import nn


class Cache:
    """Keys, values and segments of the tokens that a model has seen; grows with every call."""

    def __init__(self):
        self.keys, self.values, self.segments = {}, {}, None

    def __len__(self):
        return 0 if self.segments is None else self.segments.shape[1]

    def add_segments(self, segments):
        """Append (B, T); return all (B, S)."""
        seen = [] if self.segments is None else [self.segments]
        self.segments = torch.cat([*seen, segments], 1)
        return self.segments

    def add(self, layer, k, v):
        """Append the keys and values of one layer, (B, heads, T, hs); return all, (B, heads, S, hs)."""
        if layer in self.keys:
            k, v = torch.cat([self.keys[layer], k], 2), torch.cat([self.values[layer], v], 2)
        self.keys[layer], self.values[layer] = k, v
        return k, v


def positions(segments):
    """Return the place of each token within its segment, (B, S): 0, 1, 2 …

    Examples
    --------
    >>> positions(torch.tensor([[0, 0, 1, 1, 1]]))
    tensor([[0, 1, 0, 1, 2]])
    """
    place = torch.arange(segments.shape[1], device=segments.device).expand_as(segments)
    begins = F.pad(segments[:, 1:] != segments[:, :-1], (1, 0), value=True)
    return place - torch.where(begins, place, 0).cummax(1).values


def rotate(x, place, base):
    """Turn each pair of numbers (i, i + hs/2) of `x` (B, heads, T, hs) by an angle that grows with `place` (B, T)."""
    half = x.shape[-1] // 2
    speed = base ** (-torch.arange(half, device=x.device) / half)  # (hs/2,) from 1 down to 1 / base
    angle = place[:, None, :, None] * speed  # (B, 1, T, hs/2)
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Attention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.heads, self.kv_heads, self.base = config.heads, config.kv_heads, config.rope_base
        self.head_width = config.width // config.heads
        self.q = nn.Linear(config.width, config.width, bias=False)
        self.k = nn.Linear(config.width, self.kv_heads * self.head_width, bias=False)
        self.v = nn.Linear(config.width, self.kv_heads * self.head_width, bias=False)
        self.out = nn.Linear(config.width, config.width, bias=False)

    def forward(self, x, place, mask, layer, cache):
        q, k, v = (
            project(x).unflatten(-1, (heads, self.head_width)).transpose(1, 2)  # (B, T, d) -> (B, heads, T, hs)
            for project, heads in ((self.q, self.heads), (self.k, self.kv_heads), (self.v, self.kv_heads))
        )
        q, k = rotate(q, place, self.base), rotate(k, place, self.base)
        if cache is not None:
            k, v = cache.add(layer, k, v)
        # softmax(q @ k.T / sqrt(hs), where allowed) @ v: (B, heads, T, S) @ (B, heads, S, hs) -> (B, heads, T, hs)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None, enable_gqa=True)
        return self.out(y.transpose(1, 2).flatten(2))  # (B, heads, T, hs) -> (B, T, d)


class MLP(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.gate = nn.Linear(config.width, config.hidden, bias=False)
        self.up = nn.Linear(config.width, config.hidden, bias=False)
        self.down = nn.Linear(config.hidden, config.width, bias=False)

    def forward(self, x):
        return self.down(F.silu(self.gate(x)) * self.up(x))


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.attention_norm, self.attention = nn.RMSNorm(config.width, eps=1e-5), Attention(config)
        self.mlp_norm, self.mlp = nn.RMSNorm(config.width, eps=1e-5), MLP(config)

    def forward(self, x, *context):
        x = x + self.attention(self.attention_norm(x), *context)
        return x + self.mlp(self.mlp_norm(x))


class Llama(nn.Module):
    """Decoder for one `LlamaConfig`.

    Parameters
    ----------
    config : LlamaConfig
    seed : int
        Of the initial weights.

    Notes
    -----
    Weights start at normal(0, 0.02); those that write into the residual stream are smaller by sqrt(2 layers), as in
    """

    def __init__(self, config, seed=0):
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = nn.RMSNorm(config.width, eps=1e-5)
        self.head = nn.Linear(config.width, config.vocabulary, bias=False)
        if config.tied:
            self.head.weight = self.embedding.weight
        generator = torch.Generator().manual_seed(seed)
        for name, weight in self.named_parameters():
            if weight.ndim == 2:
                into_stream = name.endswith(("out.weight", "down.weight"))
                scale = 0.02 / (2 * config.layers) ** 0.5 if into_stream else 0.02
                nn.init.normal_(weight, std=scale, generator=generator)

    def forward(self, ids, *, segments=None, cache=None):
        """Return the logits of the next token at each position.

        Parameters
        ----------
        ids : torch.Tensor of int, (B, T)
        segments : torch.Tensor of int, (B, T), optional
            Which text each token belongs to; without it a row is one.
        cache : Cache, optional
            What came before; `ids` go on from there, and are added to it.

        Returns
        -------
        torch.Tensor, (B, T, V)
        """
        B, T = ids.shape
        mask = None
        if segments is None and not cache:  # the plain case, which the fused kernel masks by itself
            place = torch.arange(T, device=ids.device).expand(B, T)
            if cache is not None:
                cache.add_segments(torch.ones_like(ids))
        else:
            segments = torch.ones_like(ids) if segments is None else segments
            every = segments if cache is None else cache.add_segments(segments)  # (B, S)
            place = positions(every)[:, -T:]
            order = torch.arange(every.shape[1], device=ids.device)
            mask = (order <= order[-T:, None]) & (every[:, None, :] == segments[:, :, None])  # (B, T, S)
            mask = mask[:, None]  # (B, 1, T, S): the same for every head
        x = self.embedding(ids)  # (B, T, d)
        for layer, block in enumerate(self.blocks):
            x = block(x, place, mask, layer, cache)
        return self.head(self.norm(x))  # (B, T, V)
