"""``figure-of``: show a figure of one page on another, from the page's stored output.

The argument is the page, ``:name:`` the figure's name there. The alternative text is the page's own.
Nothing is copied by hand, so the two can never differ; the page that shows the figure is read anew when the other
changes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective


def find_figure(notebook: dict, name: str) -> tuple[bytes, str]:
    """The PNG and the alternative text of the figure called ``name``.

    Raises
    ------
    LookupError
        If no cell is called that, or the cell stores no PNG.
    """
    names = []
    for cell in notebook["cells"]:
        settings = cell["metadata"].get("mystnb", {})
        names.append(settings.get("figure", {}).get("name"))
        if names[-1] != name:
            continue
        for output in cell.get("outputs", []):
            png = output.get("data", {}).get("image/png")
            if png:
                return base64.b64decode("".join(png)), settings.get("image", {}).get("alt", "")
        raise LookupError(f"the figure {name!r} has no stored PNG; run the notebook")
    raise LookupError(f"no figure is called {name!r}; there are: {', '.join(filter(None, names)) or 'none'}")


class FigureOf(SphinxDirective):
    required_arguments = 1
    option_spec = {"name": directives.unchanged_required}

    def run(self):
        source = Path(self.env.srcdir, self.arguments[0] + ".ipynb")
        self.env.note_dependency(str(source))
        try:
            png, alt = find_figure(json.loads(source.read_text(encoding="utf-8")), self.options.get("name", ""))
        except (OSError, LookupError) as error:
            raise self.error(f"figure-of: {error}") from error
        folder = Path(self.env.app.outdir).parent / "jupyter_execute"
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{hashlib.sha256(png).hexdigest()[:32]}.png"
        target.write_bytes(png)
        here = Path(self.env.doc2path(self.env.docname)).parent
        uri = os.path.relpath(target, here).replace(os.sep, "/")
        # No identifier and no caption: the figure keeps its number and its name on its own page.
        return [nodes.container("", nodes.image(uri=uri, alt=alt), classes=["figure-of"])]


def setup(app):
    app.add_directive("figure-of", FigureOf)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
