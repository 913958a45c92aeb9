"""What screen readers need and the libraries get wrong; the rest is in web/templates and web/static/book.js."""

REPAIRS = (
    # A folded cell is named by the words on it.
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    # docutils calls the bibliography a list, and its items something else.
    (' role="list" class="citation-list"', ' class="citation-list"'),
    (' role="doc-biblioentry"', ""),
    # sphinx-exercise and sphinx-proof give each box the same identifier.
    (' id="exercise-content"', ""),
    (' id="solution-content"', ""),
    (' id="proof-content"', ""),
)


def _page(app, pagename, templatename, context, doctree):
    context["language"] = (app.config.language or "en").replace("_", "-")  # `zh_CN` is no valid language tag in HTML
    if body := context.get("body"):
        for wrong, right in REPAIRS:
            body = body.replace(wrong, right)
        context["body"] = body


def setup(app):
    app.connect("html-page-context", _page, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
