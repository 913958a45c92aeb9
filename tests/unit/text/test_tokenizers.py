"""Tokenizers: what goes in comes out; what cannot is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largemodels.text import BytePairTokenizer, CharacterTokenizer, chunks, learn_merges

TRAINED = BytePairTokenizer.train(["the cat sat on the mat, the cat ran", "床前明月光，疑是地上霜" * 3], 320)


@given(st.text())
def test_encoding_loses_nothing(text):
    assert TRAINED.decode(TRAINED.encode(text)) == text
    assert "".join(chunks(text)) == text


@given(st.text(alphabet="ab", max_size=60))
def test_runs_of_one_letter_merge_from_the_left(text):
    tokenizer = BytePairTokenizer(learn_merges({b"aaaaaa": 1, b"abab": 1}, 262))
    ids = list(text.encode())
    for k, pair in enumerate(tokenizer.merges):  # the definition: rank by rank, left to right
        i = 0
        while i < len(ids) - 1:
            if (ids[i], ids[i + 1]) == pair:
                ids[i : i + 2] = [256 + k]
            i += 1
    assert tokenizer.encode(text) == ids


def test_the_most_frequent_pair_comes_first_and_ties_go_to_the_smaller():
    assert learn_merges({b"ab": 2, b"cd": 3, b"ef": 2}, 259) == [(99, 100), (97, 98), (101, 102)]


def test_learning_stops_when_nothing_is_left():
    assert len(BytePairTokenizer.train(["ab"], 1000)) == 257
    assert len(BytePairTokenizer.train([], 1000)) == 256


def test_two_ways_to_one_token_are_one_token():
    tokenizer = BytePairTokenizer([(97, 98), (98, 99), (256, 99), (97, 257)])
    assert len(tokenizer) == 259
    assert len(set(tokenizer.tokens)) == 259
    assert tokenizer.encode("abc") == [258]


def test_tokens_need_not_be_characters():
    half = TRAINED.encode("龘")[:1]
    assert TRAINED.decode(half) == "\ufffd"


@pytest.mark.parametrize(
    ("what", "call"),
    [
        ("at least 256", lambda: BytePairTokenizer.train(["a"], 100)),
        ("surrogate", lambda: TRAINED.encode("a\ud83d")),
        ("merge 1 joins", lambda: BytePairTokenizer([(97, 98), (257, 97)])),
    ],
)
def test_refuses(what, call):
    with pytest.raises(ValueError, match=what):
        call()


def test_an_unknown_character_is_lost():
    tokenizer = CharacterTokenizer(["春眠不觉晓"])
    assert len(tokenizer) == 6
    assert tokenizer.decode(tokenizer.encode("春晓")) == "春晓"
    assert tokenizer.decode(tokenizer.encode("春雨")) == "春\ufffd"
