"""tools/execute_notebooks.py stores one clean run, or nothing."""

import nbformat
import nbformat.v4 as v4
import pytest

from tools import execute_notebooks


def write(path, *sources):
    cells = [v4.new_markdown_cell("# 页"), *(v4.new_code_cell(s, metadata={"tags": ["setup"], "execution": {}})
                                            for s in sources)]
    nb = v4.new_notebook(cells=cells, metadata={"widgets": {}, "largemodels": {"accelerator": True}})
    nbformat.write(nb, path)
    return nb


def test_a_run_is_stored_clean(tmp_path):
    path = tmp_path / "a.ipynb"
    before = write(path, "x = 1\nprint(x)", "x + 1")
    execute_notebooks.execute(path)
    after = nbformat.read(path, as_version=4)
    nbformat.validate(after)
    assert [c.id for c in after.cells] == [c.id for c in before.cells]
    assert [c.execution_count for c in after.cells[1:]] == [1, 2]
    assert after.cells[1].outputs[0].text == "1\n"
    assert after.metadata == execute_notebooks.METADATA | {"largemodels": {"accelerator": True}}
    assert after.cells[1].metadata == {"tags": ["setup"]}
    assert [p.name for p in tmp_path.iterdir()] == ["a.ipynb"]
    first = path.read_bytes()
    execute_notebooks.execute(path)
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("from largemodels.book import check\ncheck('准确率', 0.1, at_least=0.9)", "failed check"),
        ("import sys\nprint('w', file=sys.stderr)", "stderr"),
    ],
)
def test_a_bad_run_is_not_stored(tmp_path, source, reason):
    path = tmp_path / "a.ipynb"
    write(path, source)
    before = path.read_bytes()
    with pytest.raises(execute_notebooks.NotStored, match=reason):
        execute_notebooks.execute(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.ipynb"]


def test_the_index_of_a_chapter_has_a_name_of_its_own(tmp_path):
    for chapter in ("01-background", "09-faq"):
        (tmp_path / "chapters" / chapter).mkdir(parents=True)
        write(tmp_path / "chapters" / chapter / "index.ipynb", "1")
    assert execute_notebooks.find(["9-0-faq"], tmp_path) == [tmp_path / "chapters" / "09-faq" / "index.ipynb"]


def test_an_unknown_page_is_named(capsys):
    with pytest.raises(SystemExit):
        execute_notebooks.main(["no-such-page"])
    assert "no-such-page" in capsys.readouterr().err
