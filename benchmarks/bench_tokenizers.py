"""Byte-pair encoding: learning against the textbook algorithm, encoding against Hugging Face's ``tokenizers``.

The textbook algorithm counts all pairs anew for each merge and rewrites the whole text. Both learn the same number of
merges from the same chunks of Tiny Shakespeare. Encoding is of the whole play, with one and the same set of tokens.

    python benchmarks/bench_tokenizers.py

Exits with status 1 if learning is not 10 times as fast, or encoding takes more than 10 times as long.
"""

import sys
import time
from collections import Counter

from tokenizers import Tokenizer, models, pre_tokenizers

from largemodels.data import load_tinyshakespeare
from largemodels.text import BytePairTokenizer, chunks

MERGES = 200
FASTER, SLOWER = 10, 10


def textbook(text, merges):
    """Learn as one first writes it down: count, join, begin again. Returns the merges."""
    words = [list(chunk.encode()) for chunk in chunks(text)]
    learned = []
    for new in range(256, 256 + merges):
        pairs = Counter(pair for word in words for pair in zip(word, word[1:], strict=False))
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        learned.append(best)
        for word in words:
            i = 0
            while i < len(word) - 1:
                if (word[i], word[i + 1]) == best:
                    word[i : i + 2] = [new]
                i += 1
    return learned


def seconds(function):
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def hugging_face(ours):
    """Return their tokenizer with our tokens; each byte is written as one letter."""
    printed = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letter = {b: chr(b) for b in printed}
    letter |= {b: chr(256 + k) for k, b in enumerate(sorted(set(range(256)) - set(printed)))}

    def written(token):
        return "".join(letter[b] for b in token)

    vocabulary = {written(token): i for i, token in enumerate(ours.tokens)}
    pairs = [(written(ours.tokens[a]), written(ours.tokens[b])) for a, b in ours.merges]
    theirs = Tokenizer(models.BPE(vocab=vocabulary, merges=pairs))
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return theirs


def main():
    text = load_tinyshakespeare()
    plain, learned = seconds(lambda: textbook(text, MERGES))
    quick, tokenizer = seconds(lambda: BytePairTokenizer.train([text], 256 + MERGES))
    assert tokenizer.merges == learned
    print(f"learn {MERGES} merges: textbook {plain:.1f} s, ours {quick:.2f} s, {plain / quick:.0f} times as fast")
    tokenizer = BytePairTokenizer.train([text], 4096)
    theirs = hugging_face(tokenizer)
    ours_took, ids = seconds(lambda: tokenizer.encode(text))
    theirs_took, encoding = seconds(lambda: theirs.encode(text))
    assert ids == encoding.ids
    ratio = ours_took / theirs_took
    print(f"encode {len(text):,} characters: tokenizers {theirs_took:.2f} s, ours {ours_took:.2f} s, {ratio:.1f} times as long")
    return int(plain < FASTER * quick or ratio > SLOWER)


if __name__ == "__main__":
    sys.exit(main())
