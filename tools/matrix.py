"""Run pages under other processors' kernels and report what differs: ``python -m tools.matrix [PAGE …]``.

The outputs of the book are compared on processors that its authors do not have. OpenBLAS, ATen and oneDNN can each be
told to compute as on an older one, with one thread or two; a training run amplifies the last bit, so that what it prints
survives, or is tagged and guarded. The eight rows cover each value of each setting. A row that this processor cannot
execute is left out, and said so.
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from tools.execute_notebooks import ROOT, find, name_of

SETTINGS = ("OPENBLAS_CORETYPE", "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "OMP_NUM_THREADS")
ROWS = (
    ("Nehalem", "default", "SSE41", "1"),
    ("Nehalem", "avx2", "AVX2", "2"),
    ("Sandybridge", "default", "AVX2", "2"),
    ("Sandybridge", "avx2", "SSE41", "1"),
    ("Haswell", "avx2", "AVX2", "1"),
    ("Haswell", "default", "SSE41", "2"),
    ("SkylakeX", "avx512", "AVX512_CORE", "1"),
    ("SkylakeX", "avx512", "AVX512_CORE", "2"),
)
FAILED = re.compile(r"^FAILED (.+?)(?: - (.*))?$", re.MULTILINE)


def flags(cpuinfo=Path("/proc/cpuinfo")):
    """Return the processor's flags; empty where the system does not list them."""
    if not cpuinfo.exists():
        return set()
    match = re.search(r"^flags\s*:(.*)$", cpuinfo.read_text(encoding="utf-8"), re.MULTILINE)
    return set(match[1].split()) if match else set()


def possible(row, have):
    """Return whether a processor with the flags `have` executes the kernels of `row`."""
    return not any("avx512" in value.lower() or value == "SkylakeX" for value in row) or "avx512f" in have


def run(page, row):
    """Return the cells of `page` that differ under `row`: a list of lines, empty for none."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts=",
               "--nbval", "--nbval-current-env", "--nbval-cell-timeout=900", str(page)]
    environment = os.environ | dict(zip(SETTINGS, row, strict=True)) | {"LARGEMODELS_PAGE_CAP": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode == 0:
        return []
    found = [" ".join(filter(None, match)) for match in FAILED.findall(done.stdout)]
    return found or [f"pytest ended with {done.returncode}: {(done.stdout + done.stderr)[-500:]}"]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", metavar="PAGE")
    options = parser.parse_args(arguments)
    have, differences, done = flags(), 0, 0
    for row in ROWS:
        words = " ".join(row[:3]) + f", {row[3]} thread{'s' * (row[3] != '1')}"
        if not possible(row, have):
            print(f"{words}: LEFT OUT, this processor has no AVX-512", flush=True)
            continue
        done += 1
        for page in find(options.pages):
            found = run(page, row)
            differences += len(found)
            print(f"{words}: {name_of(page)} {'the same' if not found else 'DIFFERS'}", flush=True)
            for line in found:
                print(f"    {line}", flush=True)
    print(f"{done} of {len(ROWS)} combinations, {differences} differences")
    return min(differences, 1)


if __name__ == "__main__":
    sys.exit(main())
