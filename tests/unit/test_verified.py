"""The figures that the front page pastes: counted right, and never stale."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import record_run
from web.sphinx.figure_of import find_figure
from web.sphinx.verified import count_notebooks, read_report

ROOT = Path(__file__).resolve().parents[2]
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def display(data=None, **metadata):
    return {"output_type": "display_data", "data": data or {"text/plain": "1"}, "metadata": metadata}


def code(*outputs, source="1 + 1", tags=(), **metadata):
    metadata |= {"tags": list(tags)} if tags else {}
    return {
        "id": "a", "cell_type": "code", "source": source, "metadata": metadata, "execution_count": 1,
        "outputs": list(outputs),
    }


def write(path, *cells, title="Page"):
    heading = {"id": "t", "cell_type": "markdown", "source": f"# {title}", "metadata": {}}
    cells = [heading] + [cell | {"id": f"c{i}"} for i, cell in enumerate(cells)]
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


CHECKED = {"largemodels": {"name": "x", "bound": {"equals": 1}, "passed": True}}
FIGURE = code(display({"image/png": PNG}), mystnb={"figure": {"name": "fig-a"}, "image": {"alt": "two lines"}})


def test_counts_what_is_compared(tmp_path):
    page = write(
        tmp_path / "a.ipynb",
        code(display(), {"output_type": "stream", "name": "stdout", "text": "hello"}),
        code(display(**CHECKED)),
        FIGURE,
        code(display(scrapbook={"name": "key"})),
        code(display(), display({"image/png": PNG}), tags=["nbval-ignore-output"]),
        code(tags=["exercise"]),
        code(source=" \n"),
        code(display(largemodels={"exercise": "ex-1"})),
    )
    assert count_notebooks([page]) == {
        "pages": 1, "cells": 7, "compared": 4, "figures": 1, "checks": 1, "exercises": 1, "ignored_share": "14.3 %",
    }


def test_counts_of_a_book_without_notebooks():
    assert count_notebooks([])["ignored_share"] == "0.0 %"


def test_report_of_a_run(tmp_path):
    path = tmp_path / "run.json"
    assert read_report(path) == {}
    pages = {"a.ipynb": {"cells": 3, "seconds": 61.0}, "b.ipynb": {"cells": 4, "seconds": 1.0}}
    path.write_text(json.dumps({"date": "2026-01-31", "cores": 2, "pages": pages}), encoding="utf-8")
    assert read_report(path) == {
        "run_date": "2026-01-31", "run_cores": 2, "run_pages": 2, "run_cells": 7, "run_minutes": 2,
    }


@pytest.mark.parametrize("text", ["[]", "{}", "not json", '{"date": "d", "cores": 2, "pages": {"a": {"cells": 1}}}'])
def test_report_of_another_kind_is_refused(tmp_path, text):
    path = tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="record_run"):
        read_report(path)


def test_find_figure():
    png, alt = find_figure({"cells": [code(), FIGURE]}, "fig-a")
    assert png.startswith(b"\x89PNG")
    assert alt == "two lines"
    with pytest.raises(LookupError, match="there are: fig-a"):
        find_figure({"cells": [FIGURE]}, "fig-b")
    with pytest.raises(LookupError, match="run the notebook"):
        find_figure({"cells": [FIGURE | {"outputs": []}]}, "fig-a")


class TestRecordRun:
    @pytest.fixture
    def root(self, tmp_path):
        page = write(tmp_path / "chapters" / "1" / "a.ipynb", code())
        os.utime(page, (1e9, 1e9))
        (tmp_path / "tests" / "notebooks").mkdir(parents=True)
        self.report(tmp_path)
        return tmp_path

    def report(self, root, outcome="passed", name="chapters/1/a.ipynb", device="cpu"):
        path = root / record_run.REPORT
        path.parent.mkdir(parents=True, exist_ok=True)
        pages = {name: {"cells": 1, "seconds": 0.5, "outcome": outcome}}
        path.write_text(json.dumps({"device": device, "passed": 1, "pages": pages}), encoding="utf-8")
        os.utime(path, (2e9, 2e9))

    def test_stores_a_complete_run(self, root):
        figures = read_report(record_run.record(root))
        assert figures["run_date"] == "2033-05-18"
        assert figures["run_pages"] == 1

    def test_refuses_no_run(self, root):
        (root / record_run.REPORT).unlink()
        with pytest.raises(record_run.IncompleteRun, match="make test"):
            record_run.record(root)

    def test_refuses_a_page_left_out(self, root):
        write(root / "chapters" / "1" / "b.ipynb", code())
        with pytest.raises(record_run.IncompleteRun, match="not in the last run: chapters/1/b.ipynb"):
            record_run.record(root)

    def test_tells_two_index_pages_apart(self, root):
        for chapter in ("01-a", "02-b"):
            write(root / "chapters" / chapter / "index.ipynb", code())
        self.report(root, name="chapters/01-a/index.ipynb")
        with pytest.raises(record_run.IncompleteRun, match="chapters/02-b/index.ipynb"):
            record_run.record(root)

    def test_refuses_a_page_that_failed(self, root):
        self.report(root, outcome="failed")
        with pytest.raises(record_run.IncompleteRun, match="not reproduced: chapters/1/a.ipynb"):
            record_run.record(root)

    def test_refuses_a_page_run_in_part(self, root):
        os.utime(write(root / "chapters" / "1" / "a.ipynb", code(), code()), (1e9, 1e9))
        with pytest.raises(record_run.IncompleteRun, match="not run whole: chapters/1/a.ipynb"):
            record_run.record(root)

    def test_refuses_a_run_on_a_gpu(self, root):
        self.report(root, device="cuda")
        with pytest.raises(record_run.IncompleteRun, match="cuda"):
            record_run.record(root)

    def test_refuses_a_page_changed_since(self, root):
        os.utime(root / "chapters" / "1" / "a.ipynb", (2e9 + 1, 2e9 + 1))
        with pytest.raises(record_run.IncompleteRun, match="changed since the last run: chapters/1/a.ipynb"):
            record_run.record(root)


    def test_keeps_the_scores_of_the_checkers(self, root):
        page = write(root / "chapters" / "1" / "a.ipynb", code() | {"source": ["exercises.check('ex-1-0-a', f)"]})
        os.utime(page, (1e9, 1e9))
        with pytest.raises(record_run.IncompleteRun, match="no score of the checkers of ex-1-0-a"):
            record_run.record(root)
        (root / record_run.SCORES).mkdir(parents=True)
        (root / record_run.SCORES / "ex-1-0-a.json").write_text('{"caught": 9, "tried": 10}', encoding="utf-8")
        stored = json.loads(record_run.record(root).read_text(encoding="utf-8"))
        assert stored["exercises"] == {"ex-1-0-a": {"caught": 9, "tried": 10}}


class TestOnAPage:
    """A site of two pages, built as a reader would."""

    INDEX = """# Home

