"""Read and run the book in JupyterLab: ``python -m tools.lab`` (make lab); ``--edit`` (make edit) for who writes it.

A reader gets a copy of each page under ``lab/``, with its numbers, figure numbers and citations written out, as the site
shows them: nothing done there touches the book. A page that the reader has changed is never overwritten: a newer one is
left for later, and said so. Who writes the book opens the sources; saving keeps of a notebook's metadata what the book
keeps, so that opening and closing a page changes nothing.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.execute_notebooks import ROOT
from web import portable

CONFIG = Path(__file__).with_name("jupyter_server_config.py")
MANIFEST = ".written.json"


def sources_hash(notebook) -> str | None:
    """Name what a reader can change by hand: the kinds and sources of the cells, not outputs or metadata.

    None for what is no notebook.
    """
    if not isinstance(notebook, dict) or "cells" not in notebook:
        return None
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def prepare(folder: Path, root: Path = ROOT) -> list[str]:
    """Bring the copies under `folder` up to date; return the pages left as the reader has changed them."""
    manifest = folder / MANIFEST
    known, kept = _load(manifest), []
    written = known if isinstance(known, dict) else {}
    with tempfile.TemporaryDirectory() as scratch:
        for fresh in portable.write(Path(scratch) / "book", root, install=False):
            page = fresh.relative_to(Path(scratch) / "book").as_posix()
            target = folder / page
            if target.exists() and ((there := sources_hash(_load(target))) is None or there != written.get(page)):
                if there and there == sources_hash(_load(fresh)):
                    written[page] = there
                else:
                    kept.append(page)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{target.name}.part")
            part.write_bytes(fresh.read_bytes())
            os.replace(part, target)
            written[page] = sources_hash(_load(target))
    folder.mkdir(parents=True, exist_ok=True)
    manifest.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    return kept


def _load(path):
    """Return what the file holds, or None if it is not there or is no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def ask_nothing(prefix: Path) -> None:
    """Answer, in the settings of the environment at `prefix`, JupyterLab's question whether to fetch its news."""
    overrides = prefix / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings = _load(overrides) or {}
    settings.setdefault("@jupyterlab/apputils-extension:notification", {}).setdefault("fetchNews", "false")
    overrides.parent.mkdir(parents=True, exist_ok=True)
    overrides.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def command(edit: bool, rest: list[str]) -> list[str]:
    """Return the command that starts JupyterLab."""
    folder, tree = (ROOT, "chapters") if edit else (ROOT / "lab", "chapters")
    return [sys.executable, "-m", "jupyterlab", f"--config={CONFIG}", f"--notebook-dir={folder}",
            f"--LabApp.default_url=/lab/tree/{tree}", *rest]


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tools.lab", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edit", action="store_true", help="open the sources of the book")
    options, rest = parser.parse_known_args(arguments)
    if not options.edit:
        for page in prepare(ROOT / "lab"):
            print(f"lab/{page}：你改过这一页，所以留着没有更新；想要新的一页，删去或改名后再运行 make lab。")
    ask_nothing(Path(sys.prefix))
    try:
        return subprocess.run(command(options.edit, rest), cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
