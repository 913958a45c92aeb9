"""A page is selected whole and in order; the slowest starts first; a page that takes too much is told."""

import json
import subprocess
import sys
from types import SimpleNamespace

import nbformat.v4 as v4
import pytest

from tests.notebooks import limits, whole_pages
from tests.notebooks.cell_hooks import closing, on_stderr
from tests.notebooks.page import ROOT

CONFTEST = """pytest_plugins = ["tests.notebooks.cell_hooks", "tests.notebooks.whole_pages"]
import pathlib, tests.notebooks.cell_hooks as hooks
hooks.REPORTS = pathlib.Path(__file__).parent / "reports"
"""


def collected(folder, *options):
    """Return the cells that pytest would run in `folder`, in order."""
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:randomly", "--nbval", "-q", "--collect-only",
               "-c", str(folder / "pytest.ini"), "--rootdir", str(folder), *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return [line for line in done.stdout.splitlines() if "::Cell" in line]


@pytest.fixture(scope="module")
def two_pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT.as_posix()}\n", encoding="utf-8")
    for name in "ab":
        cells = [v4.new_code_cell(str(k)) for k in range(3)]
        (folder / f"{name}.ipynb").write_text(json.dumps(v4.new_notebook(cells=cells)), encoding="utf-8")
    cache = folder / ".pytest_cache" / "v" / "cache"
    cache.mkdir(parents=True)
    (cache / "lastfailed").write_text(json.dumps({"a.ipynb::Cell 2": True}), encoding="utf-8")
    return folder


def test_after_a_failure_the_last_failed_cell_brings_the_cells_of_its_page(two_pages):
    assert collected(two_pages, "--lf") == [f"a.ipynb::Cell {k}" for k in range(3)]


def test_chosen_or_shuffled_cells_are_the_whole_page_in_order(monkeypatch):
    class Cell(SimpleNamespace):
        pass

    def page(name):
        parent = SimpleNamespace(path=ROOT / name)
        parent.collect = lambda: [Cell(name=f"Cell {k}", parent=parent) for k in range(3)]
        return parent

    monkeypatch.setattr(whole_pages, "IPyNbCell", Cell)
    a, b = page("a.ipynb"), page("b.ipynb")
    other, first, second = SimpleNamespace(name="test_x"), a.collect()[2], b.collect()[1]
    found = whole_pages.whole([second, other, first, a.collect()[0]])
    assert [item.name for item in found] == ["Cell 0", "Cell 1", "Cell 2", "test_x", "Cell 0", "Cell 1", "Cell 2"]
    assert found[-1] is first  # a cell that pytest has collected stays the same object


def test_the_slowest_page_comes_first_and_an_unknown_one_before_it(monkeypatch):
    page = type("Cell", (), {"__init__": lambda self, name: setattr(self, "parent", SimpleNamespace(path=ROOT / name))})
    monkeypatch.setattr(whole_pages, "IPyNbCell", page)
    known = {"short": {"seconds": 3}, "long": {"seconds": 90}}
    rendition = SimpleNamespace(callspec=SimpleNamespace(params={"whole": "long"}))
    items = [SimpleNamespace(), page("short"), page("long"), rendition, page("new")]
    assert [whole_pages.seconds(item, known) for item in items] == [0, 3, 90, 100, whole_pages.UNKNOWN]


def test_pages_stay_together_and_slow_tests_are_handed_out_one_by_one():
    assert whole_pages.scope_of("chapters/a.ipynb::Cell 1") == whole_pages.scope_of("chapters/a.ipynb::Cell 2")
    one, two = (f"tests/web/test_pages.py::test_page[{k}]" for k in "ab")
    assert whole_pages.scope_of(one) != whole_pages.scope_of(two)


KNOWN = {"seconds": 10.0, "peak_mb": 1000}


@pytest.mark.parametrize(
    ("seconds", "megabytes", "known", "scale", "told"),
    [
        (59, 1499, KNOWN, 1, None),
        (61, 900, KNOWN, 1, "61 s, the cap is 60 s"),
        (5, 1501, KNOWN, 1, "1501 MB, the cap is 1500 MB"),
        (61, 1600, KNOWN, 3, None),
        (1e6, 1e6, KNOWN, 0, None),
        (299, 2999, None, 1, None),
        (301, 100, None, 1, "recorded in last_run.json: nothing"),
        (5, 250, {"seconds": 1.0, "peak_mb": 100}, 1, None),
    ],
)
def test_caps(seconds, megabytes, known, scale, told):
    found = limits.excess(seconds, megabytes, known, scale)
    assert (found is None) if told is None else (told in found)


def test_the_last_line_says_what_to_do_next(tmp_path):
    assert closing([], whole=False, reports=tmp_path) is None
    assert "make serve" in closing([], whole=True, reports=tmp_path)
    line = closing([("tests/a.py::test_x", "assert 1 == 2")], whole=True, reports=tmp_path)
    assert "\n" not in line
    assert "failures.txt" in line and "tests/a.py" in line
    assert "assert 1 == 2" in (tmp_path / "failures.txt").read_text(encoding="utf-8")


def test_what_a_cell_wrote_on_stderr_is_shown():
    outputs = [v4.new_output("stream", name="stderr", text="font cache"), v4.new_output("stream", text="x")]
    assert on_stderr(outputs) == "font cache"
