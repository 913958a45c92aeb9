"""Portable renditions of the notebooks: ``python -m web.portable [OUT]``, by default ``_build/portable``.

Each chapters/**/*.ipynb is written to the same path under OUT with plain Markdown, its stored outputs, and a first cell
that installs what is missing: the package from the repository that the environment names (LARGEMODELS_REPOSITORY, or
GITHUB_REPOSITORY), else from this checkout. OUT is what the branch for Binder and Colab holds.
"""

import argparse
import ast
import functools
import json
import re
import shutil
import sys
from collections import Counter
from pathlib import Path, PurePosixPath

import tomllib
import yaml

from web.portable_markdown import EQUATION, TARGET, Converter, Names
from web.sphinx.launch import repository

ROOT = Path(__file__).resolve().parents[1]
PIP_NAMES = {"sklearn": "scikit-learn", "skimage": "scikit-image", "PIL": "pillow"}
# A page that imports the one needs the others too.
BRINGS = {"keras": ("tensorflow",)}
FIRST_CELL = """\
# 安装这一页缺少的软件包；都已装好时什么也不做。
import importlib.util
import subprocess
import sys

needs = {needs}
missing = [package for module, package in needs.items() if importlib.util.find_spec(module) is None]
if missing:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *missing], check=True)
    importlib.invalidate_caches()"""

# The first cell of a notebook downloaded from a site that knows no repository to install from.
NO_PACKAGE = """\
# 这一页用到本书的软件包 largemodels。
import importlib.util

if importlib.util.find_spec("largemodels") is None:
    raise ModuleNotFoundError("没有 largemodels：下载本书的文件夹，在那里运行 make lab，再打开这一页。")"""


def load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def source(cell: dict) -> str:
    return "".join(cell["source"])


EXERCISE = re.compile(r"^:{3,}\{exercise\}[ \t]*(.*)\n(?::[\w-]+:.*\n)*?:label:[ \t]*(\S+)", re.MULTILINE)


def book_pages(root: Path) -> dict[str, str]:
    """Page path -> number (``4.3``, or an empty string), in the order of the contents."""
    return {page: shown for page, (shown, _) in _numbers(root).items()}


def _numbers(root: Path) -> dict[str, tuple[str, str]]:
    """Page path -> (its number, the number its figures count under).

    A page below the numbered levels has no number of its own; its figures go on counting where its parent's end.
    """
    pages: dict[str, tuple[str, str]] = {}
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))

    def walk(entries, parent, levels):
        for k, entry in enumerate(entries, start=1):
            shown = ".".join(filter(None, (parent, str(k)))) if levels > 0 else ""
            for suffix in ("", ".ipynb", ".md"):
                if (root / (entry["file"] + suffix)).is_file():
                    pages[entry["file"] + suffix] = shown, shown or parent
            walk(entry.get("sections", []), shown or parent, levels - 1)

    walk([{"file": toc["root"]}], "", 0)
    for part in toc["parts"]:
        walk(part["chapters"], "", int(part.get("numbered", 0)))
    return pages


def resolve(page: str, target: str) -> str:
    """The path within the book of a target written on a page."""
    parts: list[str] = []
    for part in (PurePosixPath(page).parent / target).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def collect(root: Path) -> Names:
    """Number the figures, formulas and exercises of the book as the site does, and note what is pasted and cited."""
    names = Names()
    counts = Counter()
    for page, (shown, under) in _numbers(root).items():
        path = root / page
        whole = {"cell_type": "markdown", "source": path.read_text(encoding="utf-8")}
        if not under:  # what is not numbered counts for itself
            counts.clear()
        cells = load(path)["cells"] if path.suffix == ".ipynb" else [whole]
        _collect_page(names, page, shown, under, cells, counts)
    names.cited = citations(root / "references.bib")
    return names


def _collect_page(names, page, number, under, cells, counts):
    chapter = number.isdigit()  # the sections of a chapter's own page are numbered, those of other pages are not
    section = 0

    def count(kind, label):
        prefix = f"{under}.{section}" if section else under
        counts[kind, prefix] += 1
        text = ".".join(filter(None, (prefix, str(counts[kind, prefix]))))
        names.numbers[label] = f"{kind} {text}" if kind else f"({text})"

    for cell in cells:
        text = source(cell)
        if cell["cell_type"] == "markdown":
            _collect_headings(names, page, number, text)
            for part in re.split(r"^(?=## )", text, flags=re.MULTILINE):
                section += chapter and part.startswith("## ")
                for match in EQUATION.finditer(part):
                    count("", match["label"])
                for match in EXERCISE.finditer(part):
                    count("练习", match[2])
                    names.titles[match[2]] = match[1]
            continue
        if label := figure(cell).get("name"):
            count("图", label)
        for output in cell.get("outputs", []):
            if record := output.get("metadata", {}).get("scrapbook"):
                value = next(iter(output["data"].values()))
                names.pasted[page, record["name"]] = "".join(value).strip("'\"")


