"""Write requirements.txt from requirements.in: `python -m tools.lock [--upgrade]` (needs uv on the PATH).

One file serves Linux, macOS and Windows. The CUDA packages that the plain torch of Linux declares are left out: the
installer takes the CPU build, and TORCH=cuda lets pip add them.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# The lock: every package at one version. Made by `make lock` from requirements.in; do not edit.\n"
CUDA = re.compile(r"^(nvidia-|cuda-|triton)")


def tidy(compiled: str) -> str:
    """The lock's text from what uv printed: no comments, no options, no CUDA."""
    lines = [line.strip() for line in compiled.splitlines()]
    kept = [line for line in lines if line and not line.startswith(("#", "-")) and not CUDA.match(line)]
    return HEADER + "".join(line + "\n" for line in kept)


def main(options):
    if shutil.which("uv") is None:
        print("✗ make lock 需要 uv（make lock needs uv: pip install uv）。", file=sys.stderr)
        return 1
    lock = ROOT / "requirements.txt"
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder, "requirements.txt")
        if lock.exists():
            shutil.copy(lock, draft)  # uv keeps the versions it finds there, unless --upgrade
        command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--no-annotate",
                   "--no-header", "--output-file", str(draft), *options, str(ROOT / "requirements.in")]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            print(f"✗ {done.stderr.strip()}", file=sys.stderr)
            return done.returncode
        lock.write_text(tidy(draft.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
