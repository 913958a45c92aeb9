"""Sphinx reads the pages named in `_toc.yml` and looks at nothing else.

Jupyter Book's own `only_build_toc_files` lists what to leave out instead, and for that walks through the whole
repository, the virtual environment included, at each build.
"""

from pathlib import Path

SUFFIXES = (".md", ".ipynb")


def _only_toc(app, config):
    root = Path(app.srcdir)
    names = [str(name) for name in config.external_site_map]
    config.include_patterns = sorted(
        candidate
        for name in names
        for candidate in [name, *(name + suffix for suffix in SUFFIXES)]
        if (root / candidate).is_file()
    )
    config.exclude_patterns = []


def setup(app):
    app.connect("config-inited", _only_toc, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
