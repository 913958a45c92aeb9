"""The notebook that a page offers for download is its portable rendition: it reads and runs outside the book."""

import json
from pathlib import Path

from web import portable


def _replace(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    root, names = Path(app.srcdir), None
    for page in portable.book_pages(root):
        target = Path(app.outdir, "_sources", page)
        # Sphinx copies the source of a page that it writes; the others are renditions already.
        if page.endswith(".ipynb") and target.exists() and '"id": "install"' not in target.read_text(encoding="utf-8"):
            names = names or portable.collect(root)
            text = json.dumps(portable.convert(page, names, root, portable.published()), ensure_ascii=False, indent=1)
            target.write_text(text + "\n", encoding="utf-8")


def setup(app):
    app.connect("build-finished", _replace)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
