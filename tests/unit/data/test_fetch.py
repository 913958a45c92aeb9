"""Whatever a source does, fetch returns the right bytes or says clearly what went wrong."""

import contextlib
import errno
import hashlib
import http.server
import io
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from largemodels.data import DatasetUnavailable, fetch, registry, verify

fetching = sys.modules["largemodels.data.fetch"]
CONTENT = bytes(range(256)) * 400
KEY = "toy/a.bin"


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves /<behaviour>/…: good, wrong, long, short, missing, broken, silent, trickle, hangup."""

    def do_GET(self):
        what = self.path.split("/")[1]
        self.server.asked.append(what)
        if what in ("missing", "broken"):
            self.send_error({"missing": 404, "broken": 500}[what])
            return
        if what == "hangup":
            return  # which closes the connection without an answer
        if what == "silent":
            self.server.stop.wait(20)
            return
        body = {"wrong": CONTENT[::-1], "long": CONTENT + b"x", "empty": b""}.get(what, CONTENT)
        self.send_response(200)
        if what != "unannounced":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if what in ("short", "unannounced"):
            body = body[: len(body) // 2]
        with contextlib.suppress(OSError):
            if what == "trickle":
                while not self.server.stop.wait(0.02):
                    self.wfile.write(b"\0")
                    self.wfile.flush()
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.stop, server.daemon_threads = [], threading.Event(), True
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.base = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.stop.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def toy(server, tmp_path, monkeypatch):
    """Return a function that registers the toy set with the given behaviours as its addresses."""
    monkeypatch.setenv("LARGEMODELS_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("LARGEMODELS_MIRROR", raising=False)
    for proxy in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(proxy, raising=False)
    monkeypatch.setattr(fetching, "CONNECT_TIMEOUT", 1)
    monkeypatch.setattr(fetching, "READ_TIMEOUT", 0.5)
    monkeypatch.setattr(verify, "_found_intact", {})
    server.asked.clear()

    def register(*behaviours):
        urls = [b if "://" in b else f"{server.base}/{b}/a.bin" for b in behaviours]
        entry = {"sha256": hashlib.sha256(CONTENT).hexdigest(), "bytes": len(CONTENT), "urls": urls}
        monkeypatch.setattr(registry, "sets", lambda: {"toy": {"files": {KEY: entry}}})
        return tmp_path / "cache" / KEY

    return register


def leftovers(target):
    folder = target.parent
    return [p.name for p in folder.iterdir() if p != target] if folder.exists() else []


def test_good(toy):
    target = toy("good")
    assert fetch("toy", "a.bin") == target
    assert target.read_bytes() == CONTENT
    assert leftovers(target) == []


BAD = {
    "wrong": "wrong content: SHA-256",
    "long": "more than the 102400 bytes",
    "short": "IncompleteRead|cut short",
    "unannounced": "cut short: 51200 bytes instead of 102400",
    "empty": "cut short: 0 bytes",
    "missing": "404",
    "broken": "500",
    "hangup": "Connection|closed",
    "silent": "did not answer in time|Timeout|timed out",
    "http://127.0.0.1:1/a.bin": "refused",
    "http://no-such-host.invalid/a.bin": "resolve|Name|known",
}


@pytest.mark.parametrize(("behaviour", "reason"), BAD.items())
def test_a_bad_source_is_named_with_its_reason_and_leaves_nothing(toy, behaviour, reason):
    target = toy(behaviour)
    with pytest.raises(DatasetUnavailable, match=reason) as caught:
        fetch("toy", "a.bin")
    assert not target.exists()
    assert leftovers(target) == []
    error = caught.value
    assert (error.set_name, error.file) == ("toy", "a.bin")
    assert len(error.tried) == 2  # the cache, the address
    for part in (repr("toy"), error.tried[1][0], str(target), "LARGEMODELS_MIRROR"):
        assert part in str(error)


@pytest.mark.parametrize("behaviour", BAD)
def test_after_a_bad_source_the_next_one_serves(toy, behaviour):
    target = toy(behaviour, "good")
    assert fetch("toy", "a.bin") == target
    assert target.read_bytes() == CONTENT
    assert leftovers(target) == []


def test_a_trickling_server_is_given_up(toy, monkeypatch):
    monkeypatch.setattr(fetching, "GRACE", 0.6)
    monkeypatch.setattr(fetching, "SLOWEST", 1e9)
    target = toy("trickle", "good")
    start = time.perf_counter()
    assert fetch("toy", "a.bin").read_bytes() == CONTENT
    assert time.perf_counter() - start < 10
    time.sleep(0.1)
    assert leftovers(target) == []


def test_every_source_is_tried_in_order(toy, server):
    toy("missing", "broken", "wrong", "good")
    fetch("toy", "a.bin")
    assert server.asked == ["missing", "broken", "wrong", "good"]


def test_a_cached_file_is_used_without_asking(toy, server):
    toy("good")
    fetch("toy", "a.bin")
    fetch("toy", "a.bin")
    assert server.asked == ["good"]


def test_the_hash_is_taken_once_per_process(toy, monkeypatch):
    toy("good")
    fetch("toy", "a.bin")
    monkeypatch.setattr(verify.hashlib, "sha256", None)
    fetch("toy", "a.bin")


@pytest.mark.parametrize("damage", [b"", CONTENT[:-1], CONTENT[::-1]], ids=["empty", "short", "same size"])
@pytest.mark.parametrize("later", [True, False], ids=["this process", "another process"])
def test_a_file_damaged_in_the_cache_is_fetched_again(toy, damage, later):
    target = toy("good")
    fetch("toy", "a.bin")
    target.write_bytes(damage)
    os.utime(target, ns=(1, 1))
    if not later:
        verify._found_intact.clear()
    assert fetch("toy", "a.bin").read_bytes() == CONTENT


def test_a_damaged_file_that_cannot_be_fetched_again_is_not_returned(toy):
    target = toy("missing")
    target.parent.mkdir(parents=True)
    target.write_bytes(CONTENT[::-1])
    with pytest.raises(DatasetUnavailable, match="damaged"):
        fetch("toy", "a.bin")


def test_mirror_as_a_folder(toy, tmp_path, monkeypatch, server):
    target = toy("good")
    mirror = tmp_path / "mirror" / KEY
    mirror.parent.mkdir(parents=True)
    mirror.write_bytes(CONTENT)
    monkeypatch.setenv("LARGEMODELS_MIRROR", str(tmp_path / "mirror"))
    assert fetch("toy", "a.bin") == target
    assert server.asked == []


def test_mirror_as_a_file_address(toy, tmp_path, monkeypatch, server):
    target = toy("good")
    (tmp_path / "my mirror" / "toy").mkdir(parents=True)
    (tmp_path / "my mirror" / KEY).write_bytes(CONTENT)
    monkeypatch.setenv("LARGEMODELS_MIRROR", (tmp_path / "my mirror").as_uri())
    assert fetch("toy", "a.bin") == target
    assert server.asked == []


def test_half_files_of_killed_processes_are_swept_and_no_others(toy):
    target = toy("good")
    target.parent.mkdir(parents=True)
    old, new = (target.with_name(f".a.bin.{name}.part") for name in ("0123", "4567"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1e9, 1e9))
    fetch("toy", "a.bin")
    assert leftovers(target) == [new.name]


def test_mirror_as_an_address(toy, monkeypatch, server):
    toy("missing")
    monkeypatch.setenv("LARGEMODELS_MIRROR", f"{server.base}/good/")
    assert fetch("toy", "a.bin").read_bytes() == CONTENT
    assert server.asked == ["good"]


@pytest.mark.parametrize("content", [None, b"", CONTENT[::-1]], ids=["absent", "empty", "wrong"])
def test_a_dead_mirror_is_passed_over(toy, tmp_path, monkeypatch, content):
    target = toy("good")
    mirror = tmp_path / "mirror" / KEY
    mirror.parent.mkdir(parents=True)
    if content is not None:
        mirror.write_bytes(content)
    monkeypatch.setenv("LARGEMODELS_MIRROR", str(tmp_path / "mirror"))
    assert fetch("toy", "a.bin") == target
    assert target.read_bytes() == CONTENT


def refuse(number):
    def open_(self, mode="r", *args, **kwargs):
        if "x" in mode:
            raise OSError(number, os.strerror(number))
        return open(self, mode, *args, **kwargs)

    return open_


def fill_up(monkeypatch):
    """Let the disk be full after 50 kB."""

    class Full(io.FileIO):
        def write(self, block):
            if self.tell() + len(block) > 50_000:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(block)

    def open_(self, mode="r", *args, **kwargs):
        return Full(self, "x") if "x" in mode else open(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", open_)


def test_read_only_cache(toy, monkeypatch, server):
    toy("good", "good")
    monkeypatch.setattr(Path, "open", refuse(errno.EROFS))
    with pytest.raises(DatasetUnavailable, match="cannot be written .Read-only file system"):
        fetch("toy", "a.bin")
    assert len(server.asked) <= 1  # another address would not help


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_cache_folder_without_write_permission(toy):
    target = toy("good")
    target.parents[1].mkdir()
    target.parents[1].chmod(0o500)
    with pytest.raises(DatasetUnavailable, match="cannot be written"):
        fetch("toy", "a.bin")


def test_a_file_where_the_cache_folder_should_be(toy, tmp_path):
    toy("good")
    (tmp_path / "cache").write_text("", encoding="utf-8")
    with pytest.raises(DatasetUnavailable, match="cannot be written"):
        fetch("toy", "a.bin")


def test_a_right_file_in_a_read_only_cache_serves(toy, monkeypatch):
    target = toy("missing")
    target.parent.mkdir(parents=True)
    target.write_bytes(CONTENT)
    monkeypatch.setattr(Path, "open", refuse(errno.EROFS))
    assert fetch("toy", "a.bin") == target


def test_full_disk(toy, monkeypatch):
    target = toy("good", "good")
    fill_up(monkeypatch)
    with pytest.raises(DatasetUnavailable, match="cannot be written .No space left"):
        fetch("toy", "a.bin")
    assert not target.exists()
    assert leftovers(target) == []


def test_with_a_full_disk_a_mirror_folder_is_read_in_place(toy, tmp_path, monkeypatch):
    toy("good")
    mirror = tmp_path / "mirror" / KEY
    mirror.parent.mkdir(parents=True)
    mirror.write_bytes(CONTENT)
    monkeypatch.setenv("LARGEMODELS_MIRROR", str(tmp_path / "mirror"))
    fill_up(monkeypatch)
    assert fetch("toy", "a.bin") == mirror


def test_two_processes_at_once(tmp_path):
    """Four, in fact, each several times, on one cold cache."""
    mirror = tmp_path / "mirror" / KEY
    mirror.parent.mkdir(parents=True)
    content = CONTENT * 50
    mirror.write_bytes(content)
    entry = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "urls": []}
    program = f"""
