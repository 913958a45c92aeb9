"""pytest's settings that pyproject.toml cannot hold: the hooks on the notebooks' cells."""

pytest_plugins = ["tests.notebooks.cell_hooks"]
