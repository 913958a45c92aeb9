"""How far a build is, on a terminal: one line that changes. The build itself is silent but for warnings."""

import shutil
import sys


def show(text: str, stream=None) -> None:
    """Write `text` over the line before; nothing where no one is looking."""
    stream = stream or sys.stdout
    if stream.isatty():
        width = shutil.get_terminal_size().columns - 1
        print("\r" + text[:width].ljust(width), end="\r", file=stream, flush=True)


def setup(app):
    counted = {"读": 0, "写": 0}

    def read(app, docname, source):
        counted["读"] += 1
        show(f"读第 {counted['读']} 页：{docname}")

    def write(app, pagename, templatename, context, doctree):
        counted["写"] += 1
        show(f"写第 {counted['写']} 页：{pagename}")

    app.connect("source-read", read)
    app.connect("html-page-context", write)
    app.connect("build-finished", lambda app, exception: show(""))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
