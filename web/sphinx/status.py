"""One quiet line under a page's title: how long it takes to read and to run, what it downloads, when it was verified.
And one under 练习: how many wrong answers the checkers of the page's exercises were tried on, and how many they refused.

No number of it is typed. Seconds, memory, cores and date are those of the last complete run
(tests/notebooks/last_run.json); the download is the size, in the registry, of the data that the page's code loads.
A page that has not been in a complete run has no line.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
from docutils import nodes

from tools.weigh import characters, main_path
from web.sphinx.verified import REPORT

REGISTRY = "code/largemodels/data/registry.json"
CHARACTERS_A_MINUTE = 250  # a textbook is read at half the speed of a novel
SECONDS_A_CELL = 12  # to read a short cell and what it printed


def minutes(cells) -> int:
    """Return how long the main path takes to read."""
    cells = main_path(cells)
    hidden = {"setup", "checks", "hide-input", "hide-cell"}
    code = sum(c.cell_type == "code" and not hidden & set(c.metadata.get("tags", [])) for c in cells)
    return max(1, round(characters(cells) / CHARACTERS_A_MINUTE + code * SECONDS_A_CELL / 60))


def megabytes(code: str, registry: dict) -> float:
    """Return the size of the data sets whose loaders `code` calls, in MB."""
    loaded = {name.replace("_", "-") for name in re.findall(r"\bload_(\w+)\(", code)}
    # load_notable_models reads epoch-notable-models; load_mnist reads mnist, not fashion-mnist.
    names = {name if name in registry else next((k for k in registry if k.endswith(f"-{name}")), None) for name in loaded}
    return sum(file["bytes"] for name in names - {None} for file in registry[name]["files"].values()) / 1e6


def line(notebook, run: dict | None, report: dict, registry: dict) -> str:
    """Return the words of the line."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    parts = [f"读约 {minutes(notebook.cells)} 分钟"]
    if run:
        parts.append(f"运行约 {max(1, round(run['seconds']))} 秒，内存 {run['peak_mb']} MB（{report['cores']} 核）")
    if size := megabytes(code, registry):
        parts.append(f"下载数据 {size:.1f} MB")
    if run:
        parts.append(f"{report['date']} 验证")
    return " · ".join(parts)


def score(code: str, report: dict) -> str | None:
    """Return the words on the checkers that `code` calls; None without a record of each."""
    labels = re.findall(r"exercises\.check\(\s*[\"']([\w-]+)", code)
    scores = [report.get("exercises", {}).get(label) for label in labels]
    if not scores or None in scores:
        return None
    tried, caught = (sum(one[kind] for one in scores) for kind in ("tried", "caught"))
    return f"编程题的检查用 {tried} 种写错的答案试过，拦下 {caught} 种。"


def _add(app, doctree):
    path = Path(app.env.doc2path(app.env.docname))
    title = doctree.next_node(nodes.title)
    if path.suffix != ".ipynb" or title is None:
        return
    root = Path(app.srcdir)
    source = root / REPORT
    report = json.loads(source.read_text(encoding="utf-8")) if source.exists() else {"pages": {}}
    run = report["pages"].get(path.relative_to(root).as_posix())
    registry = json.loads((root / REGISTRY).read_text(encoding="utf-8"))
    notebook = nbformat.read(path, as_version=4)
    _insert(title, line(notebook, run, report, registry))
    words = score("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"), report)
    heading = next((t for t in doctree.findall(nodes.title) if t.astext() == "练习"), None)
    if words and heading is not None:
        _insert(heading, words)
    app.env.note_dependency(str(source))


def _insert(title, words):
    title.parent.insert(title.parent.index(title) + 1, nodes.paragraph("", words, classes=["book-status"]))


def setup(app):
    app.connect("doctree-read", _add)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
