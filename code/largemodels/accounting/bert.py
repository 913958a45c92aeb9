"""BERT (Devlin et al., 2019): a Transformer that reads, each token attending to all.

The layers are those of `GPTConfig`; there are two more small tables (position, segment), a layer
norm after the embeddings and none at the end. What "BERT" counts is a matter of choice: the
*pooler*, a dense layer on the first token that the released model carries, and the *heads* of
pre-training, which are thrown away afterwards. Both are switches here.
"""

from dataclasses import dataclass

from .._check import divides, whole, whole_fields
from .architecture import Architecture, Part, dense, unmultiplied


@dataclass(frozen=True)
class BERTConfig(Architecture):
    """Encoder with learned positions and segments. Taught on page 2.1."""

    layers: int
    width: int
    """d: numbers that describe a token between the layers."""
    heads: int
    vocabulary: int = 30522
    context: int = 512
    """Positions known."""
    pooler: bool = True
    """Count the dense layer on the first token (its time, once per sequence, is left out)."""
    pretraining_heads: bool = False
    """Count the heads that guess hidden words and the next sentence."""

    def __post_init__(self):
        whole_fields(self)
        divides("heads", self.heads, "width", self.width)

    def parts(self):
        """Return the Parts by name."""
        L, d, V = self.layers, self.width, self.vocabulary
        parts = {
            "token embedding": unmultiplied(V * d, d),
            "position embedding": unmultiplied(self.context * d, d),
            "segment embedding": unmultiplied(2 * d, d),
            "attention": dense(d, d, times=4 * L),
            "MLP": dense(d, 4 * d, times=L) + dense(4 * d, d, times=L),
            "layer norms": unmultiplied((2 * L + 1) * 2 * d),
        }
        if self.pooler:
            parts["pooler"] = unmultiplied(d * d + d)
        if self.pretraining_heads:  # the guess of words uses the token embedding again, plus one bias per token
            parts["token embedding"] = Part(V * d, V * d, V * d)
            parts["word head"] = Part(d * d + d + 2 * d + V, d * d + d + 2 * d + V, d * d)
            parts["sentence head"] = unmultiplied(2 * d + 2)
        return parts

    def attention_flops(self, tokens):
        """FLOPs per token, forward, of scores and mixing: every token sees all `tokens`."""
        return self.layers * 4 * self.width * whole("tokens", tokens)


BERT_BASE = BERTConfig(layers=12, width=768, heads=12)
BERT_LARGE = BERTConfig(layers=24, width=1024, heads=16)
