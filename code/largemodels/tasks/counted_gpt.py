"""A GPT of random weights that enters each matrix product in an account, and reads one token at a time.

What it computes means nothing; what it spends is the point. Left out: heads (they change no count), biases, and a
ReLU stands where GPT-2 has a GELU.

Taught on page 2.1.
"""

import numpy as np


class CountedGPT:
    """Decoder as in GPT-2, with an account of the products and a cache of keys and values.

    Parameters
    ----------
    layers, width, vocabulary, context : int
        As in `largemodels.accounting.GPTConfig`.
    rng : numpy.random.Generator
        Draws the weights.
    """

    def __init__(self, layers, width, vocabulary, context, rng):
        def table(*shape):
            return (0.1 * rng.standard_normal(shape)).astype(np.float32)

        d = width
        shapes = dict.fromkeys(("query", "key", "value", "output"), (d, d)) | {"up": (d, 4 * d), "down": (4 * d, d)}
        self.tokens, self.positions = table(vocabulary, d), table(context, d)
        self.blocks = [{name: table(*shape) for name, shape in shapes.items()} for _ in range(layers)]
        self.cache = [([], []) for _ in range(layers)]
        self.flops = {"weights": 0, "attention": 0}

    @property
    def cache_bytes(self):
        """Bytes of the keys and values kept so far."""
        return sum(vector.nbytes for keys, values in self.cache for vector in keys + values)

    def read(self, token):
        """Read one more token, and return the FLOPs this one took: {"weights": …, "attention": …}."""
        before, position = dict(self.flops), len(self.cache[0][0])
        x = self.tokens[token] + self.positions[position]  # (d,): two rows looked up
        for block, (keys, values) in zip(self.blocks, self.cache, strict=True):
            h = _norm(x)
            q, k, v = (self._product(h, block[name], "weights") for name in ("query", "key", "value"))
            keys.append(k)
            values.append(v)
            scores = self._product(q, np.array(keys).T, "attention") / len(q) ** 0.5  # (d,) @ (d, t) -> (t,)
            share = np.exp(scores - scores.max())
            mixed = self._product(share / share.sum(), np.array(values), "attention")  # (t,) @ (t, d) -> (d,)
            x = x + self._product(mixed, block["output"], "weights")
            hidden = np.maximum(self._product(_norm(x), block["up"], "weights"), 0)
            x = x + self._product(hidden, block["down"], "weights")
        self._product(_norm(x), self.tokens.T, "weights")  # (V,): a score for each token that may follow
        return {name: self.flops[name] - before[name] for name in before}

    def _product(self, x, A, account):
        self.flops[account] += 2 * A.size
        return x @ A


def _norm(x):
    return (x - x.mean()) / (x.std() + 1e-5)
