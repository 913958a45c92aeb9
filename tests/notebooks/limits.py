"""A page keeps to the seconds and the memory of the recorded run, or its last cell fails.

A plugin. The cap is a multiple of what ``last_run.json`` says; a page it does not know has a generous one. Counted is the
time that the kernel computed or the time on the clock, whichever is less: a busy machine makes no page fail.
``LARGEMODELS_PAGE_CAP`` scales both caps on a slow machine; 0 takes them away.
"""

import os
import time

import pytest
from nbval.plugin import IPyNbCell

from tests.notebooks.cell_hooks import ROOT, peak_memory
from tests.notebooks.whole_pages import recorded

UNKNOWN = {"seconds": 300.0, "peak_mb": 3000}
_clock = pytest.StashKey()


def caps(known, scale):
    """Return (seconds, MB) that a page may take: `known` is its record, or None."""
    if known is None:
        return UNKNOWN["seconds"] * scale, UNKNOWN["peak_mb"] * scale
    return (3 * known["seconds"] + 30) * scale, max(1.5 * known["peak_mb"], known["peak_mb"] + 200) * scale


def excess(seconds, megabytes, known, scale=1.0):
    """Return what to tell of a page that took too much, or None."""
    if not scale:
        return None
    most_seconds, most_megabytes = caps(known, scale)
    over = []
    if seconds > most_seconds:
        over.append(f"{seconds:.0f} s, the cap is {most_seconds:.0f} s")
    if megabytes > most_megabytes:
        over.append(f"{megabytes:.0f} MB, the cap is {most_megabytes:.0f} MB")
    if not over:
        return None
    record = f"{known['seconds']:.0f} s and {known['peak_mb']} MB" if known else "nothing"
    return (f"The page takes too much: {'; '.join(over)} (recorded in last_run.json: {record}). Make it lighter, or, on a "
            "slow machine, set LARGEMODELS_PAGE_CAP=3")


def computed(kernel):
    """Return the seconds that the kernel's process has computed; None if it cannot be asked."""
    import psutil

    try:
        times = psutil.Process(kernel.km.provisioner.pid).cpu_times()
    except (psutil.Error, AttributeError):
        return None
    return times.user + times.system


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item):
    if not isinstance(item, IPyNbCell):
        return (yield)
    page, start = item.parent, time.perf_counter()
    try:
        result = yield
    finally:
        page.stash[_clock] = page.stash.get(_clock, 0.0) + time.perf_counter() - start
    last = sum(cell.cell_type == "code" for cell in page.nb.cells) - 1
    if item.cell_num == last and not item.config.option.gpu:
        spent = computed(page.kernel)
        seconds = page.stash[_clock] if spent is None else min(spent, page.stash[_clock])
        name = page.path.relative_to(ROOT).as_posix() if page.path.is_relative_to(ROOT) else page.path.name
        scale = float(os.environ.get("LARGEMODELS_PAGE_CAP") or 1)
        message = excess(seconds, peak_memory(page.kernel) / 2**20, recorded().get(name), scale)
        if message:
            item.raise_cell_error(message, "")
    return result
