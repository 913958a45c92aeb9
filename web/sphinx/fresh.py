"""No stale numbers: a page that pastes from another (``{glue}`page.ipynb::key` ``) is read again when that changes."""

import re

PASTED = re.compile(r"\{glue(?::[a-z]+)?\}`([^`:]+\.(?:ipynb|md))::")


def _depend(app, docname, source):
    for path in set(PASTED.findall(source[0])):
        relative, _ = app.env.relfn2path(path, docname)
        app.env.note_dependency(relative)


def setup(app):
    app.connect("source-read", _depend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
