"""Each rule of the lint catches what it is for, and lets a good page pass."""

import base64

import nbformat.v4 as v4
import pytest

from tests.notebooks.page import Page
from tests.notebooks.rules import RULES

TOP = """# 案例分析
:::{admonition} 先修
:class: prerequisites
[](4-1-model.ipynb)
:::
:::{admonition} 学习目标
:class: objectives
- 会用 NumPy 写前向传播。
:::
为什么一层不够？见 {numref}`fig-points` 和 $x_1$，用 `np` 画。
::::{admonition} 先猜一猜
:class: guess
:::{note}
猜**一个**数，约 {glue:text}`n` 次。
:::
::::
"""
MIDDLE = ":::{admonition} 动手改一改\n:class: try-it\n把 `eta` 改成 1。\n:::"
END = """## 小结
$$
a = b
$$ (eq-a)

## 练习
:::{exercise} 偏置
:label: ex-4-9-bias
写出来。
:::
## 延伸阅读
- 原始论文 {cite:p}`rumelhart1986learning`：第一次讲清楚。
"""
FIGURE = {"mystnb": {"figure": {"caption": "四个点与 XOR", "name": "fig-points"}, "image": {"alt": "四个点"}}}


def out(text):
    return v4.new_output("display_data", data={"text/plain": text})


def png():
    return v4.new_output("display_data", data={"image/png": base64.b64encode(b"png").decode()})


def code(source, outputs=(), metadata=None):
    return v4.new_code_cell(source, outputs=list(outputs), metadata=metadata or {})


def good():
    """Return a page without a fault."""
    cells = [
        v4.new_markdown_cell(TOP),
        code("import numpy as np", metadata={"tags": ["setup"]}),
        code("plot()", [png(), out("<Figure>")], FIGURE),
        v4.new_markdown_cell(MIDDLE),
        code("train()", [out("0.53 s")], {"tags": ["nbval-ignore-output"]}),
        code("check('准确率', acc, at_least=0.9)", [out("✓ 准确率（要求 ≥ 0.9）")], {"tags": ["checks"]}),
        *(code(f"print({k})", [v4.new_output("stream", name="stdout", text=f"{k}\n")]) for k in range(6)),
        v4.new_markdown_cell(END),
    ]
    kernel = {"name": "python3", "display_name": "Python 3"}
    nb = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    for count, cell in enumerate((c for c in cells if c.cell_type == "code"), 1):
        cell.execution_count = count
    return nb


def broken_rules(nb):
    return {rule.__name__ for rule in RULES if list(rule(Page(nb)))}


def test_a_good_page_passes():
    assert [m for rule in RULES for m in rule(Page(good()))] == []


ERROR = v4.new_output("error", ename="ValueError", evalue="", traceback=[])


def in_text(text):
    def plant(nb):
        nb.cells[3].source += "\n\n" + text

    return plant


def in_output(text):
    def plant(nb):
        nb.cells[5].outputs.append(out(text))

    return plant


def put(path, value):
    """Return a fault that sets one thing deep inside the notebook."""

    def plant(nb):
        *way, last = path
        for key in way:
            nb = nb[key]
        nb[last] = value

    return plant


def drop(text):
    def plant(nb):
        for cell in nb.cells:
            cell.source = cell.source.replace(text, "")

    return plant


