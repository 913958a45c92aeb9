"""Small marks on notebook cells that the styles need: verdict lines, and the folded first cell."""

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


def setup(app):
    app.connect("doctree-read", _mark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
