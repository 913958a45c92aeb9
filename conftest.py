"""pytest's settings that pyproject.toml cannot hold: kernels of the book's own, the hooks on the notebooks' cells."""

from tools import own_settings

own_settings.settle()  # before anything imports matplotlib; the workers and the kernels inherit it

pytest_plugins = ["tests.notebooks.cell_hooks", "tests.notebooks.whole_pages", "tests.notebooks.limits"]


def pytest_sessionstart(session):
    if not hasattr(session.config, "workerinput"):
        own_settings.build_font_cache()
