"""Byte-pair encoding equals Hugging Face's tokenizers: the merges learned, and the tokens of strings of every kind."""

import json
import random
import string

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from largemodels.data import load_tinyshakespeare
from largemodels.text import BytePairTokenizer

# What GPT-2 writes for byte b: itself where it can be printed, else a letter from 256 on.
PRINTED = [*range(33, 127), *range(161, 173), *range(174, 256)]
LETTER = {b: chr(b) for b in PRINTED}
LETTER |= {b: chr(256 + k) for k, b in enumerate(sorted(set(range(256)) - set(PRINTED)))}
BYTE = {letter: b for b, letter in LETTER.items()}

CHINESE = "水调歌头：明月几时有？把酒问青天。不知天上宫阙，今夕是何年。我欲乘风归去，又恐琼楼玉宇，高处不胜寒。" * 3
MIXED = "GPT-4 有 1,800B 参数吗？No one knows 😀👨‍👩‍👧 … naïve café\t\n\n  x = 3.14\u3000全角 Ａ" * 5
STRINGS = 100_000


def letters(token):
    return "".join(LETTER[b] for b in token)


def byte_level(model):
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


def theirs_from(ours):
    """Return their tokenizer with our tokens and merges."""
    pairs = [(letters(ours.tokens[a]), letters(ours.tokens[b])) for a, b in ours.merges]
    return byte_level(models.BPE(vocab={letters(t): i for i, t in enumerate(ours.tokens)}, merges=pairs))


@pytest.mark.parametrize(
    ("text", "size"),
    [(CHINESE, 400), (MIXED, 500), ("aaaa aaa aaaaa baab" * 7, 270), ("x", 300), ("", 300), (None, 1000)],
)
def test_merges(text, size):
    text = load_tinyshakespeare()[:300_000] if text is None else text
    ours = BytePairTokenizer.train([text], size)
    theirs = byte_level(models.BPE())
    # special tokens come first: their bytes get our numbers, which break ties
    first = [LETTER[b] for b in range(256)]
    theirs.train_from_iterator([text], trainers.BpeTrainer(vocab_size=size, special_tokens=first, show_progress=False))
    merges = json.loads(theirs.to_str())["model"]["merges"]
    expected = [tuple(bytes(BYTE[letter] for letter in part) for part in pair) for pair in merges]
    assert [(ours.tokens[a], ours.tokens[b]) for a, b in ours.merges] == expected


def strings(count, seed=0):
    """Yield strings that readers and attackers write: words, scripts mixed, emoji joined, controls, spaces, repeats."""
    rng = random.Random(seed)
    common = string.printable + "的一是不了人我在有他这中大来上国" + "，。！？：；“”《》、…—\u3000"
    odd = [
        "\0", "\x7f", "\u200d", "\ufeff", "\u0301", "é", "ß", "İ", "👩‍🔬",
        "🇨🇳", "𠮷", "ﬁ", "\r\n", "\u2028", "ا", "ह", "한", "\ufffd",
    ]
    for _ in range(count):
        kind = rng.random()
        if kind < 0.5:
            yield "".join(rng.choice(common) for _ in range(rng.randrange(24)))
        elif kind < 0.8:
            yield "".join(rng.choice([*odd, *"ab 大 1"]) for _ in range(rng.randrange(12)))
        elif kind < 0.9:
            yield rng.choice([*odd, *common]) * rng.randrange(30)
        else:  # anything Unicode has, old enough for both sides to know
            points = (rng.randrange(0x3000) for _ in range(rng.randrange(12)))
            yield "".join(chr(p) for p in points)


def test_tokens_of_strings_of_every_kind():
    ours = BytePairTokenizer.train([CHINESE, MIXED, load_tinyshakespeare()[:50_000]], 1000)
    theirs = theirs_from(ours)
    texts = list(strings(STRINGS))
    differ = [t for t, e in zip(texts, theirs.encode_batch(texts), strict=True) if ours.encode(t) != e.ids]
    assert not differ, differ[:5]
    lost = [t for t in texts if ours.decode(ours.encode(t)) != t]
    assert not lost, lost[:5]
