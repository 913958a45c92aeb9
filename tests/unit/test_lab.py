"""tools/lab.py: copies with all written out, which are the reader's; the sources for who writes the book."""

import json
import runpy
from types import SimpleNamespace

import pytest

from tools import lab

PAGE = "chapters/04-mathematics/4-3-xor.ipynb"
MARKUP = ("{glue:", "{numref}", "{cite", "{eq}", ":::{")


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def prose(notebook):
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    assert lab.prepare(folder) == []
    return folder


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A book of one page, whose rendition is what `book["source"]` says."""
    book = {"source": "第一版"}

    def write(out, root, install):
        assert install is False
        page = out / "chapters" / "a.ipynb"
        page.parent.mkdir(parents=True)
        cells = [{"cell_type": "markdown", "source": book["source"], "id": "a", "metadata": {}}]
        page.write_text(json.dumps({"cells": cells}), encoding="utf-8")
        return [page]

    monkeypatch.setattr(lab.portable, "write", write)
    return tmp_path / "lab", book


def change(path, text):
    notebook = load(path)
    notebook["cells"][0]["source"] = text
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_copies_have_numbers_figure_numbers_and_citations_written_out(folder):
    pages = sorted(folder.rglob("*.ipynb"))
    assert len(pages) == len(list((lab.ROOT / "chapters").glob("*/[!.]*.ipynb")))
    for page in pages:
        text = prose(load(page))
        assert not [markup for markup in MARKUP if markup in text], page
    text = prose(load(folder / PAGE))
    assert "图 4.3.1" in text
    assert "参考文献" in text
    assert "pip" not in "".join(load(folder / PAGE)["cells"][0]["source"])


def test_a_newer_page_replaces_an_untouched_copy(small):
    folder, book = small
    lab.prepare(folder)
    book["source"] = "第二版"
    assert lab.prepare(folder) == []
    assert prose(load(folder / "chapters/a.ipynb")) == "第二版"


def test_what_the_reader_changed_is_never_overwritten(small):
    folder, book = small
    lab.prepare(folder)
    change(folder / "chapters/a.ipynb", "读者的")
    for version in ("第二版", "第三版"):
        book["source"] = version
        assert lab.prepare(folder) == ["chapters/a.ipynb"]
        assert prose(load(folder / "chapters/a.ipynb")) == "读者的"


def test_running_a_copy_does_not_make_it_the_readers(small):
    folder, book = small
    lab.prepare(folder)
    path = folder / "chapters/a.ipynb"
    path.write_text(json.dumps(load(path) | {"metadata": {"scrolled": True}}), encoding="utf-8")
    book["source"] = "第二版"
    assert lab.prepare(folder) == []
    assert prose(load(path)) == "第二版"


@pytest.mark.parametrize("damage", ["", "{", "[]"])
def test_a_copy_or_list_that_cannot_be_read_is_kept_and_stops_nothing(small, damage):
    folder, book = small
    lab.prepare(folder)
    path = folder / "chapters/a.ipynb"
    path.write_text(damage, encoding="utf-8")
    (folder / lab.MANIFEST).write_text(damage, encoding="utf-8")
    assert lab.prepare(folder) == ["chapters/a.ipynb"]
    assert path.read_text(encoding="utf-8") == damage


def test_edit_opens_the_sources_and_the_rest_the_copies():
    edit, read = lab.command(True, ["--no-browser"]), lab.command(False, [])
    assert f"--notebook-dir={lab.ROOT}" in edit
    assert f"--notebook-dir={lab.ROOT / 'lab'}" in read
    assert edit[-1] == "--no-browser"
    started = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lab, "prepare", lambda folder: pytest.fail("--edit makes no copies"))
        patch.setattr(lab.subprocess, "run", lambda command, **_: started.append(command) or SimpleNamespace(returncode=0))
        assert lab.main(["--edit", "--port=1234"]) == 0
    assert started[0][-1] == "--port=1234"


def test_saving_a_source_keeps_what_the_book_keeps():
    config = SimpleNamespace(LabApp=SimpleNamespace(), FileContentsManager=SimpleNamespace())
    saved = runpy.run_path(str(lab.CONFIG), {"get_config": lambda: config})["keep_clean"]
    content = load(lab.ROOT / PAGE)
    before = json.dumps(content, sort_keys=True)
    content["metadata"]["language_info"]["version"] = "3.11.7"
    content["cells"][1]["metadata"]["editable"] = True
    model = {"type": "notebook", "content": content}
    saved(model=model, path=PAGE, contents_manager=None)
    assert json.dumps(model["content"], sort_keys=True) == before


def test_the_question_about_news_is_answered_and_other_settings_stay(tmp_path):
    path = tmp_path / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"a": {"b": 1}}', encoding="utf-8")
    lab.ask_nothing(tmp_path)
    assert load(path) == {"a": {"b": 1}, "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
