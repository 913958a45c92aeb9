"""A formula is a box to the browser, which then starts a line with the comma after it; the two are kept together."""

import re

MATH = r'<span class="math notranslate nohighlight">[^<]*</span>'
GLUED = re.compile(rf"([（「『《“‘]?)({MATH})([，。；：、？！）」』》”’]+)|([（「『《“‘])({MATH})")


def _keep(match):
    return f'<span class="book-nobreak">{match[0]}</span>'


def _page(app, pagename, templatename, context, doctree):
    if body := context.get("body"):
        context["body"] = GLUED.sub(_keep, body)


def setup(app):
    app.connect("html-page-context", _page, priority=790)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
