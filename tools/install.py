"""Create or refresh the environment of the book: `python3.11 tools/install.py`. Standard library only.

The lock (requirements.txt) goes into .venv, with the CPU build of torch, then the package itself, editable. When
neither the lock nor pyproject.toml has changed since the last time, nothing is done. What goes wrong: one line.

Environment variables: TORCH=cuda takes the plain torch (on Linux it brings CUDA, several GB); TORCH_INDEX is where the
CPU build is looked for when the configured index has none (default: https://download.pytorch.org/whl/cpu).
"""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = (3, 11)
TORCH_INDEX = "https://download.pytorch.org/whl/cpu"
GB = 1024**3
NEW_NEEDS = 4 * GB  # a full environment, and room to unpack
REFRESH_NEEDS = GB // 2

NO_SPACE = re.compile(r"No space left on device|Errno 28|not enough space on the disk|Disk quota exceeded")
NO_NETWORK = re.compile(
    r"connection broken by|NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeout|Max retries exceeded"
    r"|Connection ?(refused|reset|aborted)|ConnectionResetError|Network is unreachable|ProxyError|SSLError"
    r"|name resolution|getaddrinfo failed"
)
NO_MATCH = re.compile(r"No matching distribution|Could not find a version")
# What pip may be told of by the reader's environment: where to load from. Where to install to is the book's to say.
PIP_KEPT = (
    *("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX", "TRUSTED_HOST", "PROXY", "CERT", "CLIENT_CERT"),
    *("CACHE_DIR", "NO_CACHE_DIR", "TIMEOUT", "DEFAULT_TIMEOUT", "RETRIES", "CONFIG_FILE", "KEYRING_PROVIDER"),
)
# The longest path that the lock puts into .venv (torch has it), and what Windows allows without long paths.
LONGEST_INSTALLED = len("/.venv/Lib/site-packages/") + 171
WINDOWS_PATH = 259
EVERY = 20  # seconds between signs of life where no terminal shows them
STEP = re.compile(r"^(Collecting|Processing|Installing collected|Building wheel)")


class Failure(Exception):
    """What stopped the installation, as the one line to print."""


def check_python(version) -> None:
    """Raise Failure unless `version` (as sys.version_info) is the Python of the lock."""
    if tuple(version[:2]) != PYTHON:
        found, need = ".".join(map(str, version[:3])), ".".join(map(str, PYTHON))
        raise Failure(
            f"需要 Python {need}，找到的是 {found}（need Python {need}, found {found}）。"
            f"请安装后再试：make site PYTHON=python{need}"
        )


def check_machine(system: str, machine: str) -> None:
    """Raise Failure on a machine for which there is no torch or TensorFlow of the lock."""
    if system == "Darwin" and machine == "x86_64":
        raise Failure(
            "Intel 芯片的 Mac 已经没有 torch 与 TensorFlow 的新版，装不了本书；Apple 芯片的 Mac 请改用 arm64 的 Python"
            "（no torch for Intel Macs; on Apple silicon use an arm64 Python）。可以在 Colab 或 Binder 里读。"
        )


def long_paths_allowed() -> bool:
    """Whether this Windows opens paths of more than 259 characters."""
    try:
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    except (ImportError, OSError):
        return False


def check_depth(root: str, system: str, allowed=long_paths_allowed) -> None:
    """Raise Failure where Windows could not write the deepest files of the packages."""
    most = WINDOWS_PATH - LONGEST_INSTALLED
    if system == "Windows" and len(root) > most and not allowed():
        raise Failure(
            f"文件夹的路径太长：{root} 有 {len(root)} 个字符，最多 {most} 个。请移到浅一些的文件夹，例如 C:\\book，"
            "或打开 Windows 的长路径（path too long: move the folder up, or enable long paths: "
            "https://pip.pypa.io/warnings/enable-long-paths）。"
        )


