"""What a page asks of a slow line: its HTML, style sheets and scripts, without figures."""

import gzip
from urllib.parse import urlsplit

import pytest

from tests.web.site import PAGES, SITE, document, values

SENT, WHOLE = 350_000, 1_250_000
DIAGRAMS = "mermaid.tiny.js"  # 2.5 MB, only on a page with a diagram; not counted


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_its_figures_is_light(page):
    root, files = document(page), {SITE / page}
    for address in values(root, "link[rel=stylesheet]", "href") + values(root, "script[src]", "src"):
        files.add(((SITE / page).parent / urlsplit(address).path).resolve())
    contents = [path.read_bytes() for path in files if path.is_file() and path.name != DIAGRAMS]
    sent, whole = sum(len(gzip.compress(content, 6)) for content in contents), sum(map(len, contents))
    assert sent <= SENT, f"{sent} bytes compressed"
    assert whole <= WHOLE, f"{whole} bytes"
