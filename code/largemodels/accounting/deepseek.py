"""DeepSeek-V3 (DeepSeek-AI, 2024): a mixture of experts with compressed keys and values.

Against `LlamaConfig`: after the first few layers the MLP is many small MLPs, *experts*, of which a
router picks a few for each token, and one (shared) that always works. All are stored, few are
used: total and active parameters part. And keys and values are made from a short vector per
token (multi-head latent attention); that vector alone, with one key that carries the
position, is kept in the cache.

Counted is the main model. Left out: the module for predicting a second token, stored beside
it for training, and the 256 numbers per layer that balance the experts, which are set by a
rule and not learned.
"""

from dataclasses import dataclass

from .._check import whole_fields
from .architecture import Decoder, Part, dense, unmultiplied


@dataclass(frozen=True)
class DeepSeekConfig(Decoder):
    """Decoder with latent attention and routed experts; the defaults are DeepSeek-V3.

    Taught on page 2.1.
    """

    layers: int = 61
    width: int = 7168
    """d: numbers that describe a token between the layers."""
    heads: int = 128
    query_rank: int = 1536
    """Length of the vector from which the queries are made."""
    kv_rank: int = 512
    """Length of the vector from which keys and values are made."""
    position_width: int = 64
    """Part of a query or key that carries the position; one such key is shared by all heads."""
    content_width: int = 128
    """The other part of a query or key."""
    value_width: int = 128
    dense_layers: int = 3
    """First layers, whose MLP is a single one."""
    hidden: int = 18432
    """Middle of that MLP."""
    experts: int = 256
    """Routed experts per layer."""
    shared_experts: int = 1
    chosen: int = 8
    """Routed experts that a token asks."""
    expert_hidden: int = 2048
    """Middle of an expert."""
    vocabulary: int = 129280

    def __post_init__(self):
        whole_fields(self, dense_layers=0, shared_experts=0)
        if self.dense_layers > self.layers:
            raise ValueError(f"dense_layers must be at most layers ({self.layers}), got {self.dense_layers}")
        if self.chosen > self.experts:
            raise ValueError(f"chosen must be at most experts ({self.experts}), got {self.chosen}")

    @property
    def head_widths(self):
        """(numbers in a query or key, numbers in a value) of one head."""
        return self.content_width + self.position_width, self.value_width

    @property
    def kv_numbers(self):
        """Numbers kept in the cache for one token, over all layers: the short vector and one key."""
        return self.layers * (self.kv_rank + self.position_width)

    def parts(self):
        """Return the Parts by name."""
        L, d, V = self.layers, self.width, self.vocabulary
        query, value = self.head_widths
        attention = L * (
            d * self.query_rank
            + self.query_rank * self.heads * query
            + d * (self.kv_rank + self.position_width)
            + self.kv_rank * self.heads * (self.content_width + value)
            + self.heads * value * d
        )
        mixed, expert = L - self.dense_layers, 3 * d * self.expert_hidden
        used = mixed * self.chosen * expert
        return {
            "token embedding": unmultiplied(V * d, d),
            "attention": Part(attention, attention, attention),
            "dense MLPs": dense(d, self.hidden, bias=False, times=3 * self.dense_layers),
            "routers": dense(d, self.experts, bias=False, times=mixed),
            "routed experts": Part(mixed * self.experts * expert, used, used),
            "shared experts": dense(d, self.expert_hidden, bias=False, times=3 * mixed * self.shared_experts),
            "norms": unmultiplied(L * (2 * d + self.query_rank + self.kv_rank) + d),
            "output head": dense(d, V, bias=False),
        }


DEEPSEEK_V3 = DeepSeekConfig()
