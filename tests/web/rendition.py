"""Runs a portable rendition under nbval, in an environment that holds what its first cell installs and a kernel."""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web import linked_env
from tests.web.site import ROOT
from web import portable

NBVAL = ["-m", "pytest", "-q", "--nbval", "--nbval-kernel-name=rendition", "--nbval-cell-timeout=600", "-p", "no:cacheprovider"]
FIRST_CELLS = 2  # what installs, and the setup with its imports


def by_chapter() -> dict[str, list[str]]:
    """Folder of a chapter -> its notebooks, the lightest (by code) first."""
    found: dict[str, list[str]] = {}
    for page in portable.book_pages(ROOT):
        if page.endswith(".ipynb"):
            found.setdefault(page.split("/")[1], []).append(page)
    last = json.loads((ROOT / "tests/notebooks/last_run.json").read_text(encoding="utf-8"))["pages"]
    return {chapter: sorted(pages, key=lambda p: last.get(p, {}).get("seconds", 999)) for chapter, pages in found.items()}


def written(page: str, folder: Path) -> Path:
    """Write the rendition of one page into `folder`."""
    notebook = folder / "book" / page
    notebook.parent.mkdir(parents=True)
    package = portable.published() or str(ROOT)
    text = json.dumps(portable.convert(page, names(), ROOT, package), ensure_ascii=False)
    notebook.write_text(text, encoding="utf-8")
    return notebook


@functools.cache
def names():
    """The numbers of the whole book, collected once."""
    return portable.collect(ROOT)


def reproduces(page: str, folder):
    """Fail unless every cell of the rendition gives its stored output."""
    notebook = written(page, folder)
    if "load_mnist" in notebook.read_text(encoding="utf-8"):
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
    """Fail unless the first cells, which install and import all that the page needs, run: in a plain Python, which is there
    in a moment, where a kernel and a comparison are not.
    """
    cells = json.loads(written(page, folder).read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"][:FIRST_CELLS]
    python = linked_env.create(folder / "env", "ipykernel")  # a kernel's own packages: where the book runs, they are there
    (folder / "first_cells.py").write_text("\n\n".join(code) + "\n", encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"MPLBACKEND": "agg", "PYTHONUTF8": "1"}
    done = subprocess.run([str(python), str(folder / "first_cells.py")], cwd=folder, env=environment, capture_output=True,
                          text=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.fail(done.stdout[-2000:] + done.stderr[-4000:], pytrace=False)


def require_mnist():
    from largemodels.data import DatasetUnavailable, load_mnist

    try:
        load_mnist()
    except DatasetUnavailable as error:
        pytest.skip(str(error))
