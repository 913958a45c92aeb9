"""Text: from characters to tokens and back."""

from .byte_pairs import BytePairTokenizer, learn_merges
from .characters import CharacterTokenizer
from .ngram import KneserNey
from .pretokenize import GPT2_PATTERN, chunks

__all__ = ["GPT2_PATTERN", "BytePairTokenizer", "CharacterTokenizer", "KneserNey", "chunks", "learn_merges"]
