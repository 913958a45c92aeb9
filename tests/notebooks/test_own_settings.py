"""No setting of the reader's changes what a page shows."""

import os

import nbformat.v4 as v4
import pytest
from nbclient import NotebookClient

from tools import own_settings

PAGE = [
    "from largemodels.book import use_style\nimport matplotlib.pyplot as plt\nuse_style()",
    "1\n2",
    "_ = plt.plot([1, 2])",
    "print(plt.rcParams['axes.titlesize'], plt.rcParams['lines.marker'], plt.rcParams['image.origin'])",
]


@pytest.mark.parametrize("backend", ["TkAgg"])
def test_a_page_sets_what_it_depends_on(tmp_path, monkeypatch, backend):
    """A kernel that does read the reader's settings: another backend, a matplotlibrc, an IPython profile."""
    (tmp_path / "matplotlibrc").write_text("lines.marker: o\nimage.origin: lower\nfigure.dpi: 30\n", encoding="utf-8")
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    settings = "c.InteractiveShell.ast_node_interactivity = 'all'\nc.InlineBackend.figure_formats = {'svg'}\n"
    (profile / "ipython_config.py").write_text(settings, encoding="utf-8")
    monkeypatch.setenv("MPLBACKEND", backend)
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    nb = v4.new_notebook(cells=[v4.new_code_cell(source) for source in PAGE])
    NotebookClient(nb, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    _, value, figure, printed = (cell.outputs for cell in nb.cells)
    assert [output.data["text/plain"] for output in value] == ["2"]
    assert ["image/png" in output.data for output in figure] == [True]
    assert printed[0].text == "12.0 None upper\n"


def test_kernels_of_the_tests_have_folders_of_their_own():
    for name in own_settings.FOLDERS:
        assert os.environ[name].startswith(str(own_settings.FOLDER)), name
    assert not set(own_settings.TAKEN_BACK) & set(os.environ)
    assert list((own_settings.FOLDER / "matplotlib").glob("fontlist-*.json"))


def test_this_computer_is_asked_directly(tmp_path):
    environment = {"HTTP_PROXY": "http://127.0.0.1:9", "no_proxy": "example.org", "MPLBACKEND": "TkAgg"}
    for _ in range(2):
        own_settings.settle(environment, tmp_path)
        assert environment["no_proxy"] == environment["NO_PROXY"] == "example.org,127.0.0.1,localhost"
    assert "MPLBACKEND" not in environment