def _collect_headings(names, page, number, text):
    target = None
    for line in text.split("\n"):
        if match := TARGET.match(line):
            target = match["label"]
        elif match := re.match(r"#{1,6}[ \t]+(.*)", line):
            names.titles.setdefault(page, f"{number} {match[1]}".strip())
            if target:
                names.titles[target] = match[1]
            target = None


def figure(cell: dict) -> dict:
    return cell.get("metadata", {}).get("mystnb", {}).get("figure", {})


def citations(bibliography: Path) -> dict[str, tuple[str, str]]:
    """Key -> (authors in short, year)."""
    short = {}
    for key, entry in _entries(bibliography).items():
        people = [" ".join(person.prelast_names + person.last_names).strip("{}") for person in entry.persons.get("author", [])]
        authors = people[0] + " 等" if len(people) > 2 else " 和 ".join(people)
        short[key] = (authors, entry.fields.get("year", ""))
    return short


@functools.cache
def _entries(bibliography):
    from pybtex.database import parse_file

    return parse_file(str(bibliography), bib_format="bibtex").entries


def reference_list(bibliography: Path, keys) -> str:
    """The works cited on a page, one a line."""
    from pybtex.backends.markdown import Backend
    from pybtex.style.formatting.unsrt import Style

    entries = _entries(bibliography)
    formatted = Style().format_entries([entries[key] for key in keys])
    return "\n".join("- " + " ".join(entry.text.render(Backend()).split()) for entry in formatted)


def needs(code: str, root: Path, package: str) -> dict[str, str]:
    """Module -> what pip is asked for, in the first cell of a page with this code."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [*project["dependencies"], *(entry for extra in project["optional-dependencies"].values() for entry in extra)]
    wanted = {re.split(r"[<>=!~\[; ]", entry)[0]: entry for entry in listed}
    modules = imported(code, root / "code")
    for module, brought in BRINGS.items():
        if module in modules:
            modules |= dict.fromkeys(brought)
    found = {"largemodels": package}
    for module in modules:
        if module not in found and (name := PIP_NAMES.get(module, module)) in wanted:
            found[module] = wanted[name]
    return found


def imported(code: str, source_root: Path) -> dict[str, None]:
    """The packages that code imports, also through the modules of ours that it imports.

    Of such a module counts what it imports at its top, and within the functions and classes taken from it.
    """
    found: dict[str, None] = {}
    waiting, seen = [(ast.parse(code), "")], set()
    while waiting:
        tree, inside = waiting.pop()
        for node in ast.walk(tree):
            for module, names in _imports(node, inside):
                if module.split(".")[0] != "largemodels":
                    found[module.split(".")[0]] = None
                    continue
                for path, part in _sources(module, names, source_root):
                    if (path, part) not in seen:
                        seen.add((path, part))
                        waiting.append((_part(path, part), path.relative_to(source_root).with_suffix("").as_posix()))
    return found


def _imports(node, inside):
    """Yield (absolute module, names taken from it) for an import statement; `inside` is the module it stands in."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, ()
    elif isinstance(node, ast.ImportFrom):
        base = inside.split("/")
        package = base[: len(base) - node.level] if node.level else []
        yield ".".join([*package, *filter(None, [node.module])]), tuple(alias.name for alias in node.names)


def _sources(module, names, source_root):
    """Yield (file, name) for what ``from module import names`` reads; None is the file's top level, * is all of it."""
    place = source_root / module.replace(".", "/")
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    if path.is_file():
        yield path, None
        for name in names:
            inner = place / f"{name}.py"
            # A module taken whole: the page calls what it likes of it.
            yield (inner, "*") if inner.is_file() else (path, name)


