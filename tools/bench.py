"""Run every benchmarks/bench_*.py, one after another: `python -m tools.bench [NAME…]`. Fails if one of them does."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(names):
    scripts = sorted(p for p in ROOT.glob("benchmarks/bench_*.py") if not names or any(n in p.stem for n in names))
    if not scripts:
        print(f"✗ no benchmark is named {' '.join(names)}", file=sys.stderr)
        return 1
    environment = dict(os.environ)
    environment.setdefault("OMP_NUM_THREADS", "2")
    failed = []
    for script in scripts:
        print(f"== {script.stem}", flush=True)
        if subprocess.run([sys.executable, script], cwd=ROOT, env=environment).returncode:
            failed.append(script.stem)
    print(f"{len(scripts) - len(failed)} passed, {len(failed)} failed" + "".join(f"\n✗ {name}" for name in failed))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
