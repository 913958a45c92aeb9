"""The lint's rules: each takes a Page and yields what is wrong with it, in words.

Rules on the code cells first, then on the parts of the page, then on the writing.
"""

import ast
import re
from itertools import pairwise

from tests.notebooks.page import HOLE, ignored, inlines, plain, tags, texts
from tools.weigh import COLUMNS, columns

TAGS = {"setup", "exercise", "checks", "nbval-ignore-output", "hide-input", "hide-output", "hide-cell", "remove-input"}
PARTS = {"prerequisites": "先修", "objectives": "学习目标", "guess": "先猜一猜", "try-it": "动手改一改"}
CLOSING = ["小结", "练习", "延伸阅读"]
MOST_IGNORED = 0.15
MOST_LINES = 36

HAN = r"\u3400-\u9fff"
NUMERAL = "[一二三四五六七八九十百千万两半]"
SPOKEN = re.compile(
    f"(?<!{HOLE} )(?<!{HOLE})(?:{NUMERAL}|几(?=十|百|千|万))+[多来余]?(?:倍|成(?![为立功本就分])|个?百分点|个?数量级)"
    f"|{NUMERAL}+分之{NUMERAL}+"
)
RULES = []


def rule(function):
    """Add `function` to the RULES."""
    RULES.append(function)
    return function


def _where(cell):
    first = cell.source.strip().split("\n")[0][:60]
    return f"cell {cell.get('id', '?')} ({first!r})"


@rule
def executed_in_order(page):
    """Counts run 1, 2, 3 …: one clean run from top to bottom."""
    counts = [c.execution_count for c in page.code if c.source.strip()]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts are {counts}: run `make notebooks`"
    for cell in page.code:
        if not cell.source.strip():
            yield f"{_where(cell)} is empty"


@rule
def no_errors_or_stderr(page):
    """No stored error, nothing on stderr (warnings, progress bars)."""
    for cell in page.code:
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"{_where(cell)} stores an error: {output.ename}"
            if output.output_type == "stream" and output.name == "stderr":
                yield f"{_where(cell)} writes on stderr: {output.text.strip()[:80]!r}"


@rule
def whole_streams(page):
    """What a cell prints is stored in one piece: the site would draw a box around each."""
    for cell in page.code:
        kinds = [(o.output_type, o.get("name")) for o in cell.outputs]
        if any(a == b == ("stream", "stdout") for a, b in pairwise(kinds)):
            yield f"{_where(cell)} stores its print in pieces: run `make notebooks`"


@rule
def known_tags(page):
    """Only tags with a meaning here; none that make nbval skip a cell, as a tag or as a comment."""
    for cell in page.cells:
        for tag in set(tags(cell)) - TAGS:
            yield f"{_where(cell)} has the unknown tag {tag!r}"
    for cell in page.code:
        if re.search(r"(?m)^\s*#\s*(NBVAL_|PYTEST_VALIDATE_)", cell.source):
            yield f"{_where(cell)} steers nbval by a comment: use a tag"


@rule
def ignored_outputs_are_guarded(page):
    """Few outputs are ignored, and each is followed by a check whose verdict is compared."""
    for i, cell in enumerate(page.code):
        if ignored(cell):
            after = page.code[i + 1] if i + 1 < len(page.code) else None
            if after is None or ignored(after) or not re.search(r"(?<![\w.])check\(", after.source):
                yield f"{_where(cell)} has its output ignored, and no check(...) follows"
    count = sum(map(ignored, page.code))
    if count > MOST_IGNORED * len(page.code):
        yield f"{count} of {len(page.code)} code cells have their output ignored, at most 15 % may"


@rule
def checks_are_the_tests(page):
    """A cell a reader sees holds no check, no claim, no glue; a cell tagged checks holds at least one."""
    for cell in page.code:
        found = re.search(r"(?<![\w.])(check|Claim|glue)\(", cell.source)
        if found and "checks" not in tags(cell):
            yield f"{_where(cell)} calls {found[0]}…): move it into a cell tagged checks"
        if "checks" in tags(cell) and not found:
            yield f"{_where(cell)} is tagged checks and checks nothing: the site would hide it"
        if "checks" in tags(cell) and any("image/png" in o.get("data", {}) for o in cell.outputs):
            yield f"{_where(cell)} is tagged checks and draws a figure: the site would hide it"


