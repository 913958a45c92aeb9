"""MyST to plain Markdown, for places that do not read MyST (Colab, GitHub, a bare JupyterLab).

Boxes become quotations, exercises text, solutions ``<details>``; what the site numbers and pastes (figures, formulas,
exercises, measured values, citations) is written out. Anything unknown is an error: a rendition never shows raw MyST.
"""

import re
from dataclasses import dataclass, field

FENCE = re.compile(r"^(?P<fence>:{3,}|`{3,}|~{3,})(?:\{(?P<name>[\w:-]+)\})?[ \t]*(?P<argument>.*)$")
OPTION = re.compile(r"^:(?P<key>[\w-]+):[ \t]*(?P<value>.*)$")
ROLE = re.compile(r"\{(?P<name>[\w:-]+)\}`(?P<text>[^`]+)`")
TITLED = re.compile(r"(?P<title>.+?)\s*<(?P<target>[^<>]+)>")
EQUATION = re.compile(r"\$\$(?P<body>.+?)\$\$[ \t]*\((?P<label>[\w:-]+)\)", re.DOTALL)
TARGET = re.compile(r"^\((?P<label>[\w:-]+)\)=[ \t]*$")
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]\n]*)\]\((?P<target>[^)\s]*)\)")
VERBATIM = re.compile(r"(`+)(?:(?!\1).)+\1|\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)  # code and formulas
BOXES = {
    "admonition": "", "note": "注意", "tip": "提示", "hint": "提示", "important": "重要",
    "warning": "警告", "caution": "小心", "seealso": "参见",
    "prf:theorem": "定理", "prf:lemma": "引理", "prf:proof": "证明", "prf:definition": "定义",
}  # fmt: skip


class UnknownMarkup(ValueError):
    """A directive or role of MyST that has no plain form yet."""


@dataclass
class Names:
    """What labels stand for, over the whole book."""

    numbers: dict[str, str] = field(default_factory=dict)
    """Label -> ``图 4.3.1``, ``(4.3.1)``, ``练习 4.3.2``."""
    titles: dict[str, str] = field(default_factory=dict)
    """Exercise label -> its title; page path -> its numbered title; target -> its heading."""
    pasted: dict[tuple[str, str], str] = field(default_factory=dict)
    """(page path, key) -> the stored text of ``glue``."""
    cited: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Key -> (authors in short, year)."""


class Converter:
    """Turns the Markdown cells of one page; `used` collects the citations in order."""

    def __init__(self, names: Names, page: str, resolve):
        self.names, self.page, self.resolve = names, page, resolve
        self.used: dict[str, None] = {}

    def convert(self, text: str) -> str:
        """Plain Markdown for a cell's MyST."""
        lines = self._lines(text.split("\n"))
        return "\n".join(line for k, line in enumerate(lines) if line or (k and lines[k - 1])).strip("\n")

    def _lines(self, lines: list[str]) -> list[str]:
        done, prose, k = [], [], 0

        def flush():
            if prose:
                done.extend(self._prose("\n".join(prose)).split("\n"))
                prose.clear()

        while k < len(lines):
            match = FENCE.match(lines[k])
            if not match:
                if not TARGET.match(lines[k]) and not lines[k].startswith("% "):
                    prose.append(lines[k])
                k += 1
                continue
            flush()
            end = _end_of_fence(lines, k, match["fence"])
            body = lines[k + 1 : end]
            if match["name"]:
                done += self._directive(match["name"], match["argument"].strip(), body)
            else:
                done += lines[k : end + 1]
            k = end + 1
        flush()
        return done

    def _directive(self, name, argument, body):
        options, body = _options(body)
        if name in BOXES:
            title = self._prose(argument) if name == "admonition" else BOXES[name] + (f"（{argument}）" if argument else "")
            return ["", *_quoted([f"**{title}**", "", *self._lines(body)]), ""]
        if name == "exercise":
            number = self.names.numbers[options["label"]]
            return ["", f"**{number}**" + (f"　{self._prose(argument)}" if argument else ""), "", *self._lines(body), ""]
        if name == "solution":
            summary = f"解答：{self.names.numbers[argument]}"
            return ["", "<details>", f"<summary>{summary}</summary>", "", *self._lines(body), "", "</details>", ""]
        if name == "math":
            return ["", "$$", *body, "$$", ""]
        if name == "mermaid":
            return ["", "```mermaid", *body, "```", ""]
        if name in ("figure", "image"):
            caption = [self._prose(line) for line in body]
            return ["", f"![{options.get('alt', '')}]({argument})", "", *caption, ""]
        raise UnknownMarkup(f"{self.page}: the directive {{{name}}} has no plain form; add one to web/portable_markdown.py")

    def _prose(self, text: str) -> str:
        text = EQUATION.sub(self._equation, text)
        kept: list[str] = []

        def keep(piece: str) -> str:
            kept.append(piece)
            return f"\x00{len(kept) - 1}\x00"

        text = ROLE.sub(lambda match: keep(self._role(match["name"], match["text"])), text)
        text = VERBATIM.sub(lambda match: keep(match[0]), text)
        text = LINK.sub(self._link, text)
        while "\x00" in text:
            text = re.sub("\x00(\\d+)\x00", lambda match: kept[int(match[1])], text)
        return text

    def _equation(self, match):
        number = self.names.numbers[match["label"]].strip("()")
        return f"$${match['body'].rstrip()} \\tag{{{number}}}$$"

    def _role(self, name, text):
        if name.startswith("glue"):
            return self._glue(text)
        if name.startswith("cite"):
            return self._cite(name, text)
        titled = TITLED.fullmatch(text)
        title, target = (titled["title"], titled["target"]) if titled else (None, text)
        if name in ("numref", "eq", "prf:ref"):
            number = self.names.numbers[target]
            return title.replace("%s", number.split()[-1]).replace("{number}", number.split()[-1]) if title else number
        if name == "ref":
            return title or self.names.titles.get(target) or self.names.numbers[target]
        if name == "doc":
            path = self.resolve(self.page, target)
            return f"[{title or self.names.titles[path]}]({target})"
        if name == "term":
            return title or text
        if name == "math":
            return f"${text}$"
        raise UnknownMarkup(f"{self.page}: the role {{{name}}} has no plain form; add one to web/portable_markdown.py")

    def _glue(self, text):
        path, _, key = text.rpartition("::")
        page = self.resolve(self.page, path) if path else self.page
        key, _, spec = key.partition(":")
        if (page, key) not in self.names.pasted:
            raise UnknownMarkup(f"{self.page} pastes {key}, which no cell of {page} has stored: run make notebooks")
        value = self.names.pasted[page, key]
        return format(float(value), spec) if spec else value

    def _cite(self, name, text):
        parts = []
        for key in (key.strip() for key in text.split(",")):
            authors, year = self.names.cited[key]
            self.used[key] = None
            parts.append(f"{authors} ({year})" if name == "cite:t" else f"{authors}, {year}")
        return "；".join(parts) if name == "cite:t" else f"（{'；'.join(parts)}）"

    def _link(self, match):
        text, target = match["text"], match["target"]
        if re.match(r"[a-z]+:|//", target):
            return match[0]
        path, _, anchor = target.partition("#")
        if not path:
            return text or self.names.titles.get(anchor) or self.names.numbers[anchor]
        page = self.resolve(self.page, path)
        text = text or self.names.titles[page]
        return f"[{text}]({path})" if path.endswith(".ipynb") else text  # only notebooks lie beside the rendition


def _end_of_fence(lines, start, fence):
    closing = re.compile(rf"^{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    for k in range(start + 1, len(lines)):
        if closing.match(lines[k]):
            return k
    raise UnknownMarkup(f"a fence is never closed: {lines[start]!r}")


def _options(body):
    options, k = {}, 0
    while k < len(body) and (match := OPTION.match(body[k])):
        options[match["key"]] = match["value"].strip()
        k += 1
    return options, body[k:]


def _quoted(lines):
    return [f"> {line}".rstrip() for line in "\n".join(lines).strip("\n").split("\n")]
