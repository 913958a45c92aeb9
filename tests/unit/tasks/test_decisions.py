"""The decision table of page 3.4: queries, their errors, and every row's example against baseline and untrained net."""

import re
import subprocess
import sys
from pathlib import Path
from statistics import mean

import pytest

from largemodels.tasks.decisions import DECISIONS, WORDS, matching, progress, recommend


@pytest.mark.parametrize("row", DECISIONS, ids=lambda row: row.example.__name__)
def test_example_comes_half_way_to_perfect_and_the_untrained_net_does_not(row):
    trained = [progress(*row.example(seed)) for seed in range(3)]
    untrained = [progress(*row.example(seed, steps=0)) for seed in range(3)]
    assert all(isinstance(value, float) for value in row.example(0))
    assert min(trained) >= 0.5
    assert mean(untrained) <= 0.35 and min(a - b for a, b in zip(trained, untrained, strict=True)) >= 0.4


def test_progress_is_0_at_the_baseline_and_1_at_the_best():
    assert [progress(score, 0.25) for score in (0.25, 1.0, 0.0)] == pytest.approx([0, 1, -1 / 3])
    assert [progress(score, -2.0) for score in (-2.0, 0.0, -3.0)] == pytest.approx([0, 1, -0.5])


def test_example_leaves_the_generator_of_torch_alone():
    torch = pytest.importorskip("torch")
    before = torch.random.get_rng_state()
    DECISIONS[0].example(5)
    assert torch.equal(before, torch.random.get_rng_state())


def test_rows_are_complete_and_each_has_its_own_task_and_example():
    assert all(text.strip() for row in DECISIONS for text in row[:7])
    assert len({row.task for row in DECISIONS}) == len({row.example for row in DECISIONS}) == len(DECISIONS)


def test_queries():
    assert matching() == list(DECISIONS)
    assert [row.example.__name__ for row in matching("多标签")] == ["multi_label"]
    assert matching(task="Multi-Label") == matching("多标签")
    assert {row.data for row in matching(data="speech")} == {"语音 / speech"}


def test_errors_name_what_is_known():
    with pytest.raises(ValueError, match="known: .*回归 / regression"):
        matching(task="fortune-telling")
    with pytest.raises(ValueError, match="known: .*图像 / image"):
        matching(data="smell")
    with pytest.raises(ValueError, match="with that data there are: 语音识别"):
        matching(task="回归", data="语音")
    with pytest.raises(ValueError, match="unknown task"):
        matching(task=" ")
    with pytest.raises(TypeError, match="task must be text or None, got int"):
        matching(task=3)


def test_recommend_prints_a_table_and_its_rarer_words(capsys):
    recommend(task="语音识别")
    table, words = capsys.readouterr().out.strip().split("\n\n")
    lines = table.split("\n")
    assert len(lines) == 3 and "CTC" in lines[2] and {line.count("|") for line in lines} == {8}
    assert "CTC：" in words and "mAP：" not in words


def test_every_abbreviation_of_the_table_is_explained_and_every_explanation_used():
    shown = " ".join(cell for row in DECISIONS for cell in row[2:6])
    found = set(re.findall(r"[A-Za-z][A-Za-z0-9-]+", shown)) - {"softmax", "Transformer", "log", "L1", "WER"}
    assert found <= set(WORDS)
    assert all(word in shown for word in WORDS)


def test_the_pages_that_the_table_links_to_are_there(capsys):
    recommend()
    chapter = Path(__file__).resolve().parents[3] / "chapters/03-algorithms"
    links = re.findall(r"\]\((.*?)\)", capsys.readouterr().out)
    assert len(links) == len(DECISIONS)
    assert all((chapter / link).is_file() for link in links)


def test_importing_the_table_does_not_import_torch():
    code = "import sys, largemodels.tasks.decisions; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
