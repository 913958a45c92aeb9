"""What every architecture here can say of itself, once it has listed its parts.

A part is a group of weights with three counts. How many numbers are stored decides the
memory. How many of them one input touches is what "active parameters" means: a mixture of
experts asks only some experts, a lookup table gives only one row. How many multiply-adds
one input spends on them decides the time: once per weight in a dense layer, once per weight
*and position* in a convolution, never for a lookup.

Convention: one multiply-add is 2 FLOPs (one multiplication, one addition). Papers on
convolutional nets often print multiply-adds and call them FLOPs: double those before you
compare. Counted are matrix products and convolutions, which is where the time goes.

Left out: the additions of biases, normalisation, activation functions and the softmax. They
are a few operations per activation, where a matrix product spends hundreds or thousands.
"""

from typing import NamedTuple

from .._check import whole

BACKWARD_AND_FORWARD = 3
"""Training a step costs this many forward passes: for ``Y = X @ W`` the backward pass needs
two products of the same size, ``dX = dY @ W.T`` and ``dW = X.T @ dY``.

The layer next to the input needs no dX where nothing before it is learned. It is counted
here all the same: a Transformer needs it for its embeddings, a net of few layers comes out too dear."""


class Part(NamedTuple):
    """Weights of one kind, summed over the layers."""

    parameters: int
    """Numbers stored."""
    active: int
    """Those of them that one input (token, image, row) touches."""
    multiply_adds: int
    """Multiply-adds that one input spends on them."""

    def __add__(self, other):
        """Count two parts as one."""
        return Part(*(a + b for a, b in zip(self, other, strict=True)))


def dense(n_in, n_out, *, bias=True, times=1):
    """Return the Part of `times` dense layers (n_in, n_out), each used once per input."""
    stored = times * (n_in * n_out + bias * n_out)
    return Part(stored, stored, times * n_in * n_out)


def unmultiplied(parameters, active=None):
    """Return the Part of weights that enter no matrix product: scales, shifts, lookups."""
    return Part(parameters, parameters if active is None else active, 0)


class Architecture:
    """Base of the dataclasses in this room; a subclass gives `parts`, and `unit`.

    Taught on page 2.1.
    """

    unit = "token"
    """What one input is: "row", "image" or "token"."""

    def parts(self):
        """Return the Parts by name."""
        raise NotImplementedError("a subclass lists its parts in parts()")

    @property
    def n_parameters(self):
        """Number of learned parameters."""
        return sum(part.parameters for part in self.parts().values())

    @property
    def n_active(self):
        """Number of parameters that one input touches."""
        return sum(part.active for part in self.parts().values())

    def attention_flops(self, tokens):
        """FLOPs per token, forward, of scores and mixing in a sequence of `tokens` (0 without attention)."""
        return 0

    def forward_flops(self, tokens=1):
        """FLOPs of the forward pass per input: 2 per multiply-add.

        Parameters
        ----------
        tokens : int
            Length of the sequence, for a model that reads tokens. The result is the mean
            per token. It plays no part for rows and images.

        Returns
        -------
        int
        """
        multiply_adds = sum(part.multiply_adds for part in self.parts().values())
        return 2 * multiply_adds + self.attention_flops(whole("tokens", tokens))

    def training_flops(self, tokens=1):
        """FLOPs of a forward and a backward pass per input: three times the forward pass."""
        return BACKWARD_AND_FORWARD * self.forward_flops(tokens)


class Decoder(Architecture):
    """A Transformer that writes: each token attends to itself and to those before it.

    A subclass gives the fields `layers` and `heads`, and `head_widths`.
    """

    @property
    def head_widths(self):
        """(numbers in a query or key, numbers in a value) of one head."""
        return (self.width // self.heads,) * 2

    @property
    def kv_numbers(self):
        """Numbers kept in the cache for one token, over all layers."""
        return 2 * self.layers * self.width

    def attention_flops(self, tokens):
        # on average (tokens + 1) / 2 tokens are visible; 2 FLOPs each for a score and for mixing a value
        return self.layers * self.heads * sum(self.head_widths) * (tokens + 1)

    def kv_cache_bytes(self, tokens=1, bytes_per_number=2):
        """Bytes of the key-value cache after `tokens` tokens of one sequence."""
        return self.kv_numbers * whole("tokens", tokens) * whole("bytes_per_number", bytes_per_number)
