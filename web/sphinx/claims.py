"""The appendix 原文论断核查: a table made from the records that `check(..., claim=...)` leaves in the notebooks."""

import json
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)
TONE = {"成立": "holds", "部分成立": "partly", "不成立": "fails", "无法核实": "unknown"}
HEADINGS = (("原文", 8), ("论断", 56), ("结论", 12), ("实验", 24))


class ClaimsTable(nodes.General, nodes.Element):
    """Stands for the table until every page has been read."""


class Claims(SphinxDirective):
    """``{claims}``: the table of all claims, by section of the article."""

    def run(self):
        self.env.largemodels_claim_pages.add(self.env.docname)
        return [ClaimsTable()]


def records(notebook: dict):
    """Yield (index of the cell, record) for each claim in the outputs of a notebook."""
    for index, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", []):
            record = output.get("metadata", {}).get("largemodels") or {}
            if record.get("claim"):
                yield index, record


def _prepare(app):
    """The environment is kept from build to build; the first time it has none of our state."""
    env = app.env
    for name, empty in (("largemodels_claims", dict), ("largemodels_claim_pages", set)):
        if not hasattr(env, name):
            setattr(env, name, empty())
    env.largemodels_claims_before = dict(env.largemodels_claims)


def _collect(app, doctree):
    """Note the claims of a page, and give the cells that settle them an anchor."""
    env = app.env
    path = Path(env.doc2path(env.docname))
    if path.suffix != ".ipynb":
        return
    cells = {
        cell["cell_index"]: cell
        for cell in doctree.findall(nodes.container)
        if cell.get("nb_element") == "cell_code"
    }
    found = []
    for number, (index, record) in enumerate(records(json.loads(path.read_text(encoding="utf-8"))), start=1):
        if not record["passed"]:
            logger.warning("the check behind a claim failed: %s", record["name"], location=env.docname)
        anchor = f"claim-{number}"
        if index in cells:
            cells[index]["ids"].append(anchor)
        found.append(record["claim"] | {"page": env.docname, "anchor": anchor if index in cells else ""})
    if found:
        env.largemodels_claims[env.docname] = found


def _purge(app, env, docname):
    env.largemodels_claims.pop(docname, None)
    env.largemodels_claim_pages.discard(docname)


def _outdated(app, env):
    """The pages with the table are written again when a claim has changed."""
    return sorted(env.largemodels_claim_pages) if env.largemodels_claims != env.largemodels_claims_before else []


def _order(claim):
    return [int(part) if part.isdigit() else 0 for part in claim["section"].split(".")], claim["page"], claim["anchor"]


def _resolve(app, doctree, docname):
    for place in list(doctree.findall(ClaimsTable)):
        claims = sorted((c for page in app.env.largemodels_claims.values() for c in page), key=_order)
        place.replace_self(_table(app, docname, claims) if claims else nodes.paragraph(text="还没有记录。"))


def _table(app, docname, claims):
    group = nodes.tgroup(cols=len(HEADINGS))
    group += [nodes.colspec(colwidth=width) for _, width in HEADINGS]
    head = nodes.row()
    head += [_entry(nodes.Text(title)) for title, _ in HEADINGS]
    body = nodes.tbody()
    for claim in claims:
        uri = app.builder.get_relative_uri(docname, claim["page"]) + (f"#{claim['anchor']}" if claim["anchor"] else "")
        title = app.env.titles[claim["page"]].astext()
        verdict = nodes.inline(text=claim["verdict"], classes=["book-verdict", TONE[claim["verdict"]]])
        row = nodes.row()
        row += [
            _entry(nodes.Text(f"{claim['section']} 节")),
            _entry(nodes.Text(claim["text"])),
            _entry(verdict),
            _entry(nodes.reference("", title, refuri=uri, internal=True)),
        ]
        body += row
    group += [nodes.thead("", head), body]
    return nodes.table("", group, classes=["book-claims"])


def _entry(content):
    return nodes.entry("", nodes.paragraph("", "", content))


def setup(app):
    app.add_node(ClaimsTable)
    app.add_directive("claims", Claims)
    app.connect("builder-inited", _prepare)
    app.connect("doctree-read", _collect)
    app.connect("env-purge-doc", _purge)
    app.connect("env-updated", _outdated)
    app.connect("doctree-resolved", _resolve)
    return {"version": "1", "env_version": 1, "parallel_read_safe": False, "parallel_write_safe": True}
