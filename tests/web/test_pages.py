"""Each page in a browser: what it asks for, what it complains of, what it draws, and whether everyone can use it."""

import pytest

from tests.web.site import EXTRA, PAGES
from web import vendor

STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"
RENDERED = """async () => {
  for (let tries = 0; tries < 250; tries++) {
    const shown = [...document.querySelectorAll(".mermaid")].filter(box => box.getClientRects().length);
    const waiting = shown.filter(box => !box.querySelector("svg"));
    waiting[0]?.scrollIntoView();
    if (!waiting.length) return true;
    await new Promise(done => setTimeout(done, 20));
  }
  return false;
}"""
UNDRAWN = """() => [...document.querySelectorAll(".bd-article .math")]
  .filter(box => !box.querySelector(".katex") || box.querySelector(".katex-error"))
  .map(box => box.textContent)"""
FLAT = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
STRETCHED = """() => [...document.querySelectorAll(".bd-article img")].filter(image => {
  const style = getComputedStyle(image), side = (...names) => names.reduce((sum, name) => sum + parseFloat(style[name]), 0);
  const width = image.clientWidth - side("paddingLeft", "paddingRight");
  const height = image.clientHeight - side("paddingTop", "paddingBottom");
  return image.naturalWidth && Math.abs(width / height * image.naturalHeight / image.naturalWidth - 1) > 0.03;
}).map(image => image.alt)"""
# Tokens of one kind look the same all over a page: the first few of each are enough for axe, which is slow on thousands.
THIN = """() => {
  const seen = {};
  for (const token of document.querySelectorAll(".highlight pre span")) {
    const kind = token.className;
    seen[kind] = (seen[kind] ?? 0) + 1;
    if (seen[kind] > 3 && !token.children.length) token.replaceWith(token.textContent);
  }
}"""
AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(found => ["serious", "critical"].includes(found.impact))
  .map(found => `${found.id}: ` + found.nodes.slice(0, 3).map(node => node.target.join(" ")).join(" | "))"""


@pytest.fixture(scope="module")
def axe():
    return (vendor.node_modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce")
    yield context
    context.close()


@pytest.mark.parametrize("address", PAGES + EXTRA)
def test_page(context, server, axe, address):
    page = context.new_page()
    outside, complaints = [], []
    page.on("request", lambda request: None if is_own(request.url, server) else outside.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda reply: complaints.append(f"{reply.status} {reply.url}") if reply.status >= 400 else None)
    try:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{server}/{address}", wait_until="load")
        assert page.evaluate(RENDERED), "a diagram was not drawn"
        assert page.evaluate(UNDRAWN) == []
        page.add_style_tag(content=STILL)
        page.evaluate(THIN)
        page.evaluate(axe)
        found = {}
        for width in (1280, 400):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(FLAT) <= 0, f"the page is wider than {width} px"
            assert page.evaluate(STRETCHED) == [], f"figures out of shape at {width} px"
            for theme in ("light", "dark"):
                page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
                found[f"{theme} {width}"] = page.evaluate(AXE)
        assert not any(found.values()), found
    finally:
        page.close()
    assert outside == []
    assert complaints == []


def is_own(url, server):
    return url.startswith((server, "data:", "blob:"))
