"""A notebook as the lint sees it: its cells, its outputs, and its Markdown parsed as the site parses it."""

import functools
import re
from pathlib import Path

import nbformat
from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from tools.execute_notebooks import name_of

ROOT = Path(__file__).resolve().parents[2]
#: Stands for code, math, a role or a link in the text of a paragraph.
HOLE = "\ufffc"


def paths():
    """Return the notebooks of the book, in order."""
    return sorted(p for p in (ROOT / "chapters").rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts
                  and not p.name.startswith("."))


@functools.lru_cache
def _parser():
    parser = MarkdownIt("commonmark").enable("table")
    for plugin in (dollarmath_plugin, amsmath_plugin, colon_fence_plugin, deflist_plugin, myst_block_plugin,
                   myst_role_plugin):
        parser.use(plugin)
    return parser


class Page:
    """A notebook, with what the rules ask of it."""

    def __init__(self, nb, name="page"):
        self.nb, self.name = nb, name
        self.cells = nb.cells
        self.code = [c for c in nb.cells if c.cell_type == "code"]
        self.markdown = [c for c in nb.cells if c.cell_type == "markdown"]

    @classmethod
    def read(cls, path):
        """Read the page at `path`."""
        return cls(nbformat.read(path, as_version=4), name_of(Path(path)))

    @functools.cached_property
    def directives(self):
        """Return (name, argument, options, body) of every directive, nested ones too."""
        return [d for c in self.markdown for d in _directives(c.source)]

    @functools.cached_property
    def paragraphs(self):
        """Return the inline tokens of every paragraph, heading, item and table cell."""
        return [token for c in self.markdown for token in inlines(c.source)]

    @functools.cached_property
    def headings(self):
        """Return (level, text) of every heading outside directives."""
        found = []
        for cell in self.markdown:
            tokens = _parser().parse(cell.source)
            found += [(int(t.tag[1]), tokens[i + 1].content.strip()) for i, t in enumerate(tokens)
                      if t.type == "heading_open"]
        return found

    def has_admonition(self, kind):
        """Return whether an admonition of class `kind` is on the page."""
        return any(kind in options.get("class", "").split() for _, _, options, _ in self.directives)


def tags(cell):
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def ignored(cell):
    """Return whether nbval ignores the output of the cell."""
    return "nbval-ignore-output" in tags(cell)


def texts(cell):
    """Return what the outputs of a code cell say, stream by stream and bundle by bundle."""
    found = []
    for output in cell.outputs:
        if output.output_type == "stream":
            found.append(output.text)
        for mime, value in output.get("data", {}).items():
            if isinstance(value, str) and not mime.startswith("image/"):
                found.append(value)
    return found


def plain(token):
    """Return the text of an inline token; emphasis is transparent, code, math, roles and links are HOLEs."""
    out, depth = [], 0
    for child in token.children or []:
        if child.type == "link_open":
            depth += 1
        elif child.type == "link_close":
            depth -= 1
            out.append(HOLE)
        elif depth:
            continue
        elif child.type == "text":
            out.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif child.type not in ("em_open", "em_close", "strong_open", "strong_close"):
            out.append(HOLE)
    return "".join(out)


def _directives(source):
    for token in _parser().parse(source):
        if token.type in ("fence", "colon_fence") and (match := re.match(r"\{([\w:-]+)\}\s*(.*)", token.info.strip())):
            options, body = _split(token.content)
            yield match[1], match[2], options, body
            if token.type == "colon_fence":
                yield from _directives(body)


def inlines(source):
    """Yield the inline tokens of Markdown, those inside admonitions too."""
    for token in _parser().parse(source):
        if token.type == "inline":
            yield token
        elif token.type == "colon_fence":
            yield from inlines(_split(token.content)[1])


def _split(content):
    """Split the content of a directive into its options and its body."""
    lines, options = content.split("\n"), {}
    while lines and (match := re.match(r":([\w-]+):\s*(.*)", lines[0])):
        options[match[1]] = match[2]
        lines.pop(0)
    return options, "\n".join(lines)
