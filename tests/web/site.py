"""The built site as the tests see it: its pages, their HTML, a server."""

import functools
import http.server
import os
import threading
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(os.environ.get("LARGEMODELS_SITE") or ROOT / "_build" / "html")


def _files(entry):
    if "file" in entry:
        yield entry["file"]
    for key in ("parts", "chapters", "sections"):
        for child in entry.get(key, []):
            yield from _files(child)


def toc_pages() -> list[str]:
    """The pages named in _toc.yml, as addresses within the site."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [f"{name.removesuffix('.md').removesuffix('.ipynb')}.html" for name in [toc["root"], *_files(toc)]]


PAGES = toc_pages()
EXTRA = ["search.html", "genindex.html"]


@functools.cache
def document(page: str):
    """The parsed HTML of a page."""
    return BeautifulSoup((SITE / page).read_text(encoding="utf-8"), "html.parser")


def article(page: str):
    """The part of a page that its author wrote."""
    return document(page).select_one(".bd-article")


def values(root, selector: str, attribute: str) -> list[str]:
    """The values of an attribute of what a CSS selector finds."""
    return [element[attribute] for element in root.select(selector) if element.has_attr(attribute)]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


class Server:
    """Serves the site on 127.0.0.1 while in use."""

    def __enter__(self):
        self._httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(SITE)))
        threading.Thread(target=self._httpd.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._httpd.server_port}"
        return self

    def __exit__(self, *exception):
        self._httpd.shutdown()
        self._httpd.server_close()
