"""Hooks on nbval's cells: figures compared, solutions tried, missing data skipped, time and memory noted.

A plugin, loaded by the conftest at the root, because the cells lie in chapters/, which holds no code.
"""

import base64
import json
import os
import re
import time
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell, NbCellError

from tests.notebooks import figures
from tests.notebooks.solutions import judged, label_of, solution_of

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "_build" / "reports"

_skipped = pytest.StashKey()
# Page -> what its cells took, in the process that reports.
_collected = {}
# (address, what went wrong) of the tests that failed.
_failed = []
_ended = []


def pytest_addoption(parser):
    """Add --gpu and --renditions."""
    group = parser.getgroup("largemodels")
    group.addoption("--renditions", action="store_true", help="run the rendition of every page whole, not one a chapter")
    group.addoption(
        "--gpu",
        action="store_true",
        help="run only the notebooks that use an accelerator, on CUDA, against the same stored outputs",
    )


def pytest_configure(config):
    """Give kernels their number of threads; with --gpu, insist on a GPU."""
    # Workers share the cores: more threads than cores spin and wait, many times slower. Kernels inherit it. The
    # controller sets nothing, for its workers would take that for the user's wish.
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if not getattr(config.option, "numprocesses", None) or hasattr(config, "workerinput"):
        os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // workers)))
    if config.option.gpu:
        os.environ.setdefault("LARGEMODELS_DEVICE", "cuda")
        import torch

        if os.environ["LARGEMODELS_DEVICE"] == "cuda" and not torch.cuda.is_available():
            raise pytest.UsageError(f"--gpu: torch {torch.__version__} finds no CUDA device on this machine")


def pytest_collection_modifyitems(config, items):
    """With --gpu, keep the cells of the pages that use an accelerator."""
    if not config.option.gpu:
        return
    kept = [i for i in items if isinstance(i, IPyNbCell) and uses_accelerator(i.parent.nb)]
    config.hook.pytest_deselected(items=[i for i in items if i not in kept])
    items[:] = kept


def uses_accelerator(nb):
    """Return whether the page calls device(), or says so in its metadata (largemodels.accelerator)."""
    if nb.metadata.get("largemodels", {}).get("accelerator"):
        return True
    return any(c.cell_type == "code" and re.search(r"\bdevice\(\)", c.source) for c in nb.cells)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Run the cell as nbval does; then skip for missing data, or compare the figures."""
    if not isinstance(item, IPyNbCell):
        return (yield)
    page = item.parent
    if _skipped in page.stash:
        pytest.skip(page.stash[_skipped])
    start = time.perf_counter()
    try:
        result = yield
    except NbCellError as error:
        reason = missing_data(item.test_outputs or [])
        if reason is None:
            if said := on_stderr(item.test_outputs or []):
                error.inner_traceback = f"{error.inner_traceback or ''}\nThe cell wrote on stderr:\n{said}"
            raise
        page.stash[_skipped] = reason
        pytest.skip(reason)
    finally:
        item.user_properties += [
            ("notebook", page.path.relative_to(ROOT).as_posix() if page.path.is_relative_to(ROOT) else page.path.name),
            ("seconds", time.perf_counter() - start),
            ("peak_bytes", peak_memory(page.kernel)),
        ]
    if item.options["check"] and item.cell.execution_count is not None:
        compare_figures(item)
    if label_of(item.cell):
        check_solution(item)
    return result


def check_solution(item):
    """Fail the cell if the solution of its exercise does not pass the checker, here and now."""
    label = label_of(item.cell)
    if not solution_of(item.parent.nb, label):
        return  # a rendition without directives; on the pages themselves test_exercises.py insists on one
    kernel, timeout = item.parent.kernel, item.config.option.nbval_cell_timeout
    asked = {"verdict": judged(item.parent.nb, item.cell)}
    message = kernel.kc.execute("", silent=True, user_expressions=asked, allow_stdin=False)
    while True:
        reply = kernel.kc.get_shell_msg(timeout=timeout)
        if reply["parent_header"].get("msg_id") == message:
            break
    found = reply["content"]["user_expressions"]["verdict"]
    verdict = found["data"]["text/plain"] if found["status"] == "ok" else f"{found['ename']}: {found['evalue']}"
    if verdict != "'passed'":
        item.raise_cell_error(f"The solution of {label} does not pass: {verdict}", "")


def missing_data(outputs):
    """Return why the data of the page cannot be had, or None if something else went wrong."""
    for output in outputs:
        if output.output_type == "error" and output.ename == "DatasetUnavailable":
            return "DatasetUnavailable: " + " ".join(output.evalue.split())
    return None


def on_stderr(outputs):
    """Return what a cell wrote on stderr, which a comparison calls unexpected and does not show."""
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stderr")[-3000:]


def peak_memory(kernel):
    """Return the most memory that the kernel's process has held, in bytes; 0 if it is gone."""
    import psutil

    try:
        pid = kernel.km.provisioner.pid
        status = Path(f"/proc/{pid}/status")
        if status.exists():
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text()).group(1)) * 1024
        memory = psutil.Process(pid).memory_info()
        return getattr(memory, "peak_wset", memory.rss)
    except (psutil.Error, OSError, AttributeError):
        return 0


