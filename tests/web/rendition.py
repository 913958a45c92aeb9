"""Runs a portable rendition under nbval, in an environment that holds what its first cell installs and a kernel."""

import json
import os
import subprocess
import sys

import pytest

from tests.web import linked_env
from tests.web.site import ROOT
from web import portable

NBVAL = ["-m", "pytest", "-q", "--nbval", "--nbval-kernel-name=rendition", "--nbval-cell-timeout=600", "-p", "no:cacheprovider"]


def by_chapter() -> dict[str, list[str]]:
    """Folder of a chapter -> its notebooks, the lightest (by code) first."""
    found: dict[str, list[str]] = {}
    for page in portable.book_pages(ROOT):
        if page.endswith(".ipynb"):
            found.setdefault(page.split("/")[1], []).append(page)
    last = json.loads((ROOT / "tests/notebooks/last_run.json").read_text(encoding="utf-8"))["pages"]
    return {chapter: sorted(pages, key=lambda p: last.get(p, {}).get("seconds", 999)) for chapter, pages in found.items()}


def reproduces(page: str, folder, cells: int | None = None):
    """Fail unless every cell of the rendition (or its first `cells` code cells) gives its stored output."""
    portable.write(folder / "book")
    notebook = folder / "book" / page
    text = notebook.read_text(encoding="utf-8")
    if cells is not None:
        shortened, code = json.loads(text), 0
        for end, cell in enumerate(shortened["cells"], start=1):
            code += cell["cell_type"] == "code"
            if code == cells:
                break
        shortened["cells"] = shortened["cells"][:end]
        text = json.dumps(shortened, ensure_ascii=False)
        notebook.write_text(text, encoding="utf-8")
    if "load_mnist" in text:
        require_mnist()
    python = linked_env.create(folder / "env", "ipykernel")
    spec = folder / "jupyter" / "kernels" / "rendition"
    spec.mkdir(parents=True)
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    text = json.dumps({"argv": command, "display_name": "rendition", "language": "python"})
    (spec / "kernel.json").write_text(text, encoding="utf-8")
    environment = os.environ | {"JUPYTER_PATH": str(folder / "jupyter"), "PYTHONPATH": ""}
    environment.pop("PYTEST_ADDOPTS", None)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, *NBVAL, "-c", str(folder / "pytest.ini"), "--rootdir", str(folder), str(notebook)],
        cwd=notebook.parent, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(done.stdout[-6000:] + done.stderr[-2000:], pytrace=False)


def installs(page: str, folder):
    """Fail unless the first cells, which install and import all that the page needs, run."""
    reproduces(page, folder, cells=3)


def require_mnist():
    from largemodels.data import DatasetUnavailable, load_mnist

    try:
        load_mnist()
    except DatasetUnavailable as error:
        pytest.skip(str(error))
