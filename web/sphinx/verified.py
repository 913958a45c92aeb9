"""What the book says of its own verification, counted when the site is built.

The role ``verified`` pastes one figure by its key. Figures about the stored notebooks (``pages``, ``cells``,
``compared``, ``figures``, ``checks``, ``exercises``, ``ignored_share``) are counted from the pages of the book; figures
about the last complete run (``run_date``, ``run_cores``, ``run_pages``, ``run_cells``, ``run_minutes``) come from the
report that it stores.

The directive ``last-run`` shows its content only where such a report exists, and says so plainly where there is none.

A page that uses either is read anew whenever a figure changes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.logging import getLogger

REPORT = "tests/notebooks/last_run.json"
IGNORE = "nbval-ignore-output"
MARK = "verified-figures"  # in env.metadata: this page pastes figures
logger = getLogger(__name__)


def count_notebooks(paths: Iterable[Path]) -> dict[str, int | str]:
    """Count what the notebooks store: pages, code cells, compared outputs, figures, checks, exercises.

    ``compared`` counts the outputs that are compared as text: those of cells not tagged ``nbval-ignore-output``,
    less figures, which are compared as pictures. Values stored for the prose by ``glue`` are no output a reader sees.
    """
    figures = dict.fromkeys(("pages", "cells", "compared", "figures", "checks", "exercises"), 0)
    ignored = 0
    for path in paths:
        notebook = json.loads(Path(path).read_text(encoding="utf-8"))
        figures["pages"] += 1
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code" or not "".join(cell["source"]).strip():
                continue
            tags = cell["metadata"].get("tags", [])
            figures["cells"] += 1
            figures["exercises"] += "exercise" in tags
            ignored += IGNORE in tags
            for output in cell["outputs"]:
                record = output.get("metadata", {}).get("largemodels", {})
                figures["checks"] += "bound" in record
                if "scrapbook" in output.get("metadata", {}) or IGNORE in tags:
                    continue
                is_figure = any(mime.startswith("image/") for mime in output.get("data", {}))
                figures["figures" if is_figure else "compared"] += 1
    share = 100 * ignored / figures["cells"] if figures["cells"] else 0.0
    return {**figures, "ignored_share": f"{share:.1f} %"}


def read_report(path: Path) -> dict[str, int | str]:
    """Read the report of the last complete run (see ``tools/record_run.py``); ``{}`` where none is stored.

    Raises
    ------
    ValueError
        If the file is there but lacks one of the parts that are pasted.
    """
    if not path.exists():
        return {}
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        pages = report["pages"].values()
        return {
            "run_date": report["date"],
            "run_cores": report["cores"],
            "run_pages": len(pages),
            "run_cells": sum(page["cells"] for page in pages),
            "run_minutes": math.ceil(sum(page["seconds"] for page in pages) / 60),
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        advice = "store one with: python -m tools.record_run"
        raise ValueError(f"{path} is not the report of a run ({error!r}); {advice}") from error


def collect(env) -> dict:
    pages = (Path(env.doc2path(name)) for name in sorted(env.found_docs))
    return {**count_notebooks(p for p in pages if p.suffix == ".ipynb"), **read_report(Path(env.srcdir, REPORT))}


class Verified(SphinxRole):
    def run(self):
        self.env.metadata[self.env.docname][MARK] = "yes"
        value = self.env.verified_figures.get(self.text)
        if value is None:
            known = ", ".join(sorted(self.env.verified_figures))
            logger.warning("no figure named %r; known: %s", self.text, known, location=self.get_location())
            value = "?"
        return [nodes.Text(str(value))], []


class LastRun(SphinxDirective):
    has_content = True

    def run(self):
        self.env.metadata[self.env.docname][MARK] = "yes"
        if "run_date" not in self.env.verified_figures:
            return [nodes.paragraph("", "这份源代码里还没有存下完整验证的记录；运行 make test 就能自己做一次。")]
        return self.parse_content_to_nodes()


def outdated_pages(app, env, added, changed, removed):
    """Recount before reading; pages that paste a figure are outdated if any figure changed."""
    before, env.verified_figures = getattr(env, "verified_figures", None), collect(env)
    if env.verified_figures == before:
        return []
    return [name for name in env.found_docs if MARK in env.metadata.get(name, {})]


def setup(app):
    app.add_role("verified", Verified())
    app.add_directive("last-run", LastRun)
    app.connect("env-get-outdated", outdated_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
