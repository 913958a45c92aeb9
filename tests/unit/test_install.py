"""tools/install.py: what is asked of pip, in which order, and the one line for each thing that can stop it."""

import collections
import errno
import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tools import install as it

Usage = collections.namedtuple("Usage", "total used free")
ROOMY = Usage(100 * it.GB, 0, 50 * it.GB)
NO_MATCH = (
    "ERROR: Could not find a version that satisfies the requirement torch==2.13.0+cpu\n"
    "ERROR: No matching distribution found"
)
OFFLINE = f"WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError: …'\n{NO_MATCH}"


class FakeRunner:
    """Answers commands in place of venv and pip: `failures` maps a word of the command line to what is printed."""

    def __init__(self, failures=None):
        self.failures, self.commands = failures or {}, []

    def __call__(self, command, log):
        line = " ".join(command)
        self.commands.append(line)
        if " -m venv " in line:
            python = it.python_of(Path(command[-1]))
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        return next(((1, output) for word, output in self.failures.items() if word in line), (0, ""))

    def pip(self):
        return [line for line in self.commands if " install " in line]


@pytest.fixture
def root(tmp_path):
    (tmp_path / "requirements.txt").write_text("numpy==2.4.6\ntorch==2.13.0\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return tmp_path


def install(root, runner, *, system="Linux", machine="x86_64", environ=None, usage=ROOMY):
    if system == "Darwin":
        machine = "arm64"
    return it.install(
        root, runner=runner, system=system, machine=machine, environ=environ or {}, disk_usage=lambda folder: usage
    )


def failure(root, runner, **options):
    with pytest.raises(it.Failure) as caught:
        install(root, runner, **options)
    assert "\n" not in str(caught.value)
    assert not (root / ".venv" / "installed.txt").exists()
    return str(caught.value)


@pytest.mark.parametrize("version", [(3, 10, 4), (3, 12, 1), (2, 7, 18), (4, 11, 0)])
def test_wrong_python_is_named(version):
    with pytest.raises(it.Failure, match=f"need Python 3.11, found {'.'.join(map(str, version))}"):
        it.check_python(version)


def test_right_python():
    it.check_python((3, 11, 9, "final", 0))


def test_fresh_install(root):
    runner = FakeRunner()
    assert install(root, runner)
    assert " -m venv --clear " in runner.commands[0]
    torch, rest, package = runner.pip()
    assert torch.endswith("torch==2.13.0+cpu")
    assert "--no-deps -r" in rest
    assert "-e " in package


def test_second_time_does_nothing(root):
    install(root, FakeRunner())
    runner = FakeRunner()
    assert not install(root, runner)
    assert runner.commands == []


@pytest.mark.parametrize("changed", ["requirements.txt", "pyproject.toml"])
def test_a_change_installs_again_into_the_same_environment(root, changed):
    install(root, FakeRunner())
    with (root / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    runner = FakeRunner()
    assert install(root, runner, usage=Usage(0, 0, it.GB))  # a refresh needs little room
    assert len(runner.pip()) == 3
    assert not any(" -m venv " in line for line in runner.commands)


def test_an_environment_of_another_python_is_made_anew(root):
    install(root, FakeRunner())
    (root / ".venv" / "installed.txt").unlink()
    runner = FakeRunner({"sys.version_info": ""})
    assert install(root, runner)
    assert any(" -m venv --clear " in line for line in runner.commands)


def test_interrupted_installation_is_taken_up_again(root):
    failure(root, FakeRunner({"-r ": "ERROR: broken"}))
    runner = FakeRunner()
    assert install(root, runner)
    assert not any(" -m venv " in line for line in runner.commands)


def test_cpu_torch_from_the_pytorch_index_when_the_configured_one_has_none(root):
    runner, calls = FakeRunner(), []

    def first_fails(command, log):
        calls.append(" ".join(command))
        if "torch==2.13.0+cpu" in command and "--index-url" not in command:
            return 1, NO_MATCH
        return runner(command, log)

    assert install(root, first_fails)
    asked = [line for line in calls if "torch==" in line]
    assert len(asked) == 2
    assert f"--index-url {it.TORCH_INDEX}" in asked[1]
    assert all("--index-url" not in line for line in calls if "torch==" not in line)  # the other packages know no index


def test_torch_index_can_be_set():
    sources = it.torch_sources("2.13.0", "Linux", {"TORCH_INDEX": "https://mirror.example/cpu"})
    assert sources[1][:2] == ["--index-url", "https://mirror.example/cpu"]


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_plain_torch_elsewhere(system):
    assert it.torch_sources("2.13.0", system, {}) == [["--no-deps", "torch==2.13.0"]]


def test_cuda_torch_brings_what_it_depends_on():
    (arguments,) = it.torch_sources("2.13.0", "Linux", {"TORCH": "cuda"})
    assert "torch==2.13.0" in arguments
    assert "--no-deps" not in arguments


def test_no_cpu_torch_anywhere(root):
    line = failure(root, FakeRunner({"torch==": NO_MATCH}))
    assert "TORCH_INDEX" in line
    assert "TORCH=cuda" in line


@pytest.mark.parametrize("system", ["Linux", "Darwin"])
def test_no_network(root, system):
    assert "no network" in failure(root, FakeRunner({" install ": OFFLINE}), system=system)


def test_no_network_after_torch(root):
    assert "no network" in failure(root, FakeRunner({"-r ": OFFLINE}))


def test_too_little_disk_is_said_before_anything_is_written(root):
    runner = FakeRunner()
    line = failure(root, runner, usage=Usage(9 * it.GB, 8 * it.GB, it.GB))
    assert "只剩 1.0 GB" in line
    assert runner.commands == []


@pytest.mark.parametrize("where", ["-m venv", "torch==", "-r "])
def test_disk_full_on_the_way(root, where):
    output = "Collecting x\nERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
    runner = FakeRunner({where: output})
    assert "disk full" in failure(root, runner)
    assert len([line for line in runner.commands if where in line]) == 1  # no second source is tried on a full disk


def test_missing_venv_module(root):
    output = "The virtual environment was not created successfully because ensurepip is not available."
    assert "python3.11-venv" in failure(root, FakeRunner({"-m venv": output}))


def test_anything_else_shows_the_error_and_the_log(root):
    line = failure(root, FakeRunner({"-r ": "Collecting a\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES\nnotice"}))
    assert "DO NOT MATCH THE HASHES" in line
    assert "install.log" in line


def test_main_prints_one_line_and_fails(monkeypatch, capsys):
    def full():
        raise OSError(errno.ENOSPC, "No space left on device", "/x/.venv")

    monkeypatch.setattr(it, "install", full)
    assert it.main() == 1
    assert capsys.readouterr().err.splitlines() == ["✗ 安装失败：磁盘已满（disk full）：/x/.venv"]


def test_the_real_runner_keeps_the_output(tmp_path):
    log = tmp_path / "install.log"
    status, output = it.run([sys.executable, "-c", "print('Collecting x'); raise SystemExit(3)"], log)
    assert status == 3
    assert output == "Collecting x\n"
    assert output in log.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_real_pip_without_network_is_recognised(tmp_path):
    # A port of this computer at which nothing listens stands for the index.
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as closed:
        url = f"http://127.0.0.1:{closed.server_port}/simple"
    options = ["--isolated", "install", "--target", str(tmp_path / "t"), "--index-url", url, "--retries", "1"]
    status, output = it.run([sys.executable, "-m", "pip", *options, "no-such-package-here"], tmp_path / "log")
    assert status != 0
    assert "no network" in it.explain(output, tmp_path / "log")


@pytest.mark.slow
def test_a_real_pip_gives_up_on_an_index_that_never_answers(tmp_path):
    release = threading.Event()

    class Silent(http.server.BaseHTTPRequestHandler):
        def handle(self):
            release.wait(30)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (_, arguments) = it.torch_sources("2.13.0", "Linux", {"TORCH_INDEX": f"http://127.0.0.1:{server.server_port}"})
        arguments = ["1" if a == "20" else a for a in arguments]  # the same, hurried
        options = ["--isolated", "install", "--target", str(tmp_path / "t"), *arguments]
        try:
            status, output = it.run([sys.executable, "-m", "pip", *options], tmp_path / "log")
        finally:
            release.set()
            server.shutdown()
    assert status != 0
    assert "no network" in it.explain(output, tmp_path / "log")


@pytest.mark.skipif(os.name == "nt", reason="python2 and its like are a matter of other systems")
def test_the_script_itself_refuses_a_wrong_python(tmp_path):
    # The check comes before all else, in a process of its own.
    code = f"import sys, runpy; sys.version_info = (3, 9, 1); runpy.run_path({str(it.__file__)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, encoding="utf-8",
                          cwd=tmp_path, env={k: v for k, v in os.environ.items() if k != "PYTHONIOENCODING"})
    assert done.returncode == 1
    assert done.stderr.startswith("✗ 需要 Python 3.11，找到的是 3.9.1")
    assert len(done.stderr.splitlines()) == 1


def test_an_intel_mac_is_refused_at_once():
    with pytest.raises(it.Failure, match="Intel"):
        it.check_machine("Darwin", "x86_64")
    for system, machine in (("Darwin", "arm64"), ("Linux", "x86_64"), ("Linux", "aarch64"), ("Windows", "AMD64")):
        it.check_machine(system, machine)


def test_a_folder_too_deep_for_windows_is_said_before_anything_is_written():
    deep, shallow = "C:\\" + "x" * 70, "C:\\book"
    with pytest.raises(it.Failure, match="path too long"):
        it.check_depth(deep, "Windows", allowed=lambda: False)
    it.check_depth(deep, "Windows", allowed=lambda: True)
    it.check_depth(shallow, "Windows", allowed=lambda: False)
    it.check_depth(deep, "Linux", allowed=lambda: False)


def test_the_longest_path_is_no_longer_than_the_check_allows_for():
    from importlib import metadata

    files = (str(file) for d in metadata.distributions() for file in d.files or [])
    longest = max(len(file) for file in files if not file.startswith(".."))
    assert longest <= it.LONGEST_INSTALLED - len("/.venv/Lib/site-packages/")


def test_pips_hint_on_long_paths_is_passed_on(root):
    output = (
        "ERROR: Could not install packages due to an OSError: [Errno 2] No such file\n"
        "HINT: This error might have occurred since this system does not have Windows Long Path support enabled."
    )
    assert "enable-long-paths" in failure(root, FakeRunner({"-r ": output}))


SOCKS = "socks5://127.0.0.1:1080"


@pytest.mark.parametrize("name", ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "PIP_PROXY"])
def test_a_socks_proxy_is_refused_before_anything_is_written(root, name):
    runner = FakeRunner()
    assert "SOCKS" in failure(root, runner, environ={name: SOCKS})
    assert runner.commands == []


