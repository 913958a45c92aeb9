"""Run notebooks from top to bottom and store their outputs: `python -m tools.execute_notebooks [PAGE …]`.

A page is a path, or a name such as 4-3-xor; without any, the whole book is run, in order. Each
gets a kernel of its own. Ids and sources stay; volatile metadata goes. A page that raises, or
prints a failed check, is left as it was.
"""

import argparse
import base64
import copy
import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from tools import own_settings

ROOT = Path(__file__).resolve().parent.parent
CELL_TIMEOUT = 900
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class NotStored(Exception):
    """The run did not give outputs fit to be stored."""


def name_of(path):
    """Return a page's name: that of its file; ``1-0-background`` for the index of a chapter of one page."""
    chapter = path.parent.name
    return f"{int(chapter[:2])}-0-{chapter[3:]}" if path.stem == "index" else path.stem


def find(names, root=ROOT):
    """Return the paths of the pages `names`, or of all. Raises FileNotFoundError for one that is not there."""
    pages = sorted(p for p in (root / "chapters").rglob("*.ipynb") if not any(s.startswith(".") for s in p.parts))
    if not names:
        return pages
    found = []
    for name in names:
        hits = [p for p in pages if name_of(p) == name] or [Path(name).resolve()]
        if not hits[0].is_file():
            raise FileNotFoundError(f"no page {name!r}; known: {', '.join(map(name_of, pages))}")
        found += hits
    return found


def execute(path, timeout=CELL_TIMEOUT):
    """Execute the notebook at `path` in a fresh kernel and store it; raises NotStored otherwise."""
    nb = nbformat.read(path, as_version=4)
    stored = {cell.id: cell.outputs for cell in nb.cells if cell.cell_type == "code"}
    nb = copy.deepcopy(nb)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        nb, timeout=timeout, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}},
        coalesce_streams=True,
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise NotStored(str(error)) from error
    refuse(nb)
    clean(nb)
    keep_pictures(nb, stored)
    store(nb, path)


def keep_pictures(nb, stored):
    """Put back the stored picture where the comparison finds no difference: running again changes no line of it."""
    from tests.notebooks.figures import compare

    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        old, new = (
            [o for o in outputs if "image/png" in o.get("data", {})] for outputs in (stored.get(cell.id, []), cell.outputs)
        )
        for was, now in zip(old, new, strict=False):
            if compare(png(was), png(now)) is None:
                now.data = was.data


def png(output):
    """Return the picture of an output, as bytes."""
    return base64.b64decode("".join(output.data["image/png"]))


def refuse(nb):
    """Raise NotStored if `nb` holds what no page may show: an error, stderr, a failed check."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            if output.output_type == "error":
                raise NotStored(f"an error in cell {cell.id}: {output.ename}: {output.evalue}")
            if output.output_type == "stream" and output.name == "stderr":
                raise NotStored(f"cell {cell.id} writes on stderr:\n{text}")
            if any(line.startswith("✗") for line in text.split("\n")):
                raise NotStored(f"a failed check in cell {cell.id}: {text}")


def clean(nb):
    """Drop what differs from run to run or from editor to editor."""
    kept = {k: v for k, v in nb.metadata.items() if k == "largemodels"}
    nb.metadata = nbformat.from_dict(METADATA | kept)
    nb.nbformat, nb.nbformat_minor = 4, 5
    for cell in nb.cells:
        for key in set(cell.metadata) - {"tags", "mystnb", "largemodels"}:
            del cell.metadata[key]
        if cell.cell_type == "code":
            cell.outputs = nbformat.from_dict(_whole(cell.outputs))


def _whole(value):
    """Write 2.0 as 2, as a browser does that has read and saved the page."""
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def store(nb, path):
    """Write `nb` to `path` in one step, so that an interrupted run leaves the old page whole."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            nbformat.write(nb, file)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def main(arguments=None):
    """Execute the pages asked for; returns how many could not be stored."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", metavar="PAGE")
    parser.add_argument("--timeout", type=int, default=CELL_TIMEOUT, help="seconds a cell may take")
    options = parser.parse_args(arguments)
    try:
        pages = find(options.pages)
    except FileNotFoundError as error:
        parser.error(str(error))
    own_settings.settle()  # what is stored depends on no setting of the author's
    own_settings.build_font_cache()
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the tests run them, two pages side by side
    failed = 0
    for path in pages:
        start = time.perf_counter()
        try:
            execute(path, options.timeout)
            print(f"{name_of(path)}: stored ({time.perf_counter() - start:.1f} s)", flush=True)
        except NotStored as error:
            failed += 1
            print(f"{name_of(path)}: NOT stored: {error}", file=sys.stderr, flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
