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


def pages(chapter: str) -> list[str]:
    """The notebooks of a chapter, ``chapters/04-mathematics/…``."""
    return [page for page in portable.book_pages(ROOT) if page.startswith(f"chapters/{chapter}-") and page.endswith(".ipynb")]


def reproduces(page: str, folder):
    """Fail unless every cell of the rendition gives its stored output."""
    portable.write(folder / "book")
    notebook = folder / "book" / page
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
        cwd=notebook.parent, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(done.stdout[-6000:] + done.stderr[-2000:], pytrace=False)


def require_mnist():
    from largemodels.data import DatasetUnavailable, load_mnist

    try:
        load_mnist()
    except DatasetUnavailable as error:
        pytest.skip(str(error))
