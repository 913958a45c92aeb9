"""Reading without JavaScript, switching the theme, and finding words."""

import json

import jieba
import pytest

from tests.web.site import PAGES, ROOT, SITE, article
from web.sphinx.search import GLOSSARY, glossary_terms

LONGEST = max(PAGES, key=lambda page: (SITE / page).stat().st_size if (SITE / page).is_file() else 0)
IN_GLOSSARY = ["反向传播", "损失函数", "梯度消失"]
IN_NO_DICTIONARY = "中心差分"


def test_page_reads_without_javascript(browser, server):
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{server}/{LONGEST}")
        for kind, at_least in (("h2", 3), (".cell_input pre", 5), (".cell_output", 3), ("figure img", 1)):
            shown = page.locator(f".bd-article {kind}")
            assert shown.count() >= at_least, kind
        formulas = page.locator(".bd-article .math .katex-html")
        assert all(formula.is_visible() for formula in formulas.all()[:20])
        paragraphs = page.locator(".bd-article section > p").all()
        assert len(paragraphs) >= 3
        assert all(paragraph.is_visible() for paragraph in paragraphs)
        assert page.locator(".bd-article .cell_input pre:not(details *)").last.inner_text().strip()
        assert page.locator(".bd-article figure img").first.bounding_box()["height"] > 100
        assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") != "rgba(0, 0, 0, 0)"
    finally:
        context.close()


def test_theme_follows_the_system(browser, server):
    seen = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{server}/index.html")
        seen[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        context.close()
    assert seen["light"] != seen["dark"]


def test_a_claim_leads_to_an_open_check(browser, server):
    links = [a["href"] for a in article("chapters/appendix/claims.html").select("a[href*='#claim-']")]
    address = links[len(links) // 2].removeprefix("../")
    page = browser.new_page()
    page.goto(f"{server}/chapters/{address}")
    try:
        assert page.locator(f"#{address.split('#')[1]} .book-check").first.is_visible()
    finally:
        page.close()


@pytest.mark.parametrize("term", [*IN_GLOSSARY, IN_NO_DICTIONARY, "backpropagation"])
def test_search_finds(browser, server, term):
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(f"{server}/search.html?q={term}")
        results = page.locator("#search-results ul.search > li > a")
        results.first.wait_for(timeout=10_000)
        addresses = {link.get_attribute("href").split("?")[0].split("#")[0] for link in results.all()}
        having = {name for name in PAGES if term in article(name).text.lower()}
        assert addresses & having, (addresses, having)
    finally:
        context.close()


def test_the_searched_terms_are_what_they_are_said_to_be():
    terms = glossary_terms((ROOT / GLOSSARY).read_text(encoding="utf-8"))
    assert set(IN_GLOSSARY) <= set(terms)
    assert IN_NO_DICTIONARY not in terms
    jieba.initialize()
    assert not jieba.dt.FREQ.get(IN_NO_DICTIONARY)


def test_terms_are_whole_in_the_index():
    text = (SITE / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    assert {"反向传播", "损失函数"} <= index["terms"].keys() | index["titleterms"].keys()
