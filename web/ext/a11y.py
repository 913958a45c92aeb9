"""What keyboard and screen-reader users need and the theme does not give; the rest is in web/templates."""

import re

TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


def _wrap(match):
    return f'<div class="book-scroll">{match[0]}</div>'


def _page(app, pagename, templatename, context, doctree):
    context["language"] = (app.config.language or "en").replace("_", "-")  # `zh_CN` is no valid language tag in HTML
    if body := context.get("body"):
        context["body"] = TABLE.sub(_wrap, body)


def setup(app):
    app.connect("html-page-context", _page, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
