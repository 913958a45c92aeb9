"""The renditions of chapter 2 run anywhere: nbval, with only what their first cell installs."""

import pytest

from tests.web.rendition import pages, reproduces


@pytest.mark.slow
@pytest.mark.parametrize("page", pages("02"))
def test_rendition_reproduces(page, tmp_path):
    reproduces(page, tmp_path)
