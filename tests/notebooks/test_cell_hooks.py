"""The hooks, on two notebooks made for it, each run by nbval in a pytest of its own."""

import json
import os
import re
import subprocess
import sys

import nbformat
import nbformat.v4 as v4
import pytest

from tests.notebooks.page import ROOT
from tools import execute_notebooks

DRAW = """import matplotlib.pyplot as plt
from largemodels.book import use_style
use_style()
plt.plot([1, 2, 3], label="{}")
_ = plt.legend()"""
SOLUTION = """::::{{solution}} ex-4-3-bias-gradient
```python
import numpy as np
def bias_gradient(dZ):
    return np.sum(dZ, axis={}, keepdims=True)
```
::::"""
STUB = """from largemodels import exercises
def bias_gradient(dZ):
    return dZ
exercises.check("ex-4-3-bias-gradient", bias_gradient)"""
CONFTEST = """import pathlib, tests.notebooks.cell_hooks as hooks
hooks.REPORTS = pathlib.Path(__file__).parent / "reports"
pytest_plugins = ["tests.notebooks.cell_hooks"]
"""


def code(source, *tags):
    return v4.new_code_cell(source, metadata={"tags": list(tags)})


def nbval(folder, *options, **environment):
    """Run nbval with the hooks on the notebook in `folder`; return {cell: outcome}, output, report."""
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "--nbval", "--nbval-current-env", "-v", "-rs",
               "--color=no", "-c", str(folder / "pytest.ini"), *options, str(folder / "page.ipynb")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ | environment)
    outcomes = re.findall(r"Cell (\d+) (PASSED|FAILED|SKIPPED)", done.stdout)
    report = folder / "reports" / "notebooks.json"
    pages = json.loads(report.read_text(encoding="utf-8"))["pages"] if report.exists() else {}
    return dict(outcomes), done.stdout + done.stderr, pages


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """A stored run, whose first and third figure are then replaced by another, and whose exercises differ."""
    folder = tmp_path_factory.mktemp("compared")
    path = folder / "page.ipynb"
    cells = [
        code(DRAW.format("train")),
        code(DRAW.format("test")),
        code(DRAW.format("test"), "nbval-ignore-output"),
        v4.new_markdown_cell(SOLUTION.format(1)),
        code(STUB, "exercise"),
        code("bias_gradient(3)"),
    ]
    nbformat.write(v4.new_notebook(cells=cells), path)
    execute_notebooks.execute(path)
    nb = nbformat.read(path, as_version=4)
    nb.cells[0].outputs, nb.cells[2].outputs = nb.cells[1].outputs, nb.cells[0].outputs
    nbformat.write(nb, path)
    return folder, *nbval(folder)


def test_another_label_fails_and_the_images_are_kept(compared):
    folder, outcomes, output, _ = compared
    assert outcomes["0"] == "FAILED"
    kept = folder / "reports" / "figures" / "page-cell0-0"
    assert str(kept) in output
    assert {p.name for p in kept.iterdir()} == {"stored.png", "fresh.png", "difference.png"}


def test_the_same_figure_passes(compared):
    assert compared[1]["1"] == "PASSED"


def test_an_ignored_figure_is_not_compared(compared):
    assert compared[1]["2"] == "PASSED"


def test_a_right_solution_passes_and_leaves_the_page_as_it_was(compared):
    assert compared[1]["3"] == "PASSED"
    assert compared[1]["4"] == "PASSED"


def test_time_and_memory_are_reported(compared):
    page = compared[3]["page.ipynb"]
    assert page["outcome"] == "failed"
    assert page["cells"] == 5
    assert page["seconds"] > 0
    assert 30 < page["peak_mb"] < 2000


@pytest.fixture(scope="module")
def without_data(tmp_path_factory):
    """A page whose data cannot be had, and whose exercise, before that, has a wrong solution."""
    folder = tmp_path_factory.mktemp("data")
    error = "DatasetUnavailable('mnist', 'a.gz', [('http://x', '404')], 'c')"
    cells = [
        v4.new_markdown_cell(SOLUTION.format(0)),
        code(STUB, "exercise"),
        code("1 / 0"),
        code(f"from largemodels.data import DatasetUnavailable\nraise {error}"),
        code("print('after')"),
    ]
    nbformat.write(v4.new_notebook(cells=cells), folder / "page.ipynb")
    return nbval(folder)


def test_a_wrong_solution_fails(without_data):
    outcomes, output, _ = without_data
    assert outcomes["0"] == "FAILED"
    assert "The solution of ex-4-3-bias-gradient does not pass" in output


def test_missing_data_skips_the_rest_with_the_reason_and_nothing_else_does(without_data):
    outcomes, output, _ = without_data
    assert [outcomes[k] for k in "123"] == ["FAILED", "SKIPPED", "SKIPPED"]
    assert "DatasetUnavailable" in output
    assert "404" in output


def test_without_a_gpu_the_gpu_run_says_so(tmp_path):
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    nbformat.write(v4.new_notebook(cells=[code("1")]), tmp_path / "page.ipynb")
    _, output, _ = nbval(tmp_path, "--gpu", LARGEMODELS_DEVICE="cuda")
    assert "finds no CUDA device" in output
