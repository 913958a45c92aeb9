"""What can be seen in the HTML without a browser: links, anchors, alt texts, stray markup, addresses of others."""

import functools
import json
import re
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from bs4 import NavigableString

from tests.web.site import EXTRA, PAGES, ROOT, SITE, article, document, values

ALL = PAGES + EXTRA
UNREAD = ("script", "style", "noscript", "template", "code", "pre")
STRAY = {
    "asterisks of bold": re.compile(r"\*\*"),
    "a fence": re.compile(r":::|```"),
    "a role": re.compile(r"\{[a-z]+(?::[a-z]+)*\}`"),
    "a directive": re.compile(r"\{(?:admonition|exercise|solution|glossary|figure|note|math|mermaid|claims|bibliography)\}"),
    "an unresolved number": re.compile(r"(?:图|表|式|节|练习)\s*\?\?"),
    "a dollar sign around a formula": re.compile(r"\$[^$\s][^$]*\$"),
    "a target": re.compile(r"^\([a-z][a-z0-9-]+\)=\s*$", re.MULTILINE),
}


def prose(node) -> str:
    """The text of an element without code, formulas and scripts."""
    if isinstance(node, NavigableString):
        return str(node) if type(node) is NavigableString else ""
    if node.name in UNREAD or "math" in node.get("class", []):
        return " "
    return "".join(prose(child) for child in node.children)


@pytest.mark.parametrize("page", PAGES)
def test_no_stray_markup(page):
    text = prose(article(page))
    found = {what: text[max(0, m.start() - 30) : m.end() + 30] for what, shape in STRAY.items() if (m := shape.search(text))}
    assert not found


@pytest.mark.parametrize("page", PAGES)
def test_page_is_numbered_and_titled(page):
    assert len(article(page).select("h1")) == 1
    assert document(page).html["lang"] == "zh-CN"


@pytest.mark.parametrize("page", ALL)
def test_nothing_comes_from_elsewhere(page):
    root = document(page)
    loaded = values(root, "script, img, iframe, source", "src") + values(root, "link:not([rel=canonical])", "href")
    assert not [address for address in loaded if urlsplit(address).netloc]
    assert not re.findall(r"""(?:import|fetch|url)\W{1,3}https?:""", "".join(code.text for code in root.select("script, style")))


@pytest.mark.parametrize("page", ALL)
def test_links_lead_somewhere(page):
    root, broken = document(page), []
    for address in values(root, "a, link", "href") + values(root, "img, script", "src"):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = (SITE / page).parent / unquote(parts.path) if parts.path else SITE / page
        target = target / "index.html" if target.is_dir() else target
        if not target.is_file():
            broken.append(address)
        elif parts.fragment and target.suffix == ".html" and not has_anchor(target, unquote(parts.fragment)):
            broken.append(address)
    assert not broken


def has_anchor(target, fragment) -> bool:
    page = target.resolve().relative_to(SITE.resolve()).as_posix()
    return fragment in anchors(page)


@functools.cache
def anchors(page) -> set[str]:
    return {*values(document(page), "[id]", "id"), *values(document(page), "a[name]", "name")}


@pytest.mark.parametrize("page", ALL)
def test_images_have_alternative_text(page):
    images = document(page).select("img")
    silent = [image.get("src") for image in images if not (image.get("alt") or "").strip()]
    assert not silent
    # The file name is what Sphinx writes for an image whose author wrote no text.
    assert not [image.get("alt") for image in images if re.search(r"\.(png|svg|jpe?g)$", image["alt"])]


@pytest.mark.parametrize("page", ALL)
def test_identifiers_are_unique(page):
    names = values(document(page), "[id]", "id")
    assert not {name for name in names if names.count(name) > 1}


def test_checks_stand_in_one_fold_at_the_end():
    for page in PAGES:
        folds = article(page).select("details.book-checks")
        verdicts = article(page).select(".book-check")
        assert len(folds) == bool(verdicts), page
        if folds:
            assert len(folds[0].select(".book-check")) == len(verdicts), f"{page} shows a verdict outside the fold"
            assert folds[0].summary.text == f"✓ 本页 {len(verdicts)} 条检查，都通过"
            assert not folds[0].has_attr("open")


def test_no_check_claim_or_glue_is_visible():
    for page in PAGES:
        hidden = set(article(page).select("details .cell_input"))
        shown = [cell.text for cell in article(page).select(".cell_input") if cell not in hidden]
        assert not [text for text in shown if re.search(r"(?<![\w.])(check|Claim|glue)\(", text)], page


def test_a_page_says_what_it_takes():
    lines = [article(page).select("h1 + .book-status") for page in PAGES]
    assert all(len(line) <= 1 for line in lines)
    assert sum(map(len, lines)) >= 17


def test_a_page_says_what_its_checkers_refuse():
    lines = [article(page).select("h2 + .book-status") for page in PAGES]
    assert all(len(line) <= 1 for line in lines)
    said = [line[0].get_text() for line in lines if line]
    assert len(said) >= 17
    assert all(re.fullmatch(r"编程题的检查用 \d+ 种写错的答案试过，拦下 \d+ 种。", words) for words in said)


def test_downloads_are_the_renditions():
    found = 0
    for page in PAGES:
        for address in values(document(page), "a.btn-download-source-button", "href"):
            target = (SITE / page).parent / unquote(address)
            assert target.is_file()
            if target.suffix == ".ipynb":
                found += 1
                text = target.read_text(encoding="utf-8")
                assert "{glue:" not in text
                assert ":::{" not in text
                assert json.loads(text)["cells"][0]["id"] == "install"
    assert found >= 17


def test_chapters_are_numbered_as_in_the_article():
    chapters = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"][0]["chapters"]
    nested = {  # pages below a page, which only its parent numbers
        inner["file"] + ".html"
        for chapter in chapters
        for section in chapter.get("sections", [])
        for inner in section.get("sections", [])
    }
    for page in PAGES:
        number = "".join(span.text for span in article(page).select("h1 > .section-number")).strip(" .\xa0")
        if page in nested:
            assert number == "", page
        elif match := re.search(r"/(\d)-(\d)-", page):
            assert number == f"{match[1]}.{match[2]}", page
        elif match := re.search(r"chapters/0(\d)-\w+/index", page):
            assert number == match[1], page
