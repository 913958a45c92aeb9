"""Checkers of page 6.1."""

import math
import numbers
import random

from .registry import NotYet, checker


@checker("ex-6-1-merge")
def check_merge(merge):
    """A pair joined from left to right, wherever it occurs, in runs of equal tokens too."""
    rng = random.Random(61)
    rows = [[1, 2, 1, 2, 3], [1, 1, 1], [1, 1, 1, 1], [2, 1], [1], []]
    rows += [[rng.randrange(3) for _ in range(rng.randrange(12))] for _ in range(60)]
    for ids in rows:
        for pair in [(1, 2), (1, 1), (0, 2)]:
            text = ",".join(map(str, ids))
            expected, i = [], 0
            while i < len(ids):
                joined = ids[i : i + 2] == list(pair)
                expected.append(9 if joined else ids[i])
                i += 1 + joined
            got = merge(list(ids), pair, 9)
            if not isinstance(got, list):
                raise NotYet(f"应当返回一个列表，得到 {type(got).__name__}")
            if got != expected:
                hint = "；三个相同的连在一起，只能合并前两个" if pair == (1, 1) and "1,1,1" in text else ""
                raise NotYet(f"merge([{text}], {pair}, 9) 应当是 {expected}，得到 {got}{hint}")


@checker("ex-6-1-bits")
def check_bits(bits_per_character):
    """Nats a token into bits a character."""
    for nats, tokens, characters in [(4.0, 100, 150), (1.5, 300, 100), (5.2, 7, 11)]:
        got = bits_per_character(nats, tokens, characters)
        expected = nats * tokens / math.log(2) / characters
        if not isinstance(got, numbers.Real) or not math.isfinite(got):
            raise NotYet(f"应当返回一个数，得到 {got!r}")
        if abs(got - expected) > 1e-9 * expected:
            given = f"每个 token {nats} 奈特，{tokens} 个 token，{characters} 个字"
            if abs(got - expected * math.log(2)) < 1e-9 * expected:
                raise NotYet(f"{given}：单位还是奈特；1 比特是 ln 2 奈特")
            if abs(got - nats / math.log(2)) < 1e-9 * expected:
                raise NotYet(f"{given}：这是每个 token 的比特数，问的是每个字的")
            raise NotYet(f"{given}：应当是 {expected:.4f}，得到 {got:.4f}；先求整段一共多少")


@checker("ex-6-1-longest")
def check_longest(longest_match):
    """WordPiece's way to cut a word: the longest piece known, from the left."""
    vocabulary = {"un", "##aff", "##able", "##a", "##f", "u", "##n", "play", "##ing", "##i", "##ng", "p", "##p", "##le", "a"}
    cases = {
        "unaffable": ["un", "##aff", "##able"],
        "playing": ["play", "##ing"],
        "ping": ["p", "##ing"],
        "apple": ["a", "##p", "##p", "##le"],
        "un": ["un"],
        "a": ["a"],
        "able": None,  # "a", then "##b…" is not known
        "ing": None,  # it is known inside a word only
        "zebra": None,
    }
    for word, expected in cases.items():
        got = longest_match(word, set(vocabulary))
        if got != expected:
            hint = "；切不下去时整个词返回 None" if expected is None else "；每次从最长的一段试起，词中间的要加 ##"
            raise NotYet(f"{word!r} 应当切成 {expected}，得到 {got!r}{hint}")
