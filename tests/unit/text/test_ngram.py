"""Kneser-Ney: probabilities that sum to one, a case by hand, a text that it knows better than one it does not."""

import math
import random

import pytest

from largemodels.text import KneserNey

RNG = random.Random(0)
IDS = [RNG.choice([0, 0, 1, 2, 3]) for _ in range(400)]


@pytest.mark.parametrize("order", [1, 2, 3, 5])
@pytest.mark.parametrize("context", [(), (0,), (3, 3), (1, 2, 0), (4,), (0, 4), (2, 2, 2, 2, 2)])
def test_probabilities_sum_to_one(order, context):
    model = KneserNey(IDS, vocabulary=6, order=order)
    assert math.isclose(sum(model.probability(context, token) for token in range(6)), 1, rel_tol=1e-12)


def test_two_tokens_by_hand():
    # 0 1 0 1 0 2: the pairs are 01 twice, 10 twice, 02 once; 0, 1 and 2 each follow one kind of token, 3 none
    model = KneserNey([0, 1, 0, 1, 0, 2], vocabulary=4, order=2)
    alone = {1: (1 - 0.75) / 3 + 0.75 * 3 / 3 / 4, 3: 0.75 * 3 / 3 / 4}
    spared = 0.75 * 2 / 3  # after 0 stand two kinds of tokens, three in all
    assert math.isclose(model.probability((0,), 1), (2 - 0.75) / 3 + spared * alone[1])
    assert math.isclose(model.probability((0,), 3), spared * alone[3])


def test_bits_are_the_sum_of_surprises():
    model = KneserNey(IDS, vocabulary=6, order=2)
    expected = model.probability((), 1), model.probability((1,), 0), model.probability((0,), 5)
    assert math.isclose(model.bits([1, 0, 5]), -sum(map(math.log2, expected)))


def test_a_longer_context_helps_where_there_is_order():
    learned, new = [0, 1, 2, 2] * 50, [0, 1, 2, 2] * 5
    bits = [KneserNey(learned, vocabulary=3, order=order).bits(new) for order in (1, 2, 3)]
    assert bits[0] > 2 * bits[1] > 2 * bits[2]


@pytest.mark.parametrize(
    ("name", "arguments"), [("order", {"order": 0}), ("discount", {"discount": 1.5}), ("vocabulary", {"vocabulary": 0})]
)
def test_refuses(name, arguments):
    with pytest.raises(ValueError, match=name):
        KneserNey([0, 1], **({"vocabulary": 2} | arguments))
