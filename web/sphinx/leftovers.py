"""The built site holds the pages of the book and no others, and says to GitHub Pages that it is complete.

Sphinx leaves the HTML of a page that the book no longer has; readers and searches would go on finding it.
"""

from pathlib import Path

#: Pages that Sphinx makes of itself.
MADE = {"genindex", "search", "py-modindex", "prf-prf"}


def remove(site: Path, docnames: set[str]) -> list[Path]:
    """Remove the pages in `site` that are not among `docnames`, and their sources; return them."""
    gone = []
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).with_suffix("").as_posix()
        if not name.startswith(("_", "vendor/")) and name not in docnames | MADE:
            gone.append(path)
    for path in sorted((site / "_sources").rglob("*.*")):
        name = path.relative_to(site / "_sources").as_posix()
        if path.is_file() and name.removesuffix(".txt").removesuffix(".ipynb").removesuffix(".md") not in docnames:
            gone.append(path)
    for path in gone:
        path.unlink()
    return gone


def _finish(app, exception):
    if exception is None and app.builder.format == "html":
        remove(Path(app.outdir), set(app.env.found_docs))
        Path(app.outdir, ".nojekyll").touch()  # or folders whose names begin with _ are not served


def setup(app):
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
