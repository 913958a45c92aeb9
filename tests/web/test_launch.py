"""Launch buttons follow the environment; without a repository there are none."""

from types import SimpleNamespace

import pytest
from sphinx.errors import ConfigError

from tests.web.site import PAGES, document, values
from web.sphinx import launch


@pytest.fixture
def options(monkeypatch):
    def configured(**environment):
        for name in ("LARGEMODELS_REPOSITORY", "LARGEMODELS_BRANCH", "GITHUB_REPOSITORY"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        config = SimpleNamespace(html_theme_options={"repository_url": "", "launch_buttons": {"binderhub_url": ""}})
        launch._configure(SimpleNamespace(tags=set()), config)
        return config.html_theme_options

    return configured


def test_without_a_repository_there_are_no_buttons(options):
    assert options() == {}


@pytest.mark.parametrize("variable", ["LARGEMODELS_REPOSITORY", "GITHUB_REPOSITORY"])
def test_a_fork_gets_its_own_buttons(options, variable):
    found = options(**{variable: "someone/fork"})
    assert found["repository_url"] == "https://github.com/someone/fork"
    assert found["repository_branch"] == "portable"
    assert found["launch_buttons"]["colab_url"] and found["launch_buttons"]["binderhub_url"]


def test_branch_can_be_named(options):
    assert options(LARGEMODELS_REPOSITORY="a/b", LARGEMODELS_BRANCH="other")["repository_branch"] == "other"


def test_a_wrong_slug_is_told(options):
    with pytest.raises(ConfigError, match="owner/name"):
        options(LARGEMODELS_REPOSITORY="https://github.com/a/b")


@pytest.mark.parametrize("page", PAGES)
def test_the_site_has_buttons_only_with_a_repository(page):
    links = [link for link in values(document(page), "a", "href") if "mybinder.org" in link or "colab.research" in link]
    assert not links or all("/portable/" in link or "/portable?" in link for link in links)
    if not launch.repository():
        assert not links
