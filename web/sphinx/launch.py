"""Launch buttons for the repository named by the environment; none when there is none.

LARGEMODELS_REPOSITORY (or GITHUB_REPOSITORY, which GitHub Actions sets) is `owner/name`. Binder and Colab open the
portable renditions (see web/portable.py), which lie at the same paths on a branch of their own: LARGEMODELS_BRANCH,
by default `portable`.
"""

import os
import re

from sphinx.errors import ConfigError

SLUG = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")


def repository() -> str | None:
    """`owner/name` from the environment, or None."""
    slug = os.environ.get("LARGEMODELS_REPOSITORY") or os.environ.get("GITHUB_REPOSITORY") or None
    if slug and not SLUG.fullmatch(slug):
        raise ConfigError(f"LARGEMODELS_REPOSITORY is {slug!r}; expected owner/name")
    return slug


def branch() -> str:
    """The branch that holds the portable renditions."""
    return os.environ.get("LARGEMODELS_BRANCH") or "portable"


def _configure(app, config):
    options = dict(config.html_theme_options)
    for key in ("launch_buttons", "repository_url", "repository_branch"):
        options.pop(key, None)
    if slug := repository():
        app.tags.add("launch")  # for {only} on the front page
        options |= {
            "repository_url": f"https://github.com/{slug}",
            "repository_branch": branch(),
            "use_repository_button": True,
            "use_issues_button": True,
            "launch_buttons": {
                "notebook_interface": "jupyterlab",
                "binderhub_url": "https://mybinder.org",
                "colab_url": "https://colab.research.google.com",
            },
        }
    config.html_theme_options = options


def setup(app):
    app.connect("config-inited", _configure)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
