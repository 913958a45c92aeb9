"""What the build of the site rests on: npm of the lock, no page that is gone, progress, a last line."""

import io
import os
import sys

from tests.web.linked_env import packages_of
from tools.serve import address_of
from web import vendor
from web.sphinx import leftovers, progress


def test_the_locks_own_npm_and_node_come_before_those_on_the_path(tmp_path, monkeypatch):
    for name in ("npm", "node"):
        (tmp_path / name).write_text("#!/bin/sh\necho npm 6 >&2; exit 1\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert vendor.npm_command()[0] == sys.executable
    assert not vendor.node_command().startswith(str(tmp_path))


def test_scratch_folders_of_killed_builds_are_swept(tmp_path):
    for name in ("tmpold", "tmpnew", "0123"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / "tmpold", (1e9, 1e9))
    os.utime(tmp_path / "0123", (1e9, 1e9))
    vendor._sweep(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["0123", "tmpnew"]


def test_a_page_that_the_book_no_longer_has_leaves_the_site(tmp_path):
    stay = ["index.html", "search.html", "genindex.html", "chapters/a.html", "_static/theme.html", "vendor/x.html",
            "_sources/index.md", "_sources/chapters/a.ipynb"]
    gone = ["chapters/b.html", "_sources/chapters/b.ipynb", "_sources/chapters/c.md"]
    for name in stay + gone:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    leftovers.remove(tmp_path, {"index", "chapters/a"})
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")) == sorted(stay)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_one_line_that_changes_and_nothing_where_no_one_looks():
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        progress.show("读第 1 页", stream)
    assert terminal.getvalue().startswith("\r读第 1 页")
    assert "\n" not in terminal.getvalue()
    assert file.getvalue() == ""


def test_the_last_line_of_a_build_says_how_to_read_it():
    assert "make serve" in address_of("posix")
    assert "tools.serve" in address_of("nt")


def test_where_an_environment_keeps_its_packages_on_windows_and_elsewhere(tmp_path):
    assert packages_of(tmp_path, "nt") == tmp_path / "Lib" / "site-packages"
    (tmp_path / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    assert packages_of(tmp_path, "posix") == tmp_path / "lib" / "python3.11" / "site-packages"
