"""Llama (Touvron et al., 2023; Grattafiori et al., 2024): the dense decoder of today.

Against `GPTConfig`: no biases; norms with a scale only (RMSNorm); positions turned into the queries
and keys, which needs no weights; an MLP with a gate, three matrices (SwiGLU); a separate
output head; and, from some sizes on, fewer keys and values than queries, each shared by a
group of query heads (grouped-query attention, Ainslie et al., 2023): a smaller cache.
"""

from dataclasses import dataclass

from .._check import divides, whole_fields
from .architecture import Decoder, Part, dense, unmultiplied


@dataclass(frozen=True)
class LlamaConfig(Decoder):
    """Decoder with RMSNorm, rotary positions, a gated MLP and grouped-query attention.

    Taught on page 2.1.
    """

    layers: int
    width: int
    """d: numbers that describe a token between the layers."""
    heads: int
    """Heads of the queries."""
    kv_heads: int
    """Heads of the keys and of the values; equal to `heads` when nothing is shared."""
    hidden: int
    """Numbers in the middle of the MLP."""
    vocabulary: int
    tied: bool = False
    """Whether the output head is the embedding used a second time, as in the smallest models, and stored once."""
    rope_base: float = 10_000.0
    """The slowest pair of numbers turns once in about 2π times so many positions. Changes no count."""

    def __post_init__(self):
        whole_fields(self)
        divides("heads", self.heads, "width", self.width)
        divides("kv_heads", self.kv_heads, "heads", self.heads)

    @property
    def kv_numbers(self):
        """Numbers kept in the cache for one token, over all layers."""
        return 2 * self.layers * self.kv_heads * self.head_widths[0]

    def parts(self):
        """Return the Parts by name."""
        L, d, V = self.layers, self.width, self.vocabulary
        kv_width = self.kv_heads * self.head_widths[0]
        queries_and_output = dense(d, d, bias=False, times=2 * L)
        keys_and_values = dense(d, kv_width, bias=False, times=2 * L)
        return {
            "token embedding": unmultiplied(V * d, d),
            "attention": queries_and_output + keys_and_values,
            "MLP": dense(d, self.hidden, bias=False, times=3 * L),
            "norms": unmultiplied((2 * L + 1) * d),
            "output head": Part(0, 0, V * d) if self.tied else dense(d, V, bias=False),
        }


LLAMA2_7B = LlamaConfig(layers=32, width=4096, heads=32, kv_heads=32, hidden=11008, vocabulary=32000)
LLAMA3_8B = LlamaConfig(layers=32, width=4096, heads=32, kv_heads=8, hidden=14336, vocabulary=128256)
LLAMA3_405B = LlamaConfig(layers=126, width=16384, heads=128, kv_heads=8, hidden=53248, vocabulary=128256)
