"""A term of 术语表 points to a page that speaks of it."""

import re

import nbformat
import pytest

from tools.execute_notebooks import ROOT

GLOSSARY = ROOT / "chapters" / "appendix" / "glossary.md"
ENTRY = re.compile(r"(?m)^(?P<term>\S[^\n(]*?)(?: \((?P<english>[^\n]*)\))?\n {4}[^\n]*见\[\]\((?P<page>[^)]+)\)。$")
ENTRIES = [
    ([m["term"], *(m["english"] or m["term"]).split(", ")], m["page"]) for m in ENTRY.finditer(GLOSSARY.read_text(encoding="utf-8"))
]


def prose(page):
    """Return the text of the Markdown cells of `page`, given as the glossary writes it."""
    cells = nbformat.read((GLOSSARY.parent / page).resolve(), as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_the_pattern_finds_every_pointer():
    assert len(ENTRIES) == GLOSSARY.read_text(encoding="utf-8").count("见[](")


@pytest.mark.parametrize(("names", "page"), ENTRIES, ids=[names[0] for names, _ in ENTRIES])
def test_the_page_speaks_of_the_term(names, page):
    text = prose(page).lower()
    assert any(name.lower() in text for name in names), f"{page} speaks of none of {names}: point to the page that does"