def _part(path, name):
    """Of a file: all; its top level without the bodies in it; or what it says of a name: its body, or whence it comes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = (ast.FunctionDef, ast.ClassDef)
    if name == "*":
        return tree
    if name is not None:
        kept = [node for node in tree.body if isinstance(node, bodies) and node.name == name]
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
                kept.append(ast.ImportFrom(node.module, [ast.alias(name)], node.level))
        return ast.Module(kept, [])
    kept = [node for node in tree.body if not isinstance(node, bodies)]
    if path.name == "__init__.py":  # importing a room runs the top of its modules, not what each name in it does
        for node in kept:
            if isinstance(node, ast.ImportFrom) and node.module:
                node.names = []
    return ast.Module(kept, [])


def checkers(code: str, root: Path) -> str:
    """The source of the checkers that a page calls: what they import, the page needs."""
    labels = set(re.findall(r"""exercises\.check\(\s*["']([\w-]+)["']""", code))
    found = []
    for path in sorted((root / "code/largemodels/exercises").glob("page_*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            decorators = getattr(node, "decorator_list", [])
            if any(isinstance(part, ast.Constant) and part.value in labels for call in decorators for part in ast.walk(call)):
                found.append(ast.get_source_segment(text, node))
    return "\n".join(found)


def convert(page: str, names: Names, root: Path, package: str | None) -> dict:
    """The portable notebook of one page.

    Its first cell installs `package`; where that is empty it says what is missing; where it is None there is no such cell.
    """
    notebook = load(root / page)
    converter = Converter(names, page, resolve)
    cells, code = [], "\n".join(source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code")
    code = f"{code}\n{checkers(code, root)}"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cells.append(cell | {"source": converter.convert(source(cell))})
            continue
        cells.append(_fold(cell))
        if caption := figure(cell).get("caption"):
            number = names.numbers.get(figure(cell).get("name"), "")
            text = f"**{number}**　{converter.convert(caption)}" if number else converter.convert(caption)
            cells.append(_markdown(f"{cell['id']}-caption", text))
    if converter.used:
        listing = reference_list(root / "references.bib", converter.used)
        cells.append(_markdown("references", f"## 参考文献\n\n{listing}"))
    if package is not None:
        cells.insert(0, _install(needs(code, root, package)) if package else _first(NO_PACKAGE))
    return notebook | {"cells": cells}


def _install(wanted: dict[str, str]) -> dict:
    """The first cell, which installs what is missing."""
    lines = ",\n".join(f"    {json.dumps(module)}: {json.dumps(name)}" for module, name in wanted.items())
    source = FIRST_CELL.format(needs=f"{{\n{lines},\n}}")
    return _first(source)


def _first(source: str) -> dict:
    return {"cell_type": "code", "id": "install", "metadata": {}, "execution_count": None, "outputs": [], "source": source}


def published() -> str:
    """What the first cell installs from the repository that the environment names; empty if it names none."""
    slug = repository()
    return f"largemodels @ git+https://github.com/{slug}" if slug else ""


def _fold(cell: dict) -> dict:
    """Close in JupyterLab what the site folds or does not show."""
    tags = set(cell["metadata"].get("tags", []))
    folded = {"source_hidden": True} if tags & {"setup", "checks", "hide-input", "hide-cell"} else {}
    folded |= {"outputs_hidden": True} if tags & {"checks", "hide-cell"} else {}
    return cell | {"metadata": cell["metadata"] | {"jupyter": folded}} if folded else cell


def _markdown(identifier, text):
    return {"cell_type": "markdown", "id": identifier[:64], "metadata": {}, "source": text}


def write(out: Path, root: Path = ROOT, package: str | None = None, *, install: bool = True) -> list[Path]:
    """Write the renditions of all notebooks of the book, and what Binder needs; returns the notebooks' paths.

    Without `install` they have no first cell that installs: for a place where all is there, such as ``make lab``.
    """
    slug = repository()
    if install:
        package = package or published() or str(root)
    names = collect(root)
    shutil.rmtree(out, ignore_errors=True)
    written = []
    for page in book_pages(root):
        if page.endswith(".ipynb"):
            target = out / page
            target.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(convert(page, names, root, package), ensure_ascii=False, indent=1)
            target.write_text(text + "\n", encoding="utf-8")
            written.append(target)
    lock = (root / "requirements.txt").read_text(encoding="utf-8")
    index = "--extra-index-url https://download.pytorch.org/whl/cpu\n"
    (out / "requirements.txt").write_text(index + lock + (f"{package}\n" if slug and install else ""), encoding="utf-8")
    (out / "runtime.txt").write_text("python-3.11\n", encoding="utf-8")
    return written


def main(argv=None) -> int:
    parser = argparse.ArgumentParser(prog="python -m web.portable", description="Write the notebooks for Binder and Colab.")
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "_build" / "portable")
    args = parser.parse_args(argv)
    written = write(args.out)
    where = f"https://github.com/{repository()}" if repository() else f"{ROOT} (LARGEMODELS_REPOSITORY is not set)"
    print(f"{len(written)} notebooks in {args.out}; their first cells install the package from {where}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
