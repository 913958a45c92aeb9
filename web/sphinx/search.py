"""Search in Chinese: the words of the glossary stay whole in the index.

Sphinx cuts the text into words with jieba, whose dictionary lacks the terms of this field (反向传播 comes out in two). The
dictionary given to it here is the glossary of the book. The query is cut in the browser, by web/static/book-search.js.
"""

import logging
import re
from pathlib import Path

GLOSSARY = "chapters/appendix/glossary.md"
BLOCK = re.compile(r"^(?P<fence>:{3,}|`{3,})\{glossary\}\s*$(?P<body>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL)
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


def glossary_terms(text: str) -> list[str]:
    """The Chinese terms that the glossary (MyST source) defines, each once, in order."""
    terms: dict[str, None] = {}
    for block in BLOCK.finditer(text):
        for line in block["body"].splitlines():
            if line and not line[0].isspace() and line[0] != ":":
                terms.update(dict.fromkeys(HAN.findall(re.split(r"[(（]", line)[0])))
    return list(terms)


def _configure(app, config):
    import jieba

    jieba.setLogLevel(logging.WARNING)
    source = Path(app.srcdir, GLOSSARY)
    terms = glossary_terms(source.read_text(encoding="utf-8")) if source.is_file() else []
    dictionary = Path(app.doctreedir) / "search-terms.txt"
    dictionary.parent.mkdir(parents=True, exist_ok=True)
    dictionary.write_text("".join(f"{term} 100000 n\n" for term in terms), encoding="utf-8")
    config.html_search_options = {"dict": str(dictionary)}
    config.largemodels_search_terms = terms  # a new term rewrites, and so indexes, every page


def setup(app):
    app.add_config_value("largemodels_search_terms", [], "html")
    app.connect("config-inited", _configure)
    app.add_js_file("book-search.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
