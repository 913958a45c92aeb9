"""CMRC 2018 (Cui et al., 2019): passages of Chinese Wikipedia, questions on them, and where the answers stand.

Left out: the large training file; answers that do not stand where the file says, or not in the passage at all.
"""

import json
from dataclasses import dataclass

from .fetch import fetch

PARTS = ("dev", "trial")


@dataclass(frozen=True)
class Question:
    """A question on a passage."""

    text: str
    answers: tuple
    """Those of the answers that stand where they are said to: pairs (text, start in the passage); none, now and then."""


@dataclass(frozen=True)
class Passage:
    """About 500 characters, in simplified script, and the questions on them."""

    text: str
    questions: tuple


def load_cmrc2018(part="dev"):
    """Load the passages of one part; the two parts share none.

    Parameters
    ----------
    part : str
        ``"dev"``, 848 passages with 3,219 questions of three answers each, or ``"trial"``, 256 with 1,002 of one.

    Returns
    -------
    list of Passage

    Raises
    ------
    ValueError
        If there is no such part.
    DatasetUnavailable
        If the file is neither cached nor to be had.

    Notes
    -----
    CC BY-SA 4.0.
    """
    if part not in PARTS:
        raise ValueError(f"part must be one of {', '.join(PARTS)}, got {part!r}")
    file = fetch("cmrc2018", f"cmrc2018_{part}.json")
    articles = json.loads(file.read_text(encoding="utf-8"))["data"]
    return [_passage(paragraph) for article in articles for paragraph in article["paragraphs"]]


def _passage(paragraph):
    text = paragraph["context"]
    questions = []
    for asked in paragraph["qas"]:
        said = [(answer["text"], answer["answer_start"]) for answer in asked["answers"]]
        kept = tuple((words, start) for words, start in said if start >= 0 and text.startswith(words, start))
        questions.append(Question(asked["question"], kept))
    return Passage(text, tuple(questions))
