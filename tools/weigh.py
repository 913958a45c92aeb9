"""How heavy is a page: ``python -m tools.weigh [PAGE …]``.

Counts, on the main path (without folded boxes, exercises, solutions and sections called 选读): Chinese characters, cells,
lines of visible code wider than 80 columns; and, where the site is built and Chromium is there, screens of 1366 x 900
with every fold closed.
"""

import argparse
import re
import unicodedata
from pathlib import Path

import nbformat

from tools.execute_notebooks import ROOT, find, name_of

COLUMNS = 80
HIDDEN = {"setup", "checks", "hide-input", "hide-cell", "remove-input"}
FOLDED = re.compile(r"(?ms)^(:{3,})\{(?:exercise|solution|dropdown|admonition)[^\n]*\n(?:(?!^\1\s*$).)*^\1\s*$")
HAN = re.compile("[\u4e00-\u9fff]")


def columns(line):
    """Return how wide `line` is: a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def main_path(cells):
    """Return the cells that are not in a section called 选读."""
    kept, level = [], None
    for cell in cells:
        heading = re.match(r"(#+) (.*)", cell.source) if cell.cell_type == "markdown" else None
        if heading and (level is None or len(heading[1]) <= level):
            level = len(heading[1]) if heading[2].startswith("选读") else None
        if level is None:
            kept.append(cell)
    return kept


def characters(cells):
    """Return the number of Chinese characters in the prose of `cells`, boxes left out."""
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return len(HAN.findall(FOLDED.sub("", prose)))


def wide_lines(cells):
    """Return the lines of visible code, and of sources shown, that are wider than a page."""
    found = []
    for cell in cells:
        if cell.cell_type != "code" or HIDDEN & set(cell.metadata.get("tags", [])):
            continue
        shown = [cell.source, *(o.data["text/markdown"] for o in cell.outputs if "text/markdown" in o.get("data", {})
                                and o.data["text/markdown"].startswith("```"))]
        found += [line for text in shown for line in text.split("\n") if columns(line) > COLUMNS]
    return found


def screens(pages, server):
    """Return page -> height of the article in screens."""
    from playwright.sync_api import sync_playwright

    from tests.web.conftest import chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(playwright), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        heights = {}
        for path in pages:
            page.goto(f"{server}/{path.relative_to(ROOT).with_suffix('.html').as_posix()}", wait_until="networkidle")
            heights[path] = page.evaluate("document.querySelector('.bd-article').scrollHeight") / 900
        browser.close()
    return heights


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", metavar="PAGE")
    parser.add_argument("--server", help="address of the built site (make serve), to count screens")
    options = parser.parse_args(arguments)
    paths = find(options.pages)
    heights = screens(paths, options.server.rstrip("/")) if options.server else {}
    print(f"{'page':24} {'characters':>10} {'cells':>6} {'wide':>5} {'screens':>8}")
    for path in paths:
        cells = nbformat.read(Path(path), as_version=4).cells
        kept = main_path(cells)
        high = f"{heights[path]:8.1f}" if path in heights else f"{'-':>8}"
        print(f"{name_of(path):24} {characters(kept):10} {len(kept):6} {len(wide_lines(kept)):5} {high}")


if __name__ == "__main__":
    main()
