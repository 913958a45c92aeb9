"""The solution of an exercise, as code that can be judged where the page stands.

nbval has just run the stub; its kernel holds all that the page has defined. The solution runs
there too, in a copy of the names, so that the cells after it see nothing of it.
"""

import ast
import re

from tests.notebooks.page import Page, tags

_CHECK = re.compile(r"exercises\.check\(\s*[\"']([\w-]+)[\"']")


def label_of(cell):
    """Return the label that a cell tagged exercise has checked, or None."""
    match = _CHECK.search(cell.source) if "exercise" in tags(cell) else None
    return match[1] if match else None


def solution_of(nb, label):
    """Return the Python code in the {solution} of `label`; empty if there is none."""
    bodies = (body for kind, argument, _, body in Page(nb).directives if kind == "solution" and argument == label)
    return "\n\n".join(re.findall(r"(?ms)^```python\n(.*?)^```", next(bodies, "")))


def judged(nb, cell):
    """Return an expression that runs the solution of the exercise in `cell` and has its verdict, a str."""
    calls = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Call) and _CHECK.match(ast.unparse(n))]
    answer = ", ".join(ast.unparse(a) for a in calls[-1].args)
    source = (
        f"{solution_of(nb, label_of(cell))}\n"
        "from largemodels import exercises as _exercises\n"
        f"_verdict = _exercises.grade({answer})\n"
        "_verdict = 'passed' if _verdict.passed else _verdict.message\n"
    )
    return f"(lambda names: (exec({source!r}, names), names['_verdict'])[1])(dict(globals()))"
