"""The renditions for Binder and Colab: no MyST is left, numbers agree with the site, code and outputs are the pages' own."""

import json
import re

import pytest

from tests.web.site import ROOT, SITE, document
from web import portable
from web.portable_markdown import Converter, Names, UnknownMarkup

NOTEBOOKS = [page for page in portable.book_pages(ROOT) if page.endswith(".ipynb")]
MYST = {
    "a directive or fence with colons": re.compile(r"^\s*(?:>\s*)*(?::{3,}|`{3,}\{)", re.MULTILINE),
    "a role": re.compile(r"\{[a-z][\w:-]*\}`"),
    "an option": re.compile(r"^:[a-z-]+:", re.MULTILINE),
    "a target": re.compile(r"^\([\w:-]+\)=", re.MULTILINE),
    "a formula's label": re.compile(r"\$\$[ \t]*\([a-z][\w:]*-[\w:-]+\)"),
    "a link without text": re.compile(r"(?<!!)\[\]\("),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("portable")
    portable.write(out)
    return out


@pytest.fixture(scope="module")
def names():
    return portable.collect(ROOT)


def cells(path, kind):
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_no_myst_is_left(written, page):
    text = "\n\n".join(portable.source(cell) for cell in cells(written / page, "markdown"))
    without_code = re.sub(r"^```(?!\{).*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    found = {what: text[m.start() : m.end() + 60] for what, shape in MYST.items() if (m := shape.search(without_code))}
    assert not found


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_code_and_outputs_are_kept(written, page):
    first, *rest = cells(written / page, "code")
    assert "pip" in portable.source(first)
    original = cells(ROOT / page, "code")
    for copy, cell in zip(rest, original, strict=True):
        assert (portable.source(copy), copy["outputs"]) == (portable.source(cell), cell["outputs"])
        closed = copy["metadata"].pop("jupyter", {})
        assert copy["metadata"] == cell["metadata"]
        assert closed.get("outputs_hidden", False) == bool({"checks", "hide-cell"} & set(cell["metadata"].get("tags", [])))


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_numbers_are_those_of_the_site(names, page):
    if not (SITE / page).with_suffix(".html").is_file():
        pytest.fail("run `make site` first")
    html = document(page.replace(".ipynb", ".html"))
    figures = {caption.find_parent("figure")["id"]: caption.text.strip() for caption in html.select("figure .caption-number")}
    assert figures.items() <= names.numbers.items()
    for title in html.select("div.exercise > .admonition-title .caption-number"):
        label = title.find_parent("div", class_="exercise")["id"]
        assert names.numbers[label].split() == title.text.split()


@pytest.fixture
def converter():
    names = Names(
        numbers={"fig-a": "图 4.3.1", "eq-a": "(4.3.2)", "ex-a": "练习 4.3.3"},
        titles={"b.ipynb": "4.1 标题"},
        pasted={("a.ipynb", "acc"): "99.1 %", ("b.ipynb", "n"): "7"},
        cited={"x2020": ("张三 等", "2020")},
    )
    return Converter(names, "a.ipynb", portable.resolve)


@pytest.mark.parametrize(
    ("myst", "plain"),
    [
        ("准确率 {glue:text}`acc`，{glue:text}`b.ipynb::n` 次", "准确率 99.1 %，7 次"),
        ("见 {numref}`fig-a` 与 {eq}`eq-a`", "见 图 4.3.1 与 (4.3.2)"),
        ("[](b.ipynb) 与 [原题](b.ipynb)", "[4.1 标题](b.ipynb) 与 [原题](b.ipynb)"),
        ("{cite:p}`x2020`，{cite:t}`x2020`", "（张三 等, 2020），张三 等 (2020)"),
        ("$$ a $$ (eq-a)", r"$$ a \tag{4.3.2}$$"),
        (":::{admonition} 先猜\n:class: guess\n一行\n\n二行\n:::", "> **先猜**\n>\n> 一行\n>\n> 二行"),
        (":::{exercise} 名\n:label: ex-a\n题\n:::", "**练习 4.3.3**　名\n\n题"),
        ("::::{solution} ex-a\n:class: dropdown\n:::{note}\n里\n:::\n::::",
         "<details>\n<summary>解答：练习 4.3.3</summary>\n\n> **注意**\n>\n> 里\n\n</details>"),
        ("```python\nx = '{glue}`no`'  # [](y)\n```", "```python\nx = '{glue}`no`'  # [](y)\n```"),
        ("代码 `[](b.ipynb)` 与 $[a](b)$", "代码 `[](b.ipynb)` 与 $[a](b)$"),
        ("(anchor)=\n## 节", "## 节"),
    ],
)  # fmt: skip
def test_conversion(converter, myst, plain):
    assert converter.convert(myst) == plain


@pytest.mark.parametrize("myst", [":::{tab-set}\n:::", "{kbd}`x`", ":::{note}\nnever closed"])
def test_unknown_markup_is_an_error(converter, myst):
    with pytest.raises(UnknownMarkup):
        converter.convert(myst)


def test_first_cell_names_the_repository(monkeypatch, tmp_path):
    monkeypatch.setenv("LARGEMODELS_REPOSITORY", "someone/fork")
    portable.write(tmp_path)
    assert "git+https://github.com/someone/fork" in portable.source(cells(tmp_path / NOTEBOOKS[0], "code")[0])
    assert "someone/fork" in (tmp_path / "requirements.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "packages"),
    [
        ("from largemodels.book import check", set()),
        ("from largemodels.numpy_nn import Adam", set()),
        ("from largemodels.vision.cnn import torch_cnn", {"torch"}),
        ("from largemodels.vision.mlp import keras_mlp", {"keras", "tensorflow"}),
        ("from largemodels.vision.training import train", {"torch"}),
        ("import sklearn.metrics", {"scikit-learn"}),
        ("from largemodels.tasks.four_domains import spectrogram", set()),
        ("from largemodels.tasks import four_domains", {"gymnasium"}),
    ],
)
def test_what_a_page_needs_is_read_from_its_imports(code, packages):
    asked = portable.needs(code, ROOT, "largemodels").values()
    plain = {re.split(r"[<>=]", name)[0] for name in asked}
    assert plain - {"largemodels", "numpy", "matplotlib", "pooch", "safetensors"} == packages
