"""The passages, counted against what the publishers say, and every answer where it is said to stand."""

import pytest

from largemodels.data import load_cmrc2018


@pytest.mark.parametrize(("part", "passages", "questions"), [("dev", 848, 3219), ("trial", 256, 1002)])
def test_counts_and_answers(part, passages, questions):
    data = load_cmrc2018(part)
    assert len(data) == passages
    assert sum(len(passage.questions) for passage in data) == questions
    answers = [(p.text, a) for p in data for q in p.questions for a in q.answers]
    assert all(text[start : start + len(words)] == words for text, (words, start) in answers)
    assert len(answers) == {"dev": 9657 - 200, "trial": 1002 - 5}[part]


def test_refuses_another_part():
    with pytest.raises(ValueError, match="dev, trial"):
        load_cmrc2018("train")
