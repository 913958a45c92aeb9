"""The decision table of page 3.4: queries, their errors, and every row's example against its baseline."""

import subprocess
import sys

import pytest

from largemodels.book.decisions import DECISIONS, matching, recommend


@pytest.mark.parametrize("row", DECISIONS, ids=lambda row: row.example.__name__)
def test_example_beats_its_baseline_for_every_seed(row):
    for seed in range(3):
        score, baseline = row.example(seed)
        assert isinstance(score, float) and isinstance(baseline, float)
        assert score > baseline + 0.25 * abs(baseline)


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


def test_recommend_prints_a_table(capsys):
    recommend(task="语音识别")
    lines = capsys.readouterr().out.strip().split("\n")
    assert len(lines) == 3 and "CTC" in lines[2] and {line.count("|") for line in lines} == {8}


def test_importing_the_table_does_not_import_torch():
    code = "import sys, largemodels.book.decisions; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
