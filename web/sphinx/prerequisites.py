"""``prerequisite-map``: draw which page needs which, from the 先修 that the pages themselves name.

An arrow leads from what is needed to what needs it. The map is read from the notebooks at each build, so it cannot
differ from them.
"""

from __future__ import annotations

import json
import os.path
import re
from pathlib import Path

from sphinx.util.docutils import SphinxDirective
from sphinxcontrib.mermaid import mermaid

BOX = re.compile(r"^:::+\{admonition\} 先修\n:class: prerequisites\n(.*?)^:::+$", re.M | re.S)
LINK = re.compile(r"\]\(([^)#\s]+)\.ipynb(?:#[^)]*)?\)")


def read_page(path: Path) -> tuple[str, str]:
    """The title of a notebook, and the text of its 先修 (empty if it has none)."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    text = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    box = BOX.search(text)
    return re.search(r"^# (.+)$", text, re.M)[1].strip(), box[1] if box else ""


def prerequisites(root: Path, pages: list[str]) -> dict[str, list[str]]:
    """For each of `pages`, names like ``chapters/04-mathematics/4-3-xor``, the pages that its 先修 links to."""
    needed = {}
    for page in pages:
        _, text = read_page(root / f"{page}.ipynb")
        folder = os.path.dirname(page)  # noqa: PTH120  a document's name is no path of this machine
        needed[page] = [os.path.normpath(f"{folder}/{link}").replace("\\", "/") for link in LINK.findall(text)]
    return needed


def labels(root: Path, pages: list[str]) -> dict[str, str]:
    """What stands in each page's box: its number, short enough for a phone.

    ``4.3`` of ``4-3-xor``, the folder's number for ``index``; a second page of one number, nested under the first,
    has no number of its own and shows its title.
    """
    found = {}
    for page in pages:
        folder, name = page.split("/")[-2:]
        match = re.match(r"(\d)-(\d)-", name)
        number = f"{match[1]}.{match[2]}" if match else str(int(folder[:2]))
        found[page] = read_page(root / f"{page}.ipynb")[0] if number in found.values() else number
    return found


def draw(root: Path, needed: dict[str, list[str]]) -> str:
    """The map as Mermaid text."""
    ids = {page: f"p{i}" for i, page in enumerate(needed)}
    lines = ["flowchart TB", "accTitle: 先修图", "accDescr: 每个方框是一页，箭头从先修指向用到它的页。"]
    lines += [f'{ids[page]}["{label}"]' for page, label in labels(root, list(needed)).items()]
    lines += [f"{ids[source]} --> {ids[page]}" for page, sources in needed.items() for source in sources]
    return "\n".join(lines)


class PrerequisiteMap(SphinxDirective):
    def run(self):
        root = Path(self.env.srcdir)
        pages = [page for page in self.env.config.external_site_map if (root / f"{page}.ipynb").is_file()]
        for page in pages:
            self.env.note_dependency(str(root / f"{page}.ipynb"))
        try:
            code = draw(root, prerequisites(root, pages))
        except KeyError as error:
            raise self.error(f"prerequisite-map: 先修 names {error}, which is not in _toc.yml") from error
        return [mermaid("", code=code, options={})]


def setup(app):
    app.add_directive("prerequisite-map", PrerequisiteMap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
