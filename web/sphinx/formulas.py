"""Formulas are set by KaTeX while the site is built; one that cannot be set is an error of the build, not a red word.

A formula is a box to the browser, which then starts a line with the comma after it; the two are kept together.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinxcontrib import katex

from web import vendor

BEFORE = re.compile(r"[（「『《“‘]$")
AFTER = re.compile(r"^[，。；：、？！）」』》”’]+")


def _start(app):
    katex.NODEJS_BINARY = vendor.node_command()
    katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True


def _spare_its_folder(app, exception):
    """After a build with warnings Sphinx ends twice, and sphinxcontrib-katex fails on the folder it has removed."""
    Path(app._katex_static_path).mkdir(exist_ok=True)


def _keep_together(app, doctree, docname):
    """Wrap a formula and the punctuation that touches it."""
    for formula in list(doctree.findall(nodes.math)):
        parent, place = formula.parent, formula.parent.index(formula)
        inner = [formula]
        after = parent[place + 1] if place + 1 < len(parent) else None
        if isinstance(after, nodes.Text) and (mark := AFTER.match(after)):
            inner.append(nodes.Text(mark[0]))
            parent.replace(after, nodes.Text(after[mark.end() :]))
        before = parent[place - 1] if place else None
        if isinstance(before, nodes.Text) and BEFORE.search(before):
            inner.insert(0, nodes.Text(before[-1]))
            parent.replace(before, nodes.Text(before[:-1]))
        if len(inner) > 1:
            parent.replace(formula, nodes.inline("", "", *inner, classes=["book-nobreak"]))


def setup(app):
    app.connect("builder-inited", _start)
    app.connect("build-finished", _spare_its_folder, priority=400)
    app.connect("doctree-resolved", _keep_together)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
