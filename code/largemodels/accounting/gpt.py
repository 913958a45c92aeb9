"""GPT-2 and GPT-3 (Radford et al., 2019; Brown et al., 2020): a Transformer that writes.

Each layer holds attention, four matrices (d, d) for queries, keys, values and output, and an
MLP, two matrices (d, 4d) and (4d, d): 12 d² weights. All have biases. Before each, and once
at the end, stands a layer norm with 2 d numbers. The output head is the token embedding
itself, used a second time ("tied"), and stored once.

GPT-3 alternates dense with sparse attention. Its report does not say how sparse, which changes
no weight; the attention is counted as dense here.
"""

from dataclasses import dataclass

from .._check import divides, whole_fields
from .architecture import Decoder, Part, dense, unmultiplied


@dataclass(frozen=True)
class GPTConfig(Decoder):
    """Decoder with learned positions, layer norm and an MLP four times as wide.

    Taught on page 2.1.
    """

    layers: int
    """Transformer blocks."""
    width: int
    """d: numbers that describe a token between the layers."""
    heads: int
    """Attention heads; they share the width and change no count of weights."""
    vocabulary: int = 50257
    """Tokens known."""
    context: int = 1024
    """Positions known."""

    def __post_init__(self):
        whole_fields(self)
        divides("heads", self.heads, "width", self.width)

    def parts(self):
        """Return the Parts by name."""
        L, d, V = self.layers, self.width, self.vocabulary
        return {  # the first is one table with two uses
            "token embedding and output head": Part(V * d, V * d, V * d),
            "position embedding": unmultiplied(self.context * d, d),
            "attention": dense(d, d, times=4 * L),
            "MLP": dense(d, 4 * d, times=L) + dense(4 * d, d, times=L),
            "layer norms": unmultiplied((2 * L + 1) * 2 * d),
        }


GPT2_SMALL = GPTConfig(layers=12, width=768, heads=12)
GPT2_MEDIUM = GPTConfig(layers=24, width=1024, heads=16)
GPT2_LARGE = GPTConfig(layers=36, width=1280, heads=20)
GPT2_XL = GPTConfig(layers=48, width=1600, heads=25)
GPT3 = GPTConfig(layers=96, width=12288, heads=96, context=2048)
