"""A docstring's "Taught on page 4.2" is true: a notebook of that page names the thing, an instance or a subclass."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "code" / "largemodels"
POINTER = re.compile(r"Taught\s+on\s+pages?\s+((?:\d\.\d\s*(?:\([^)]*\))?[\s,and]*)+)")


def page_of(path):
    """Return the number that docstrings give a notebook: 4.3 for 4-3-xor, 1.0 for a chapter of one page."""
    number = re.match(r"(\d)-(\d)", path.name)
    return ".".join(number.groups()) if number else f"{int(path.parent.name[:2])}.0"


def pages():
    """Return {page: all that its notebooks' cells say}."""
    texts = {}
    for path in sorted((ROOT / "chapters").rglob("[!.]*.ipynb")):
        if ".ipynb_checkpoints" not in path.parts:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            texts[page_of(path)] = "\n".join([texts.get(page_of(path), ""), *("".join(c["source"]) for c in cells)])
    return texts


def trees():
    return {p: ast.parse(p.read_text(encoding="utf-8")) for p in sorted(PACKAGE.rglob("*.py"))}


def stand_ins(name, bodies):
    """Return `name` with the public constants that are instances of it, and its subclasses with theirs."""
    names = {name}
    for node in bodies:
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == name for base in node.bases):
            names |= stand_ins(node.name, bodies)
        elif isinstance(node, ast.Assign) and getattr(getattr(node.value, "func", None), "id", "") == name:
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def pointers():
    """Return (place, names that count, pages pointed to) of each docstring that points."""
    found, modules = [], trees()
    bodies = [node for tree in modules.values() for node in tree.body]
    for path, tree in modules.items():
        public = [n for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef) and n.name[0] != "_"]
        for node in [tree, *public]:
            pointer = POINTER.search(ast.get_docstring(node) or "")
            if pointer:
                name = path.stem if node is tree else node.name
                names = stand_ins(name, bodies) | ({n.name for n in public} if node is tree else set())
                place = f"{path.relative_to(PACKAGE).as_posix()}:{name}"
                found.append(pytest.param(names, re.findall(r"\d\.\d", pointer[1]), id=place))
    return found


@pytest.fixture(scope="module")
def texts():
    return pages()


@pytest.mark.parametrize(("names", "pointed"), pointers())
def test_the_page_names_it(texts, names, pointed):
    word = re.compile(rf"\b({'|'.join(names)})\b")
    taught = sorted(page for page, text in texts.items() if word.search(text))
    wrong = [page for page in pointed if page not in taught]
    assert not wrong, f"says page {', '.join(wrong)}; the notebooks that name it are {', '.join(taught) or 'none'}"


def test_there_are_pointers():
    assert len(pointers()) > 50
