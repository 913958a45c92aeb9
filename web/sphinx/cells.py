"""Small marks on notebook cells that the styles need: verdict lines, and what stays folded."""

from docutils import nodes

SETUP_PROMPT = "准备：导入、图的样式、随机种子"


def _mark(app, doctree):
    for block in doctree.findall(nodes.literal_block):
        if "output" in block["classes"] and block.astext().lstrip()[:1] in ("✓", "✗"):
            block["classes"].append("book-check")
            if block.astext().lstrip().startswith("✗"):
                block["classes"].append("book-check-failed")
    for cell in doctree.findall(nodes.container):
        if "tag_setup" in cell["classes"] and not cell.get("hide_mode"):
            cell["hide_mode"] = "input"
            cell["prompt_show"] = cell["prompt_hide"] = SETUP_PROMPT
        elif "tag_hide-input" in cell["classes"]:
            _fold_verdicts(cell)


def _fold_verdicts(cell):
    """A folded cell that prints nothing but verdicts, all good, is one line: how many."""
    outputs = [o for part in cell.children if "cell_output" in part["classes"] for o in part.children]
    seen = [o for o in outputs if o.astext().strip() or any(o.findall(nodes.image))]  # a value for glue is not seen
    marks = [b["classes"] for o in seen for b in o.findall(nodes.literal_block) if "book-check" in b["classes"]]
    if len(marks) == len(seen) >= 2 and not any("book-check-failed" in classes for classes in marks):
        cell["hide_mode"] = "all"
        cell["prompt_show"] = cell["prompt_hide"] = f"✓ {len(marks)} 条检查，都通过"
        cell["classes"].append("book-checks")


def setup(app):
    app.connect("doctree-read", _mark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