def compare_figures(item):
    """Fail the cell if a PNG it drew is not the stored one; keep both and their difference."""
    stored, fresh = pngs(item.cell.outputs), pngs(item.test_outputs)
    if len(stored) != len(fresh):
        item.raise_cell_error(f"Figures differ: {len(stored)} stored, {len(fresh)} drawn", "")
    for k, (old, new) in enumerate(zip(stored, fresh, strict=True)):
        difference = figures.compare(old, new)
        if difference:
            folder = keep(f"{item.parent.path.stem}-cell{item.cell_num}-{k}", old, new)
            item.raise_cell_error(f"Figure {k} differs: {difference}\nstored, fresh and difference: {folder}", "")


def pngs(outputs):
    """Return the PNGs (bytes) among the outputs of a cell."""
    found = [o.data["image/png"] for o in outputs if o.output_type in ("display_data", "execute_result")
             and "image/png" in o.data]
    return [base64.b64decode("".join(png)) for png in found]


def keep(name, stored, fresh):
    """Write the two images and their difference into a folder of the reports; return it."""
    folder = REPORTS / "figures" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stored.png").write_bytes(stored)
    (folder / "fresh.png").write_bytes(fresh)
    (folder / "difference.png").write_bytes(figures.difference_image(stored, fresh))
    return folder


def pytest_runtest_logreport(report):
    """Add up the cells of each page. Under xdist the controller gets the workers' reports, too."""
    if report.failed:
        _failed.append((report.nodeid, report.longreprtext))
    properties = dict(report.user_properties)
    if report.when != "call" or "notebook" not in properties:
        return
    nothing = {"cells": 0, "seconds": 0.0, "peak_bytes": 0, "outcome": "passed"}
    page = _collected.setdefault(properties["notebook"], nothing)
    page["cells"] += 1
    page["seconds"] += properties["seconds"]
    page["peak_bytes"] = max(page["peak_bytes"], properties["peak_bytes"])
    if report.outcome != "passed" and page["outcome"] != "failed":
        page["outcome"] = report.outcome


def pytest_terminal_summary(terminalreporter, config):
    """Write _build/reports/notebooks.json and say which page is the slowest and which the largest."""
    if not _collected or hasattr(config, "workerinput"):
        return
    pages = {
        name: page | {"seconds": round(page["seconds"], 1), "peak_mb": round(page.pop("peak_bytes") / 2**20)}
        for name, page in sorted(_collected.items())
    }
    slowest, largest = max(pages, key=lambda p: pages[p]["seconds"]), max(pages, key=lambda p: pages[p]["peak_mb"])
    report = {
        "omp_num_threads": os.environ.get("OMP_NUM_THREADS"),
        "device": os.environ.get("LARGEMODELS_DEVICE", "cpu"),
        "passed": sum(p["outcome"] == "passed" for p in pages.values()),
        "pages": pages,
    }
    REPORTS.mkdir(parents=True, exist_ok=True)
    name = "notebooks-gpu.json" if config.option.gpu else "notebooks.json"
    (REPORTS / name).write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    terminalreporter.write_sep("-", f"{len(pages)} notebooks, {report['passed']} reproduced (_build/reports/{name})")
    terminalreporter.write_line(f"slowest {slowest}: {pages[slowest]['seconds']} s; "
                                f"most memory {largest}: {pages[largest]['peak_mb']} MB")


def pytest_sessionfinish(session, exitstatus):
    """Keep how the session ended: an interrupted one, or one that could not collect, has not passed."""
    _ended[:] = [exitstatus]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """End in one line that says what to do next."""
    if hasattr(config, "workerinput") or not config.option.verbose >= 0 or config.option.collectonly:
        return
    option = config.option
    chosen = (option.file_or_dir, option.keyword, option.markexpr, option.gpu, config.getoption("lf", False))
    line = closing(_failed, whole=_ended == [pytest.ExitCode.OK] and not any(chosen))
    if line:
        print(line, flush=True)


def closing(failed, whole, reports=None):
    """Return the last line of a run, and keep what went wrong in a file; None for a part of the tests that passed."""
    path = (reports or REPORTS) / "failures.txt"
    path.unlink(missing_ok=True)
    if failed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(f"== {name}\n{text}" for name, text in failed) + "\n", encoding="utf-8")
        first = failed[0][0].split("::")[0]
        shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path
        return f"✗ {len(failed)} 项没有通过：先看 {shown}，再单独重做，例如 python -m pytest {first}"
    return "✓ 全部通过：读书用 make serve，动手用 make lab" if whole else None