@rule
def what_is_shown_stands_alone(page):
    """A cell a reader sees uses no name that only a cell tagged checks has made: on the site nobody could find it."""
    shown, hidden = set(), set()
    for cell in page.code:
        made, used = _names(cell.source)
        if "checks" in tags(cell):
            hidden |= made
            continue
        for name in sorted((used - made - shown) & hidden):
            yield f"{_where(cell)} uses {name!r}, which only a cell tagged checks has made"
        shown |= made


def _names(source):
    """Return the names that `source` makes, and those it reads; IPython's magics make none."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return set(), set()
    made = {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    made |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    made |= {(alias.asname or alias.name).split(".")[0] for n in nodes if isinstance(n, (ast.Import, ast.ImportFrom))
             for alias in n.names}
    made |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return made, {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


@rule
def nothing_is_cut_off(page):
    """A line of code, of a source shown or of print fits the page: 80 columns, a Chinese character is two."""
    for cell in page.code:
        for line in cell.source.split("\n"):
            if columns(line) > COLUMNS:
                yield f"{_where(cell)} has a line of {columns(line)} columns: {line.strip()[:60]!r}"
        for text in texts(cell) if "checks" not in tags(cell) else ():
            if text.startswith(("|", "还没有通过")):
                continue  # a table wraps, and so does the verdict on an exercise
            for line in text.split("\n"):
                if columns(line) > COLUMNS:
                    yield f"{_where(cell)} shows a line of {columns(line)} columns: {line.strip()[:60]!r}"


@rule
def no_failed_check(page):
    """No stored verdict says ✗."""
    for cell in page.code:
        failed = any(o.get("metadata", {}).get("largemodels", {}).get("passed") is False for o in cell.outputs)
        if failed or any(line.startswith("✗") for text in texts(cell) for line in text.split("\n")):
            yield f"{_where(cell)} stores a failed check"


@rule
def figures_have_words(page):
    """A cell draws at most one figure; it has a caption, a name and an alternative text, in Chinese."""
    for cell in page.code:
        drawn = sum("image/png" in o.get("data", {}) for o in cell.outputs)
        if not drawn:
            continue
        if drawn > 1:
            yield f"{_where(cell)} draws {drawn} figures: one a cell"
        mystnb = cell.metadata.get("mystnb", {})
        figure = mystnb.get("figure", {})
        for what, text in (("caption", figure.get("caption")), ("alt text", mystnb.get("image", {}).get("alt"))):
            if not re.search(f"[{HAN}]", text or ""):
                yield f"{_where(cell)}: the figure has no Chinese {what}"
        if not str(figure.get("name", "")).startswith("fig-"):
            yield f"{_where(cell)}: the figure has no name fig-…"


@rule
def no_long_cells(page):
    """A reader should see a cell at once; one that is folded, a drawing for instance, may be twice as long."""
    for cell in page.code:
        most = MOST_LINES * (2 if "hide-input" in tags(cell) else 1)
        lines = sum(bool(line.strip()) for line in cell.source.split("\n"))
        if lines > most:
            yield f"{_where(cell)} has {lines} lines, at most {most}"


@rule
def no_trailing_semicolon(page):
    """nbval shows the value all the same."""
    for cell in page.code:
        if cell.source.rstrip().endswith(";"):
            yield f"{_where(cell)} ends with a semicolon"


@rule
def no_times(page):
    """Seconds differ from run to run; where they are shown, the output is ignored."""
    for cell in page.code:
        for text in texts(cell) if not ignored(cell) else ():
            if found := re.search(r"(?<![\w.-])\d+(\.\d+)?\s*(ms|µs|us|s|秒|毫秒|seconds|sec)(?![\w²])", text):
                yield f"{_where(cell)} prints a time: {found[0]!r}"


@rule
def no_traces_of_a_machine(page):
    """No absolute path, no address of an object."""
    path = r"(?<![\w/.:])/(home|root|Users|tmp|work|workspace|opt|mnt|var|usr|etc|srv|private)/\w|\b[A-Z]:\\\\?\w"
    for cell in page.cells:
        for text in [cell.source, *(texts(cell) if cell.cell_type == "code" else [])]:
            if found := re.search(path, text):
                yield f"{_where(cell)} holds an absolute path: {found[0]!r}"
            if found := re.search(r"\bat 0x[0-9a-fA-F]{6,}", text):
                yield f"{_where(cell)} prints an address: {found[0]!r}"


@rule
def no_widgets(page):
    """A widget lives only while its kernel does."""
    for cell in page.code:
        for output in cell.outputs:
            if any("widget" in mime for mime in output.get("data", {})):
                yield f"{_where(cell)} stores a widget"


@rule
def clean_metadata(page):
    """Nothing that an editor or a run leaves behind."""
    if extra := set(page.nb.metadata) - {"kernelspec", "language_info", "largemodels"}:
        yield f"the notebook has metadata {sorted(extra)}"
    if extra := set(page.nb.metadata.get("language_info", {})) - {"name"}:
        yield f"language_info holds {sorted(extra)}: it changes with the Python version"
    if page.nb.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "the kernel is not python3"
    ids = [c.get("id") for c in page.cells]
    if None in ids or len(set(ids)) != len(ids):
        yield "cells lack ids, or share one"
    for cell in page.cells:
        if extra := set(cell.metadata) - {"tags", "mystnb", "largemodels"}:
            yield f"{_where(cell)} has metadata {sorted(extra)}"
        if cell.get("attachments"):
            yield f"{_where(cell)} has an attachment"


@rule
def has_its_parts(page):
    """Title, 先修, 学习目标, 先猜一猜, 动手改一改, a setup cell; then 小结, 练习, 延伸阅读."""
    if not page.headings or page.headings[0][0] != 1:
        yield "the page does not begin with its title"
    if sum(level == 1 for level, _ in page.headings) > 1:
        yield "the page has more than one title"
    elif page.headings and re.match(r"[\d第]", page.headings[0][1]):
        yield "the title holds a typed number"
    for kind, name in PARTS.items():
        if not page.has_admonition(kind):
            yield f"no admonition of class {kind} ({name})"
    if not page.code or "setup" not in tags(page.code[0]):
        yield "the first code cell is not tagged setup"
    closing = [text for level, text in page.headings if level == 2][-len(CLOSING):]
    if closing != CLOSING:
        yield f"the page ends with the sections {closing}, not {CLOSING}"


@rule
def no_stray_bold(page):
    """Bold next to full-width punctuation prints its asterisks."""
    for token in page.paragraphs:
        text = plain(token)
        if "**" in text:
            yield f"asterisks are printed: {_around(text, text.index('**'))!r}"


@rule
def spaces_between_scripts(page):
    """A half-width space between Chinese and Latin letters or digits."""
    words = [plain(token) for token in page.paragraphs]
    for cell in page.code:
        mystnb = cell.metadata.get("mystnb", {})
        for text in (mystnb.get("figure", {}).get("caption", ""), mystnb.get("image", {}).get("alt", "")):
            words.append(re.sub(r"\$[^$]*\$|`[^`]*`|\{[\w:]+\}", HOLE, text))
    words += [argument for _, argument, _, _ in page.directives if not argument.startswith("ex-")]
    for text in words:
        text = re.sub(r"\$[^$]*\$|`[^`]*`", HOLE, text)
        for found in re.finditer(f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9%][{HAN}]", text):
            yield f"no space between the scripts: {_around(text, found.start())!r}"


@rule
def one_line_a_paragraph(page):
    """A line break inside a Chinese paragraph becomes a space."""
    for token in page.paragraphs:
        if any(child.type == "softbreak" for child in token.children or []):
            text = plain(token)
            yield f"a paragraph is broken into lines: {_around(text, text.index(chr(10)))!r}"


@rule
def numbers_in_words_are_kept(page):
    """三倍, 四成, 两个百分点: a check's name says it, or the cell's metadata lists it as given (set, cited, arithmetic)."""
    checked = "\n".join(c.source for c in page.code if "checks" in tags(c))
    for cell in page.markdown:
        given = cell.metadata.get("largemodels", {}).get("given", [])
        said = {match[0] for token in inlines(cell.source) for match in SPOKEN.finditer(plain(token))}
        for words in sorted(said):
            if words not in checked and words not in given:
                yield f"{_where(cell)} says {words!r}: measured, name it in a check; else list it in largemodels.given"
        for words in sorted(set(given) - said):
            yield f"{_where(cell)} lists {words!r} as given and does not say it"


def _around(text, i):
    return text[max(0, i - 12) : i + 14].replace(HOLE, "□")
