"""Every exercise has a solution; one with a checker has a stub that does not pass it.

That the solution passes is proved while nbval runs the page (cell_hooks.check_solution).
"""

import pytest

from largemodels import exercises
from tests.notebooks.page import Page, name_of, paths, tags, texts
from tests.notebooks.solutions import label_of, solution_of

PAGES = {name_of(path): path for path in paths()}


def coded(page):
    """Return (label, cell) of the exercises of `page` that a checker judges."""
    return [(label_of(cell), cell) for cell in page.code if "exercise" in tags(cell)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_exercises_with_solutions(name):
    page = Page.read(PAGES[name])
    asked = [options.get("label") for kind, _, options, _ in page.directives if kind == "exercise"]
    answered = [argument for kind, argument, _, _ in page.directives if kind == "solution"]
    assert len(asked) >= 3, f"{len(asked)} exercises, a page has at least 3"
    assert None not in asked, "an exercise has no :label:"
    assert sorted(asked) == sorted(answered), "exercises and solutions do not match"
    labels = [label for label, _ in coded(page)]
    assert labels, "no exercise with a checker"
    assert None not in labels, "a cell tagged exercise does not call exercises.check(label, answer)"
    assert set(labels) <= set(asked), "a checked cell has no {exercise}"
    assert set(labels) <= set(exercises.labels()), "a label has no checker"
    for label, cell in coded(page):
        assert solution_of(page.nb, label), f"{label}: the solution has no ```python fence"
        verdict = texts(cell)[-1:]
        assert verdict and verdict[0].startswith("还没有通过"), f"{label}: the stub's stored verdict is {verdict}"


def test_every_checker_has_its_exercise():
    used = {label for path in PAGES.values() for label, _ in coded(Page.read(path))}
    chapters = {tuple(name.split("-")[:2]) for name in PAGES}
    written = {label for label in exercises.labels() if tuple(label.split("-")[1:3]) in chapters}
    assert written == used
