"""A page's cells share a kernel: they are selected whole, in order, and the slowest pages start first.

A plugin. Whatever chose some cells of a page (``--lf``, ``-k``, a cell's own address) or shuffled them, the page is run
from its first cell to its last. Two workers end together when the long pages are started before the short ones; how long
a page takes is read from the last recorded run.
"""

import functools
import json
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "tests" / "notebooks" / "last_run.json"
#: Files whose tests are handed out one by one: each takes long, and none shares anything with the next.
APART = ("tests/web/test_pages.py", "tests/web/test_renditions.py")
UNKNOWN = float("inf")


@functools.cache
def recorded(path=RECORD):
    """Return page -> what the last recorded run says of it: seconds, peak_mb; {} where none is stored."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))["pages"]
    except (OSError, ValueError, KeyError):
        return {}


def whole(items):
    """Return `items` with each page that has a cell among them whole, where its first cell stood."""
    kept, pages = [], set()
    for item in items:
        if not isinstance(item, IPyNbCell):
            kept.append(item)
        elif item.parent.path not in pages:
            pages.add(item.parent.path)
            cells = {other.name: other for other in items if getattr(other, "parent", None) is item.parent}
            kept += [cells.get(cell.name, cell) for cell in item.parent.collect()]
    return kept


def seconds(item, known):
    """Return how long the page of a cell, or the rendition that a test runs, is expected to take; 0 for other tests."""
    if isinstance(item, IPyNbCell):
        path = item.parent.path
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        return known.get(name, {}).get("seconds", UNKNOWN)
    called = getattr(getattr(item, "callspec", None), "params", {})
    if "whole" in called:
        return known.get(called["whole"], {}).get("seconds", UNKNOWN) + 10  # to make its environment
    return 0


def scope_of(nodeid):
    """Return what of a node's address names the tests that stay together on one worker."""
    file = nodeid.split("::")[0]
    return nodeid if file in APART else file


class WholePages:
    """The outermost of the hooks on the selection; registered after pytest's own cache, whose --lf it completes."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        result = yield
        chosen = whole(items)
        known = recorded()
        items[:] = sorted(chosen, key=lambda item: -seconds(item, known))  # stable: the rest stays in its order
        return result


def pytest_configure(config):
    config.pluginmanager.register(WholePages(), "largemodels-whole-pages")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class ByPage(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return scope_of(nodeid)

    config.option.loadscopereorder = False  # ours is the better order
    return ByPage(config, log)
