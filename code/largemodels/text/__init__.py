"""Text: from characters to tokens and back."""

from .byte_pairs import BytePairTokenizer, learn_merges
from .characters import CharacterTokenizer
from .pretokenize import GPT2_PATTERN, chunks

__all__ = ["GPT2_PATTERN", "BytePairTokenizer", "CharacterTokenizer", "chunks", "learn_merges"]
