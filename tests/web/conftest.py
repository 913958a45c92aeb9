"""A server and one browser for the tests of the site."""

import shutil
from pathlib import Path

import pytest

from tests.web.site import SITE, Server


@pytest.fixture(scope="session", autouse=True)
def built():
    if not (SITE / "index.html").is_file():
        pytest.fail(f"{SITE} holds no site: run `make site` first", pytrace=False)


@pytest.fixture(scope="session")
def server():
    with Server() as server:
        yield server.address


def chromium(playwright) -> str | None:
    """The Chromium on the PATH, else Playwright's own."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


@pytest.fixture(scope="session")
def browser():
    playwright_api = pytest.importorskip("playwright.sync_api")
    with playwright_api.sync_playwright() as playwright:
        path = chromium(playwright)
        if path is None:
            pytest.skip("NO BROWSER: the pages were not looked at. Install chromium, or run `playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
