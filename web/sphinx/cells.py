"""What of a page's cells is shown: the setup is folded; checks stand in one closed list at its end; so does 选读, each
section of it under its heading.

A cell tagged ``checks`` only checks and pastes: it is the test's, not the reader's. All of them, verdicts and code, are
moved into one fold at the end of the page, where the table of claims finds them.
"""

from docutils import nodes

SETUP_PROMPT = "准备：导入、图的样式、随机种子"
OPTIONAL = "选读"


class Fold(nodes.General, nodes.Element):
    """A closed ``<details>``: ``summary`` is its line, ``classes`` its kind."""


def _html_visit(self, node):
    self.body.append(self.starttag(node, "details"))
    self.body.append(f"<summary>{self.encode(node['summary'])}</summary>\n")


def _html_depart(self, node):
    self.body.append("</details>\n")


def _pass(self, node):
    """In other formats a fold is its content."""


def _mark(app, doctree):
    for block in doctree.findall(nodes.literal_block):
        if "output" in block["classes"] and block.astext().lstrip()[:1] in ("✓", "✗"):
            block["classes"].append("book-check")
            if block.astext().lstrip().startswith("✗"):
                block["classes"].append("book-check-failed")
        elif "output" in block["classes"] and block.astext().startswith("还没有通过"):
            block["classes"].append("book-not-yet")
    for cell in doctree.findall(nodes.container):
        if "tag_setup" in cell["classes"] and not cell.get("hide_mode"):
            cell["hide_mode"] = "input"
            cell["prompt_show"] = cell["prompt_hide"] = SETUP_PROMPT
    _gather_checks(doctree)


def _gather_checks(doctree):
    """Move the cells tagged ``checks`` into one fold at the end of the page; those without a verdict are dropped."""
    cells = [c for c in doctree.findall(nodes.container) if "tag_checks" in c["classes"]]
    verdicts = failed = 0
    kept = []
    for cell in cells:
        cell.parent.remove(cell)
        marks = [b["classes"] for b in cell.findall(nodes.literal_block) if "book-check" in b["classes"]]
        verdicts += len(marks)
        failed += sum("book-check-failed" in classes for classes in marks)
        if marks:
            kept.append(cell)
    if kept:
        result = f"{failed} 条没有通过" if failed else "都通过"
        mark = "✗" if failed else "✓"
        page = next(doctree.findall(nodes.section))
        page += Fold("", *kept, summary=f"{mark} 本页 {verdicts} 条检查，{result}", classes=["book-fold", "book-checks"])


def _fold_optional(app, doctree, docname):
    """Fold what stands under a heading that begins with 选读; the heading stays, and with it the contents."""
    for section in list(doctree.findall(nodes.section)):
        title = section.next_node(nodes.title)
        if title is None or title.parent is not section or not title.astext().startswith(OPTIONAL):
            continue
        rest = [child for child in section.children if child is not title]
        for child in rest:
            section.remove(child)
        section += Fold("", *rest, summary="展开这一节选读", classes=["book-fold", "book-optional"])


def setup(app):
    app.add_node(Fold, html=(_html_visit, _html_depart), latex=(_pass, _pass), text=(_pass, _pass))
    app.connect("doctree-read", _mark)
    app.connect("doctree-resolved", _fold_optional, priority=900)
    return {"version": "2", "env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
