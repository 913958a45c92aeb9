"""A checker is only worth what it refuses: each is tried on wrong answers, and its score is kept for the pages.

A wrong answer that stops with an error is not counted: Python caught that one.
"""

import ast
import contextlib
import json
import re
import threading

import numpy as np
import pytest

from largemodels import exercises
from tests.exercises.mutants import mutants
from tests.exercises.planted import EQUIVALENT, PLANTED, SLOW
from tests.notebooks.cell_hooks import REPORTS
from tests.notebooks.page import Page, paths
from tests.notebooks.solutions import label_of, solution_of

LEAST, FEWEST = 0.95, 8
CODED = {}
for _page in map(Page.read, paths()):
    for _cell in _page.code:
        if label_of(_cell):
            CODED[label_of(_cell)] = (solution_of(_page.nb, label_of(_cell)), _cell.source)


def answer_in(names, cell):
    """Return what `cell` hands to the checker, looked up in `names`."""
    calls = [n for n in ast.walk(ast.parse(cell)) if isinstance(n, ast.Call) and ast.unparse(n.func) == "exercises.check"]
    return eval(ast.unparse(calls[-1].args[1]), names)


def run(source, **more):
    """Return the names that `source` defines where a page has imported what its exercises need."""
    import torch
    from torch import nn

    names = {"np": np, "re": re, "nn": nn, "torch": torch, **more}
    exec(source, names)
    return names


def verdict(label, source, cell, **more):
    """Return caught, passed or crashed for one answer; one that does not end in 10 s is caught."""
    found = []

    def grade():
        with contextlib.suppress(Exception):
            found.append(exercises.grade(label, answer_in(run(source, **more), cell)))

    thread = threading.Thread(target=grade, daemon=True)
    thread.start()
    thread.join(10)
    if thread.is_alive():
        return "caught"
    if not found or "运行时出现" in found[0].message:
        return "crashed"
    return "passed" if found[0].passed else "caught"


def judge(label):
    """Return (caught, [what passed]) over the wrong answers to `label`, equivalent ones left out."""
    source, cell = CODED[label]
    lines, excuses = source.splitlines(), set()
    caught, passed = 0, []
    for line, what, text in () if label in SLOW else mutants(source):
        outcome = verdict(label, text, cell)
        caught += outcome == "caught"
        if outcome == "passed":
            shown = lines[line - 1].strip() if line else ""
            excuse = next((start for start in EQUIVALENT.get(label, ()) if shown.startswith(start)), None)
            excuses.add(excuse)
            if excuse is None:
                passed.append(f"line {line}, {what}: {shown}")
    assert excuses - {None} == set(EQUIVALENT.get(label, ())), "an excuse in EQUIVALENT excuses nothing"
    if label in PLANTED:
        names = run(source)
        solution = next(names[node.name] for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
        right = solution() if label in SLOW else None
        for what, text in PLANTED[label]:
            outcome = verdict(label, text, cell, solution=(lambda: right) if label in SLOW else solution)
            caught += outcome == "caught"
            if outcome == "passed":
                passed.append(what)
    return caught, passed


@pytest.mark.parametrize("label", CODED)
def test_wrong_answers_are_refused(label):
    caught, passed = judge(label)
    tried = caught + len(passed)
    assert tried >= FEWEST, f"{tried} wrong answers, at least {FEWEST}: add to PLANTED"
    assert caught >= LEAST * tried, f"{caught} of {tried} are refused; these pass: {passed}"
    folder = REPORTS / "exercises"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{label}.json").write_text(json.dumps({"caught": caught, "tried": tried}) + "\n", encoding="utf-8")


def test_a_lenient_checker_does_not_pass(monkeypatch):
    monkeypatch.setattr(exercises, "grade", lambda label, answer: exercises.registry.Result(True, "✓"))
    label = "ex-3-1-sin"
    with pytest.raises(AssertionError, match="these pass"):
        test_wrong_answers_are_refused(label)


def test_labels_of_planted_answers_are_exercises():
    assert set(PLANTED) | set(EQUIVALENT) | SLOW <= set(CODED)