FAULTS = [
    ("executed_in_order", put(["cells", 2, "execution_count"], 9)),
    ("executed_in_order", put(["cells", 2, "source"], " ")),
    ("no_errors_or_stderr", lambda nb: nb.cells[5].outputs.append(ERROR)),
    ("no_errors_or_stderr", lambda nb: nb.cells[5].outputs.append(v4.new_output("stream", name="stderr", text="W"))),
    ("whole_streams", lambda nb: nb.cells[6].outputs.append(nb.cells[6].outputs[0])),
    ("known_tags", put(["cells", 5, "metadata", "tags"], ["nbval-skip"])),
    ("known_tags", put(["cells", 5, "source"], "# NBVAL_IGNORE_OUTPUT\nf()")),
    ("ignored_outputs_are_guarded", put(["cells", 5, "source"], "print(1)")),
    ("ignored_outputs_are_guarded", put(["cells", 5, "source"], "exercises.check('ex-4-3-a', f)")),
    ("ignored_outputs_are_guarded", put(["cells", 2, "metadata", "tags"], ["nbval-ignore-output"])),
    ("checks_are_the_tests", put(["cells", 5, "metadata", "tags"], [])),
    ("checks_are_the_tests", put(["cells", 6, "source"], "glue('a', '1')")),
    ("checks_are_the_tests", put(["cells", 6, "source"], "claim = Claim('4.3', '可以', '成立')")),
    ("checks_are_the_tests", put(["cells", 6, "metadata", "tags"], ["checks"])),
    ("checks_are_the_tests", lambda nb: nb.cells[5].outputs.append(png())),
    ("what_is_shown_stands_alone", lambda nb: (
        put(["cells", 5, "source"], "score = 0.9\ncheck('准确率', score, at_least=0.9)")(nb),
        put(["cells", 6, "source"], "print(score)")(nb))),
    ("nothing_is_cut_off", put(["cells", 6, "source"], "x = " + "1 + " * 20 + "1")),
    ("nothing_is_cut_off", put(["cells", 6, "source"], "# " + "长" * 40)),
    ("nothing_is_cut_off", put(["cells", 6, "outputs", 0, "text"], "长" * 41)),
    ("no_failed_check", in_output("✗ 准确率：0.1（要求 ≥ 0.9）")),
    ("no_failed_check", put(["cells", 5, "outputs", 0, "metadata"], {"largemodels": {"passed": False}})),
    ("figures_have_words", put(["cells", 2, "metadata"], {})),
    ("figures_have_words", put(["cells", 2, "metadata", "mystnb", "image", "alt"], "points")),
    ("figures_have_words", put(["cells", 2, "metadata", "mystnb", "figure", "caption"], "")),
    ("figures_have_words", put(["cells", 2, "metadata", "mystnb", "figure", "name"], "points")),
    ("figures_have_words", lambda nb: nb.cells[2].outputs.append(png())),
    ("no_long_cells", put(["cells", 6, "source"], "x = 1\n" * 40)),
    ("no_trailing_semicolon", put(["cells", 6, "source"], "plot();")),
    ("no_times", in_output("训练用了 12.3 s")),
    ("no_times", in_output("训练用了 12 秒")),
    ("no_traces_of_a_machine", in_output("saved to /home/ann/x.png")),
    ("no_traces_of_a_machine", put(["cells", 6, "source"], "open('C:\\\\data')")),
    ("no_traces_of_a_machine", in_output("<object object at 0x7f2105e4e340>")),
    ("no_widgets", put(["cells", 5, "outputs", 0, "data"], {"application/vnd.jupyter.widget-view+json": {}})),
    ("clean_metadata", put(["metadata", "widgets"], {})),
    ("clean_metadata", put(["metadata", "language_info", "version"], "3.11.7")),
    ("clean_metadata", put(["cells", 5, "metadata", "execution"], {})),
    ("clean_metadata", lambda nb: nb.cells[5].update(id=nb.cells[6].id)),
    ("has_its_parts", drop("# 案例分析\n")),
    ("has_its_parts", put(["cells", 3, "source"], MIDDLE + "\n\n# 又一个")),
    ("has_its_parts", lambda nb: nb.cells[0].update(source=TOP.replace("# 案例", "# 4.3 案例"))),
    *(("has_its_parts", drop(f":class: {kind}\n")) for kind in ("prerequisites", "objectives", "guess", "try-it")),
    ("has_its_parts", put(["cells", 1, "metadata"], {})),
    *(("has_its_parts", drop(f"## {part}\n")) for part in ("小结", "练习", "延伸阅读")),
    ("no_stray_bold", in_text("这叫**“注意力”**是关键")),
    ("no_stray_bold", in_text(":::{note}\n这叫**“注意力”**是关键\n:::")),
    ("spaces_between_scripts", in_text("这是XOR问题")),
    ("spaces_between_scripts", in_text("共 100个种子")),
    ("spaces_between_scripts", in_text("准确率 97%以上")),
    ("spaces_between_scripts", in_text("- 这是**XOR** 问题")),
    ("spaces_between_scripts", in_text(":::{admonition} 关于XOR\n好。\n:::")),
    ("spaces_between_scripts", put(["cells", 2, "metadata", "mystnb", "figure", "caption"], "四个XOR点")),
    ("one_line_a_paragraph", in_text("一个段落\n断成两行")),
    ("numbers_in_words_are_kept", in_text("误差约低一百倍。")),
    ("numbers_in_words_are_kept", in_text(":::{note}\n多了四成，高两个百分点。\n:::")),
    ("numbers_in_words_are_kept", in_text("只剩五分之一。")),
    ("numbers_in_words_are_kept", put(["cells", 3, "metadata"], {"largemodels": {"given": ["十倍"]}})),
    ("one_line_a_paragraph", in_text(":::{note}\n:class: tip\n一个段落\n断成两行\n:::")),
]


@pytest.mark.parametrize(("rule", "plant"), FAULTS)
def test_a_planted_fault_is_caught(rule, plant):
    nb = good()
    plant(nb)
    assert rule in broken_rules(nb)


def test_every_rule_has_a_planted_fault():
    assert {rule for rule, _ in FAULTS} == {rule.__name__ for rule in RULES}


def test_a_number_in_words_stands_in_a_check_or_is_given():
    nb = good()
    in_text("误差低一百倍，图片多十倍。")(nb)
    nb.cells[5].source = "check('误差低一百倍', ratio, between=(80, 120))"
    assert broken_rules(nb) == {"numbers_in_words_are_kept"}
    nb.cells[3].metadata["largemodels"] = {"given": ["十倍"]}
    assert broken_rules(nb) == set()


@pytest.mark.parametrize(
    "text",
    ["**反向传播**是链式法则", "`x`的值、$y$的值", "[NumPy](https://numpy.org)很快", "见 {cite:p}`a`。", "$$\na\n$$"],
)
def test_what_is_not_a_fault_passes(text):
    nb = good()
    in_text(text)(nb)
    assert broken_rules(nb) == set()
