"""Text: for now attention in NumPy, the part of a Transformer that moves information between positions.

Tokenizers, the Transformer and its relatives come with chapters 6 and 7.
"""

from .attention import MultiHeadAttention, attention_weights, causal_mask, padding_mask, scaled_dot_product_attention

__all__ = [
    "MultiHeadAttention",
    "attention_weights",
    "causal_mask",
    "padding_mask",
    "scaled_dot_product_attention",
]