def test_an_http_proxy_beside_a_socks_one_serves(root):
    assert install(root, FakeRunner(), environ={"https_proxy": "http://127.0.0.1:8080", "ALL_PROXY": SOCKS})


def test_a_socks_proxy_of_pips_own_settings_is_named_and_not_taken_for_a_missing_torch(root):
    output = "ERROR: Could not install packages due to an OSError: Missing dependencies for SOCKS support."
    assert "SOCKS" in failure(root, FakeRunner({"torch==": output}))


def test_pip_is_told_where_from_and_not_where_to():
    told = {"PIP_INDEX_URL": "https://mirror", "PIP_PROXY": "http://p", "HTTPS_PROXY": "http://q", "PATH": "/bin"}
    dropped = {"PIP_USER": "1", "PIP_TARGET": "/x", "PIP_PREFIX": "/x", "PIP_CONSTRAINT": "c", "PYTHONPATH": "/y"}
    assert it.pip_environment(told | dropped) == told


def test_the_real_runner_runs_in_that_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_TARGET", str(tmp_path))
    _, output = it.run([sys.executable, "-c", "import os; print(os.environ.get('PIP_TARGET'))"], tmp_path / "no" / "log")
    assert output == "None\n"


def test_packages_that_land_elsewhere_stop_the_installation(root):
    runner = FakeRunner({"locate_file": "PackageNotFoundError"})
    assert "pip config list" in failure(root, runner)
    assert not any("-r " in line for line in runner.pip())


def test_a_long_step_shows_a_sign_of_life_where_there_is_no_terminal(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(it, "EVERY", -1)
    it.run([sys.executable, "-c", "print('Collecting a'); print('Collecting b')"], tmp_path / "no" / "log")
    assert capsys.readouterr().out.splitlines() == ["  1 Collecting a", "  2 Collecting b"]
