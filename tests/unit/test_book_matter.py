"""The matter around the pages: glossary, bibliography, chapter openings, citation."""

import json
import re
from pathlib import Path

import pytest
import yaml
from pybtex.database import parse_file

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = {
    "01-background": "背景介绍",
    "02-concepts": "核心概念与联系",
    "03-algorithms": "核心算法原理与具体操作步骤",
    "04-mathematics": "数学模型和公式：详细讲解与举例说明",
    "05-practice": "项目实践：代码实例和详细解释说明",
    "06-applications": "实际应用场景",
    "07-resources": "工具和资源推荐",
    "08-outlook": "总结：未来发展趋势与挑战",
    "09-faq": "附录：常见问题与解答",
}
GLOSSARY = (ROOT / "chapters" / "appendix" / "glossary.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^([^\s:#].*)\n    (.+)$", GLOSSARY, re.MULTILINE)


def test_glossary_has_the_terms_of_the_book():
    names = {term.split(" (")[0] for term, _ in ENTRIES}
    assert len(ENTRIES) >= 120
    assert {
        "反向传播", "损失函数", "梯度", "学习率", "激活函数", "隐藏层", "权重", "偏置", "批", "轮", "步", "过拟合",
        "泛化", "交叉熵", "早停", "权重衰减", "随机失活", "卷积", "池化", "校准", "混淆矩阵", "对数几率", "前向传播",
        "链式法则", "学习率调度", "数据增强", "标签平滑", "梯度消失", "大模型", "注意力", "Transformer", "token",
    } <= names


def test_each_glossary_term_stands_once():
    for parts in zip(*(re.fullmatch(r"(.+?)(?: \((.+)\))?", term).groups() for term, _ in ENTRIES), strict=True):
        present = [part for part in parts if part]
        assert not {part for part in present if present.count(part) > 1}


@pytest.mark.parametrize(("term", "definition"), ENTRIES, ids=[term for term, _ in ENTRIES])
def test_glossary_entry_has_the_regular_form(term, definition):
    chinese = re.search(r"[\u4e00-\u9fff]", term)
    assert re.fullmatch(r"[^()（）]+ \([^()]+\)" if chinese else r"[^()（）]+", term)
    assert definition.endswith("。")
    assert definition.count("。") == 1 + ("见[](" in definition)
    assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", definition)


def test_bibliography_has_each_work_once():
    entries = parse_file(ROOT / "references.bib").entries  # a repeated key is an error of the parser
    titles = [re.sub(r"[^a-z0-9]", "", entry.fields["title"].lower()) for entry in entries.values()]
    assert not {title for title in titles if titles.count(title) > 1}


def test_every_citation_is_in_the_bibliography():
    keys = set(parse_file(ROOT / "references.bib").entries)
    for page in [*ROOT.glob("chapters/**/*.md"), *ROOT.glob("chapters/**/[!.]*.ipynb")]:
        for group in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", page.read_text(encoding="utf-8")):
            assert {key.strip() for key in group.split(",")} <= keys, page


@pytest.mark.parametrize(("folder", "title"), CHAPTERS.items())
def test_chapter_opens_with_the_heading_of_the_article(folder, title):
    page = ROOT / "chapters" / folder / "index.ipynb"  # a chapter of one page
    if page.is_file():
        text = "".join(json.loads(page.read_text(encoding="utf-8"))["cells"][0]["source"])
    else:
        text = page.with_suffix(".md").read_text(encoding="utf-8")
    assert text.startswith(f"# {title}\n")
    # A chapter without a page says so, there and on the front page; one with a page does not.
    empty = not any((ROOT / "chapters" / folder).glob("[!.]*.ipynb"))
    assert (":::{admonition} 编写中" in text) is empty
    card = re.search(rf":link: chapters/{folder}/index\n.*?::::\n", (ROOT / "index.md").read_text("utf-8"), re.DOTALL)
    assert ("编写中" in card[0]) is empty


def test_citation_names_the_book_and_its_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["version"] == version
    front = (ROOT / "index.md").read_text(encoding="utf-8")
    assert f"# {citation['title']}\n" in front
    assert f"版本 {version}" in front
