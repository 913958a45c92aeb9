"""pytest's settings that pyproject.toml cannot hold: threads a worker, and the hooks on the notebooks' cells."""

import os

pytest_plugins = ["tests.notebooks.cell_hooks"]


def pytest_configure(config):
    """Share the cores among the workers: more threads than cores spin and wait, many times slower. Kernels inherit this."""
    workers = getattr(config, "workerinput", {}).get("workercount")
    if workers is None and getattr(config.option, "numprocesses", None):
        return  # the controller: its workers would take its setting for the user's
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // (workers or 1))))
