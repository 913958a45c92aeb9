"""The renditions for Colab and Binder run anywhere: nbval, with only what their first cell installs.

In `make test` one whole page of each chapter and the first cells of the others; `make renditions` runs every page whole.
"""

import pytest

from tests.web.rendition import by_chapter, installs, reproduces

WHOLE = [pages[0] for pages in by_chapter().values()]
REST = [page for pages in by_chapter().values() for page in pages[1:]]


def pytest_generate_tests(metafunc):
    if "whole" in metafunc.fixturenames:
        metafunc.parametrize("whole", WHOLE + REST if metafunc.config.option.renditions else WHOLE)
    if "rest" in metafunc.fixturenames:
        metafunc.parametrize("rest", [] if metafunc.config.option.renditions else REST)


@pytest.mark.slow
def test_a_rendition_reproduces(whole, tmp_path):
    reproduces(whole, tmp_path)


@pytest.mark.slow
def test_the_first_cells_run(rest, tmp_path):
    installs(rest, tmp_path)