from largemodels.data import fetch, registry, verify
registry.sets = lambda: {{"toy": {{"files": {{{KEY!r}: {entry!r}}}}}}}
for _ in range(10):
    verify._found_intact.clear()
    path = fetch("toy", "a.bin")
    assert len(path.read_bytes()) == {len(content)}
    path.unlink(missing_ok=True)
"""
    program = program.replace("path.unlink(missing_ok=True)", "")
    environment = os.environ | {"LARGEMODELS_CACHE": str(tmp_path / "cache"),
                                "LARGEMODELS_MIRROR": str(tmp_path / "mirror")}
    runs = [subprocess.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.PIPE)
            for _ in range(4)]
    for run in runs:
        _, error = run.communicate(timeout=120)
        assert run.returncode == 0, error.decode()
    assert [p.name for p in (tmp_path / "cache" / "toy").iterdir()] == ["a.bin"]


def test_two_threads_at_once(toy):
    target = toy("good")
    found = []
    threads = [threading.Thread(target=lambda: found.append(fetch("toy", "a.bin").read_bytes())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [CONTENT] * 8
    assert leftovers(target) == []


@pytest.mark.parametrize(("set_name", "file"), [("no-such-set", "a"), ("mnist", "no-such-file"), ("mnist", "../x")])
def test_an_unknown_name_is_a_key_error_that_says_what_there_is(set_name, file):
    with pytest.raises(KeyError, match="known: .*(mnist|t10k)"):
        fetch(set_name, file)


def test_the_registry_is_complete():
    for name, record in registry.sets().items():
        assert record["licence"]
        assert record["source"]
        for key, file in record["files"].items():
            assert key.startswith(f"{name}/")
            assert ".." not in key
            assert len(file["sha256"]) == 64
            assert file["bytes"] > 0
            assert all(url.startswith(("https://", "http://")) for url in file["urls"])
