"""Byte-pair encoding (Sennrich et al., 2016) on UTF-8 bytes (Radford et al., 2019).

Start from the 256 bytes; join the pair that is most frequent next to each other into a new token; repeat. Every string has
tokens, since every string has bytes. Two things make it fast: `learn_merges` corrects the counts of the pairs that a merge
touches instead of counting again, and `encode` merges in all chunks of the text at once.

Left out: special tokens, which a model's own vocabulary adds after these.
"""

import heapq
from collections import Counter, defaultdict

import numpy as np

from .pretokenize import GPT2_PATTERN, chunks

NEVER = np.iinfo(np.int64).max


def learn_merges(counts, vocabulary_size):
    """Return the merges that byte-pair encoding learns, in order.

    Parameters
    ----------
    counts : mapping of bytes to int
        How often each chunk occurs.
    vocabulary_size : int
        At least 256, the bytes. Fewer tokens come out when no pair is left.

    Returns
    -------
    list of (int, int)
        Merge k joins two earlier tokens. Of pairs equally frequent the one with the smaller numbers comes first.
    """
    words, times = [list(chunk) for chunk in counts], list(counts.values())
    tokens = [bytes([b]) for b in range(256)]
    known = {token: i for i, token in enumerate(tokens)}
    frequency, where = Counter(), defaultdict(set)
    for w, word in enumerate(words):
        for pair in zip(word, word[1:], strict=False):
            frequency[pair] += times[w]
            where[pair].add(w)
    queue = [(-count, pair) for pair, count in frequency.items()]
    heapq.heapify(queue)
    merges = []
    while len(tokens) < vocabulary_size and queue:
        count, pair = heapq.heappop(queue)
        if -count != frequency[pair]:  # merges since then used some of it up
            if frequency[pair]:
                heapq.heappush(queue, (-frequency[pair], pair))
            continue
        joined = tokens[pair[0]] + tokens[pair[1]]
        new = known.setdefault(joined, len(tokens))  # "a" + "bc" and "ab" + "c" are one token
        if new == len(tokens):
            tokens.append(joined)
        merges.append(pair)
        changes = Counter()
        for w in where.pop(pair):
            for changed, by in _merge(words[w], pair, new):
                changes[changed] += by * times[w]
                where[changed].add(w)
        for changed, by in changes.items():
            frequency[changed] += by
            if by > 0:
                heapq.heappush(queue, (-frequency[changed], changed))
        del frequency[pair]
    return merges


def _merge(word, pair, new):
    """Join `pair` in `word`, from left to right, in place; return the neighbours' pairs lost (-1) and gained (+1)."""
    first, second = pair
    changes, i = [], 0
    while True:
        try:
            i = word.index(first, i)
        except ValueError:
            return changes
        if i + 1 < len(word) and word[i + 1] == second:
            if i:
                changes += [((word[i - 1], first), -1), ((word[i - 1], new), 1)]
            if i + 2 < len(word):
                changes += [((second, word[i + 2]), -1), ((new, word[i + 2]), 1)]
            word[i : i + 2] = [new]
        i += 1


class BytePairTokenizer:
    """Text to tokens by merges, and back.

    Parameters
    ----------
    merges : sequence of (int, int)
        In the order learned; tokens 0 to 255 are the bytes.
    pattern : compiled regex
        Cuts the text into chunks.

    Attributes
    ----------
    tokens : list of bytes
        What each token stands for. A token need not be whole characters.

    Examples
    --------
    >>> tokenizer = BytePairTokenizer.train(["low lower lowest"], 259)
    >>> tokenizer.tokens[256:]
    [b'lo', b'low', b' low']
    >>> tokenizer.encode("low slow")
    [257, 32, 115, 257]
    >>> tokenizer.decode([257, 32, 115, 257])
    'low slow'
    """

    def __init__(self, merges, pattern=GPT2_PATTERN):
        self.merges, self.pattern = [tuple(pair) for pair in merges], pattern
        self.tokens = [bytes([b]) for b in range(256)]
        known = {token: i for i, token in enumerate(self.tokens)}
        made = []
        for k, (first, second) in enumerate(self.merges):
            if not 0 <= min(first, second) <= max(first, second) < len(self.tokens):
                raise ValueError(f"merge {k} joins ({first}, {second}), known are tokens 0 to {len(self.tokens) - 1}")
            joined = self.tokens[first] + self.tokens[second]
            made.append(known.setdefault(joined, len(self.tokens)))
            if made[-1] == len(self.tokens):
                self.tokens.append(joined)
        # Pairs as single numbers, sorted, with the rank of their merge and what it makes: looked up by bisection.
        keys = np.array([first * len(self) + second for first, second in self.merges], dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        self._keys, self._ranks, self._made = keys[order], order, np.array(made, dtype=np.int64)

    @classmethod
    def train(cls, texts, vocabulary_size, pattern=GPT2_PATTERN):
        """Learn from `texts`, an iterable of str, until there are `vocabulary_size` tokens."""
        if vocabulary_size < 256:
            raise ValueError(f"vocabulary_size must be at least 256, the bytes, got {vocabulary_size}")
        counts = Counter(chunk for text in texts for chunk in chunks(text, pattern))
        return cls(learn_merges({_utf8(chunk): n for chunk, n in counts.items()}, vocabulary_size), pattern)

    def __len__(self):
        return len(self.tokens)

    def encode(self, text):
        """Return the tokens of `text`, a list of int. Raises ValueError for half of a surrogate pair."""
        pieces = [_utf8(chunk) for chunk in chunks(text, self.pattern)]
        ids = np.frombuffer(b"".join(pieces), dtype=np.uint8).astype(np.int64)
        chunk = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])  # which one each token is in
        done = []
        while len(ids):
            ranks = self._rank(ids, chunk)
            best = np.full(len(pieces), NEVER)
            np.minimum.at(best, chunk, ranks)
            ready = best[chunk] == NEVER  # chunks with nothing left to merge
            if ready.any():
                done.append((chunk[ready], ids[ready]))
                ids, chunk, ranks = ids[~ready], chunk[~ready], ranks[~ready]
            here = ranks == best[chunk]  # each chunk's earliest merge, wherever it occurs
            start = np.maximum.accumulate(np.where(here, 0, np.arange(1, len(here) + 1)))
            here &= (np.arange(len(here)) - start) % 2 == 0  # in "aaa" the first two
            ids = np.where(here, self._made[np.where(here, ranks, 0)], ids) if len(self.merges) else ids
            kept = ~np.concatenate([[False], here[:-1]])[: len(here)]
            ids, chunk = ids[kept], chunk[kept]
        if not done:
            return []
        chunk, ids = (np.concatenate(parts) for parts in zip(*done, strict=True))
        return ids[np.argsort(chunk, kind="stable")].tolist()

    def _rank(self, ids, chunk):
        """Return the rank of the merge of each token with the next; NEVER where there is none."""
        ranks = np.full(len(ids), NEVER)
        if len(self.merges) and len(ids) > 1:
            keys = ids[:-1] * len(self) + ids[1:]
            at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            found = (self._keys[at] == keys) & (chunk[:-1] == chunk[1:])
            ranks[:-1][found] = self._ranks[at[found]]
        return ranks

    def decode(self, ids):
        """Return the text of `ids`; bytes that make no character come out as U+FFFD."""
        return b"".join(self.tokens[i] for i in ids).decode("utf-8", errors="replace")


def _utf8(chunk):
    try:
        return chunk.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"text holds {chunk[error.start]!r}, half of a surrogate pair, which has no UTF-8") from None