def check_proxy(environ) -> None:
    """Raise Failure if what pip loads would go through a SOCKS proxy, which a fresh pip cannot use."""
    def first(*names):
        return next((environ[name] for name in names if environ.get(name)), "")

    proxy = first("PIP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
    if proxy.lower().startswith("socks"):
        raise Failure(
            f"pip 不能用 SOCKS 代理（{proxy}）：请设 HTTPS_PROXY=http://…，或去掉 ALL_PROXY 再试"
            "（pip cannot use a SOCKS proxy: set HTTPS_PROXY to an HTTP one, or unset ALL_PROXY）。"
        )


def pip_environment(environ) -> dict[str, str]:
    """The environment for pip: `environ` less what would send the packages elsewhere or choose others."""
    kept = {f"PIP_{name}" for name in PIP_KEPT}
    dropped = ("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE")
    return {
        name: value for name, value in environ.items()
        if (not name.upper().startswith("PIP_") or name.upper() in kept) and name not in dropped
    }


def check_space(folder: Path, need: int, disk_usage=shutil.disk_usage) -> None:
    """Raise Failure when the disk of `folder` has less than `need` bytes free."""
    free = disk_usage(folder).free
    if free < need:
        raise Failure(
            f"磁盘空间不足：{folder} 需要约 {need / GB:.1f} GB，只剩 {free / GB:.1f} GB（not enough disk space）。"
        )


def pinned(lock: str, name: str) -> str:
    """The version at which the lock text pins `name`."""
    match = re.search(rf"^{re.escape(name)}==([^\s;]+)", lock, re.MULTILINE)
    if match is None:
        raise Failure(f"requirements.txt 没有锁定 {name}（{name} is not pinned in requirements.txt）。")
    return match.group(1)


def fingerprint(root: Path, torch: str) -> str:
    """A digest of all that decides what is installed; the stamp file in .venv holds the one last installed."""
    digest = hashlib.sha256()
    files = [root.joinpath(name).read_bytes() for name in ("requirements.txt", "pyproject.toml")]
    for part in (*files, str(root).encode(), torch.encode()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def explain(output: str, log: Path) -> str:
    """One line for what the output of a failed command says."""
    if NO_SPACE.search(output):
        return "磁盘已满：安装中途写不下了，请腾出约 4 GB 再试（disk full: No space left on device）。"
    if "Missing dependencies for SOCKS support" in output:
        return "pip 不能用 SOCKS 代理：请设 HTTPS_PROXY=http://…，或去掉 ALL_PROXY 再试（pip cannot use a SOCKS proxy）。"
    if "Long Path support" in output:
        return (
            "文件夹的路径太长：请把本书移到浅一些的文件夹，或打开 Windows 的长路径（path too long: "
            "https://pip.pypa.io/warnings/enable-long-paths）。"
        )
    if NO_NETWORK.search(output):
        return "连不上网络：下载软件包失败，请检查网络、代理或 pip 的镜像设置再试（no network: a download failed）。"
    if "ensurepip is not available" in output:
        return "这个 Python 缺少 venv 模块；Debian 上：sudo apt install python3.11-venv（no venv module）。"
    if re.search(r"PermissionError|Permission denied", output):
        return "没有写入权限：请在自己的文件夹里克隆本书（permission denied）。"
    lines = output.strip().splitlines() or ["没有输出"]
    errors = [line for line in lines if re.match(r"\s*(ERROR|error|Error)\b", line)] or lines
    return f"安装失败：{errors[-1].strip()}；全部输出在 {log}（installation failed）。"


def run(command: list[str], log: Path) -> tuple[int, str]:
    """Run a command; its output goes to `log`, and one changing line shows how far it is; a line now and then elsewhere."""
    lines, width, said, done = [], shutil.get_terminal_size().columns - 1, time.monotonic(), 0
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    options["env"] = pip_environment(os.environ)
    with subprocess.Popen(command, **options) as process:
        for line in process.stdout:
            lines.append(line)
            if not STEP.match(line):
                continue
            done += 1
            if sys.stdout.isatty():
                print("\r" + f"{done} {line.strip()}"[:width].ljust(width), end="\r", flush=True)
            elif time.monotonic() - said > EVERY:
                said = time.monotonic()
                print(f"  {done} {line.strip()}", flush=True)
    if sys.stdout.isatty():
        print(" " * width, end="\r")
    output = "".join(lines)
    if log.parent.is_dir():
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"$ {' '.join(command)}\n{output}")
    return process.returncode, output


def python_of(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def torch_sources(version: str, system: str, environ) -> list[list[str]]:
    """Arguments of pip, one list for each place to ask for torch, in order.

    Only torch is asked for with an index option, so that an index out of reach costs the other packages nothing.
    """
    if environ.get("TORCH") == "cuda":
        return [["-c", "requirements.txt", f"torch=={version}"]]
    if system != "Linux":  # there the plain build is the CPU build (with Metal on a Mac)
        return [["--no-deps", f"torch=={version}"]]
    cpu = ["--no-deps", "--retries", "1", "--timeout", "20", f"torch=={version}+cpu"]
    return [cpu, ["--index-url", environ.get("TORCH_INDEX") or TORCH_INDEX, *cpu]]


def install(
    root: Path = ROOT, *, runner=run, environ=os.environ, system=None, machine=None, disk_usage=shutil.disk_usage
) -> bool:
    """Bring .venv up to date; returns False when it already was. Raises Failure."""
    system, machine = system or platform.system(), machine or platform.machine()
    venv, stamp = root / ".venv", root / ".venv" / "installed.txt"
    python, log, wanted = python_of(venv), venv / "install.log", fingerprint(root, environ.get("TORCH", ""))
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    check_machine(system, machine)
    check_depth(str(root), system)
    check_proxy(environ)

    def call(*command: str) -> None:
        status, output = runner([str(part) for part in command], log)
        if status:
            raise Failure(explain(output, log))

    right_version = [str(python), "-c", f"import sys; sys.exit(sys.version_info[:2] != {PYTHON})"]
    usable = python.exists() and runner(right_version, log)[0] == 0
    check_space(root, REFRESH_NEEDS if usable else NEW_NEEDS, disk_usage)
    stamp.unlink(missing_ok=True)
    if not usable:
        print("建立环境 .venv（首次约 3 分钟，占 3 GB）…", flush=True)
        call(sys.executable, "-m", "venv", "--clear", venv)

    pip = [python, "-m", "pip", "--no-input", "--disable-pip-version-check", "install", "--progress-bar", "off", "--no-user"]
    lock = root.joinpath("requirements.txt").read_text(encoding="utf-8")
    version, failures = pinned(lock, "torch"), []
    print(f"安装 torch {version}…", flush=True)
    for arguments in torch_sources(version, system, environ):
        status, output = runner([str(part) for part in [*pip, *arguments]], log)
        if status == 0:
            break
        failures.append((explain(output, log), bool(NO_MATCH.search(output)) and not NO_NETWORK.search(output)))
        if NO_SPACE.search(output):
            raise Failure(failures[-1][0])
    else:
        if system != "Linux" or environ.get("TORCH") == "cuda" or not any(absent for _, absent in failures):
            raise Failure(failures[-1][0])
        raise Failure(
            f"找不到 torch {version} 的 CPU 版：用 TORCH_INDEX=镜像地址 指定别处，或用 TORCH=cuda 安装默认版，多占数 GB"
            f"（no CPU build of torch: set TORCH_INDEX, or TORCH=cuda for the plain one; see {log}）。"
        )
    landed = [python, "-c", "import importlib.metadata as m; print(m.distribution('torch').locate_file(''))"]
    status, output = runner([str(part) for part in landed], log)
    if status:
        raise Failure(
            "pip 没有装到 .venv 里：它的配置文件（pip config list）里有 target 或 prefix，请先去掉"
            "（pip's configuration sends packages elsewhere: remove target or prefix）。"
        )
    print("安装其余软件包…", flush=True)
    call(*pip, "--no-deps", "-r", root / "requirements.txt")  # the lock is complete: nothing is left to resolve
    call(*pip, "--no-deps", "--no-build-isolation", "-e", root)
    stamp.write_text(wanted, encoding="utf-8")
    return True


def main() -> int:
    if hasattr(sys.stdout, "reconfigure"):  # a console that cannot print Chinese shows escapes instead of failing
        sys.stdout.reconfigure(errors="backslashreplace")
        sys.stderr.reconfigure(errors="backslashreplace")
    try:
        check_python(sys.version_info)
        if install():
            print("环境已就绪：.venv", flush=True)
    except Failure as failure:
        print(f"✗ {failure}", file=sys.stderr)
        return 1
    except OSError as error:
        line = "磁盘已满（disk full）" if error.errno == errno.ENOSPC else f"{error.strerror or error}"
        print(f"✗ 安装失败：{line}：{error.filename or ROOT}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n✗ 已中断；再运行一次即可接着安装（interrupted: run it again）。", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
