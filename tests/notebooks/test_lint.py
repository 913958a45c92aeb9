"""Every page keeps the house rules (tests/notebooks/rules.py)."""

import subprocess
import sys
from collections import Counter

import pytest

from tests.notebooks.page import ROOT, Page, name_of, paths
from tests.notebooks.rules import RULES

PAGES = paths()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_page(path):
    page = Page.read(path)
    wrong = [f"{rule.__name__}: {message}" for rule in RULES for message in rule(page)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_names_of_figures_and_exercises_are_unique():
    names = Counter()
    for page in map(Page.read, PAGES):
        names.update(c.metadata.get("mystnb", {}).get("figure", {}).get("name") for c in page.code)
        names.update(options["label"] for _, _, options, _ in page.directives if "label" in options)
    names.pop(None, None)
    assert not [name for name, count in names.items() if count > 1]


def test_ruff_finds_nothing_in_the_cells():
    command = [sys.executable, "-m", "ruff", "check", "--output-format=concise", *map(str, PAGES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
