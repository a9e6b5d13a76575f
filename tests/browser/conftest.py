"""The machine's Chromium and the house behind it, for all browser tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import launched
from tests.browser.house import house_server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def house(committed_db: str) -> Iterator[str]:
    """The address of the house on a database of the test's own."""
    with house_server() as address:
        yield address