{verified}`cells` cells

:::{last-run}
All {verified}`run_cells` cells on {verified}`run_date`.
:::

:::{figure-of} a
:name: fig-a
:::

```{toctree}
a
```
"""

    @pytest.fixture
    def site(self, tmp_path):
        (tmp_path / "conf.py").write_text(
            "extensions = ['myst_nb', 'web.sphinx.verified', 'web.sphinx.figure_of']\n"
            "myst_enable_extensions = ['colon_fence']\nnb_execution_mode = 'off'\nexclude_patterns = ['_build']\n",
            encoding="utf-8",
        )
        (tmp_path / "index.md").write_text(self.INDEX, encoding="utf-8")
        write(tmp_path / "a.ipynb", FIGURE)
        return tmp_path

    def build(self, site):
        command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", ".", "_build/html"]
        result = subprocess.run(
            command, cwd=site, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
        )
        page = site / "_build" / "html" / "index.html"
        html = page.read_text(encoding="utf-8") if page.exists() else ""
        return result, html

    def test_figures_follow_the_notebooks(self, site):
        result, html = self.build(site)
        assert result.returncode == 0, result.stderr
        assert "1 cells" in html
        assert "还没有存下完整验证的记录" in html
        (image,) = re.findall(r'<img [^>]*src="(_images/[^"]+)"', html)
        assert (site / "_build" / "html" / image).exists()
        assert 'alt="two lines"' in html

        write(site / "a.ipynb", FIGURE, code())  # index.md is not touched
        (site / "tests" / "notebooks").mkdir(parents=True)
        report = {"date": "2026-01-31", "cores": 2, "pages": {"a.ipynb": {"cells": 2, "seconds": 9.0}}}
        (site / "tests" / "notebooks" / "last_run.json").write_text(json.dumps(report), encoding="utf-8")
        result, html = self.build(site)
        assert result.returncode == 0, result.stderr
        assert "2 cells" in html
        assert "All 2 cells on 2026-01-31." in html

    def test_an_unknown_figure_is_a_warning(self, site):
        (site / "index.md").write_text(self.INDEX.replace("`cells`", "`sells`"), encoding="utf-8")
        result, _ = self.build(site)
        assert result.returncode != 0
        assert "no figure named 'sells'; known: cells, checks" in result.stderr

    def test_a_figure_that_is_gone_is_an_error(self, site):
        shutil.copy(write(site / "b.ipynb", code()), site / "a.ipynb")
        result, _ = self.build(site)
        assert result.returncode != 0
        assert "no figure is called 'fig-a'" in result.stderr
