"""ruff has nothing to say about the book's Python (its notebooks have a test of their own)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_ruff():
    command = [sys.executable, "-m", "ruff", "check", "--output-format=concise", "--exclude=*.ipynb", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
