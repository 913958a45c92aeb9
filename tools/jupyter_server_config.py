"""JupyterLab for this book: it asks nothing of the outside, and saving a page leaves it as the book keeps it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def keep_clean(model, path, contents_manager):
    """Drop from a notebook of the book what an editor adds (language_info, scrolled, …), before it is written."""
    import nbformat

    from tools.execute_notebooks import clean

    if model["type"] == "notebook" and "chapters/" in path:
        notebook = nbformat.from_dict(model["content"])
        clean(notebook)
        model["content"] = notebook


c = get_config()  # noqa: F821  Jupyter gives it
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
c.FileContentsManager.pre_save_hook = keep_clean
