"""The book reads in two orders: as numbered, and by what each page needs. Neither uses a page before it has been read."""

import re

import pytest
import yaml

from tests.notebooks.page import ROOT
from web.sphinx.prerequisites import draw, labels, prerequisites

FRONT = (ROOT / "index.md").read_text(encoding="utf-8")


def listed(entries):
    """The files of a table of contents, in order."""
    for entry in entries:
        yield entry["file"]
        yield from listed(entry.get("sections", []))


def numbered():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [name for part in toc["parts"] for name in listed(part["chapters"])]
    return [name for name in files if (ROOT / f"{name}.ipynb").is_file()]


def second_path():
    """The pages of the front page's second path, in its order."""
    section = re.search(r"^<!-- second path -->\n(.*?)^<!-- end -->$", FRONT, re.M | re.S)[1]
    return re.findall(r"\]\((chapters/[^)#]+)\.ipynb\)", section)


PAGES = numbered()


@pytest.mark.parametrize("order", [numbered, second_path])
def test_every_page_stands_after_all_it_needs(order):
    needed, place = prerequisites(ROOT, PAGES), {page: i for i, page in enumerate(order())}
    late = [(page, source) for page, sources in needed.items() for source in sources if place[source] >= place[page]]
    assert not late


def test_both_orders_hold_every_page_once():
    assert sorted(second_path()) == sorted(PAGES)


def test_the_map_draws_every_page_and_every_arrow():
    needed = prerequisites(ROOT, PAGES)
    text = draw(ROOT, needed)
    assert text.count(" --> ") == sum(map(len, needed.values()))
    names = labels(ROOT, PAGES)
    assert len(set(names.values())) == len(PAGES)
    assert all(f'["{name}"]' in text for name in names.values())
