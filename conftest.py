"""pytest's settings that pyproject.toml cannot hold: threads a worker, and the hooks on the notebooks' cells."""

import os

# Workers share the cores; more threads than cores spin and wait, many times slower. Kernels inherit this.
_workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // _workers)))

pytest_plugins = ["tests.notebooks.cell_hooks"]
