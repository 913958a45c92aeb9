"""The book's local Sphinx extension: one module, one idea.

`_config.yml` loads this package; it loads the rest.
"""

PARTS = (
    *("toc", "assets", "launch", "search", "fresh", "claims"),
    *("verified", "figure_of", "prerequisites", "cells", "status", "download", "formulas", "a11y", "leftovers", "progress"),
)


def setup(app):
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
