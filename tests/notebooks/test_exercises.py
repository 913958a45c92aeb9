"""Every exercise has a solution; with a checker, its stub does not pass and its solution does."""

import ast
import contextlib
import io
import re

import pytest

from largemodels.book import exercises
from tests.notebooks.page import Page, paths, tags

PAGES = {path.stem: path for path in paths()}


def coded(page):
    """Return (label, cell) of the exercises of `page` that a checker judges."""
    found = []
    for cell in page.code:
        if "exercise" in tags(cell):
            match = re.search(r"exercises\.check\(\s*[\"']([\w-]+)[\"']", cell.source)
            found.append((match[1] if match else None, cell))
    return found


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


def test_every_checker_has_its_exercise():
    used = {label for path in PAGES.values() for label, _ in coded(Page.read(path))}
    chapters = {tuple(name.split("-")[:2]) for name in PAGES}
    written = {label for label in exercises.labels() if tuple(label.split("-")[1:3]) in chapters}
    assert written == used


@pytest.mark.parametrize(
    ("name", "label"),
    [(name, label) for name, path in PAGES.items() for label, _ in coded(Page.read(path)) if label],
)
def test_the_stub_fails_and_the_solution_passes(name, label):
    page = Page.read(PAGES[name])
    stub = next(cell.source for known, cell in coded(page) if known == label)
    body = next(body for kind, argument, _, body in page.directives if kind == "solution" and argument == label)
    solution = "\n\n".join(re.findall(r"(?ms)^```python\n(.*?)^```", body))
    assert solution, "the solution has no ```python fence"
    asked = ast.unparse([n for n in ast.parse(stub).body if "exercises.check" in ast.unparse(n)][-1])
    assert not run(page, stub, stub).passed, "the stub passes"
    verdict = run(page, stub, f"{solution}\n{asked}")
    assert verdict.passed, verdict.message


def run(page, before, source):
    """Run `source` with the page's imports and definitions as they are at the cell `before`; return the Result."""
    verdicts = []

    class Recorder:
        @staticmethod
        def check(label, answer):
            verdicts.append(exercises.grade(label, answer))

    namespace = {"__name__": "page"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(prelude(page, before, source), namespace)
        namespace["exercises"] = Recorder
        # Only what the source itself does counts; an import of exercises in it would hide the recorder.
        try:
            exec(re.sub(r"(?m)^from largemodels\.book import exercises$", "", source), namespace)
        except Exception as error:  # a stub may well stop by itself
            verdicts.append(exercises.Result(False, f"{type(error).__name__}: {error}"))
    assert verdicts, "the checker was not called"
    return verdicts[-1]


def prelude(page, before, source):
    """Return the imports, functions, classes and constants of the earlier cells that `source` needs, as code."""
    statements = []
    for cell in page.code:
        if cell.source == before:
            break
        statements += [s for s in ast.parse(cell.source).body if _binds(s)]
    needed, kept = _names(ast.parse(source)), []
    for statement in reversed(statements):
        if _binds(statement) & needed:
            kept.append(statement)
            needed |= _names(statement)
    return "\n".join(ast.unparse(s) for s in reversed(kept))


def _names(tree):
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _binds(statement):
    """Return the names a statement binds, if it is an import, a definition, or a constant."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(a.asname or a.name).split(".")[0] for a in statement.names}
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Assign, ast.AnnAssign)) and _is_constant(statement):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    return set()


def _is_constant(assignment):
    """Return whether the value is made of literals and NumPy's functions: no training is run here."""
    calls = [n.func for n in ast.walk(assignment) if isinstance(n, ast.Call)]
    return all(ast.unparse(f).startswith("np.") or ast.unparse(f) in ("dict", "list", "range", "tuple") for f in calls)
