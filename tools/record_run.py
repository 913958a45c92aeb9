"""Store the last complete run of the notebooks, for the front page: ``python -m tools.record_run``.

``make test`` leaves ``_build/reports/notebooks.json``, which is not committed. If that run covered every page and every
page reproduced, this writes it, with the date, the number of cores and how many wrong answers each exercise's checker
refused, to ``tests/notebooks/last_run.json``, which is.
"""

import datetime
import json
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORT = Path("_build", "reports", "notebooks.json")
SCORES = Path("_build", "reports", "exercises")
STORED = Path("tests", "notebooks", "last_run.json")


class IncompleteRun(RuntimeError):
    """The run is no ground for saying that the book reproduces; the message is one line."""


def cells(path: Path) -> int:
    """Return how many code cells the page at `path` has."""
    return sum(cell["cell_type"] == "code" for cell in json.loads(path.read_text(encoding="utf-8"))["cells"])


def scores(root: Path, pages) -> dict:
    """Return {label: {"caught": …, "tried": …}} of the exercises on `pages`, as tests/exercises left them."""
    sources = (cell["source"] for path in pages for cell in json.loads(path.read_text(encoding="utf-8"))["cells"])
    labels = re.findall(r"exercises\.check\(\s*[\"']([\w-]+)", "\n".join("".join(source) for source in sources))
    files = {label: root / SCORES / f"{label}.json" for label in labels}
    if lacking := [label for label, path in files.items() if not path.exists()]:
        raise IncompleteRun(f"no score of the checkers of {', '.join(lacking)}: run make test first")
    return {label: json.loads(path.read_text(encoding="utf-8")) for label, path in files.items()}


def record(root: Path = ROOT) -> Path:
    """Write the stored report from the run's; return its path.

    Raises
    ------
    IncompleteRun
        If there is no report, it ran on a GPU, or a page is missing from it, was run in part, did not reproduce, or was
        changed since; or if a checker has no score.
    """
    source = root / REPORT
    if not source.exists():
        raise IncompleteRun(f"there is no {REPORT.as_posix()}: run make test first")
    report = json.loads(source.read_text(encoding="utf-8"))
    if report.get("device", "cpu") != "cpu":
        raise IncompleteRun(f"the last run was on {report['device']}; the front page speaks of a machine without a GPU")
    finished = source.stat().st_mtime
    found = (p for p in (root / "chapters").rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
    pages, run = {p.relative_to(root).as_posix(): p for p in found}, report["pages"]
    for what, names in {
        "not in the last run": pages.keys() - run.keys(),
        "not run whole": {name for name, path in pages.items() if name in run and run[name]["cells"] != cells(path)},
        "not reproduced": {name for name, page in run.items() if page["outcome"] != "passed"},
        "changed since the last run": {name for name, path in pages.items() if path.stat().st_mtime > finished},
    }.items():
        if names:
            raise IncompleteRun(f"{what}: {', '.join(sorted(names))}")
    date = datetime.datetime.fromtimestamp(finished, datetime.timezone.utc).date().isoformat()
    target = root / STORED
    stored = {"date": date, "cores": os.cpu_count()} | report | {"exercises": scores(root, pages.values())}
    target.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return target


if __name__ == "__main__":
    try:
        print("stored", record())
    except IncompleteRun as error:
        sys.exit(f"nothing stored: {error}")
