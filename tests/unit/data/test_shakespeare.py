"""The text is the whole file, as it was."""

import pytest

from largemodels.data import DatasetUnavailable, load_tinyshakespeare


def test_the_real_text():
    try:
        text = load_tinyshakespeare()
    except DatasetUnavailable as error:
        pytest.skip(str(error))
    assert len(text) == 1_115_394
    assert len(set(text)) == 65
    assert text.count("\n") == 40_000
    assert "\r" not in text
    assert text.startswith("First Citizen:\nBefore we proceed any further, hear me speak.\n")
