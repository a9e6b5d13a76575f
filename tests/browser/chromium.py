"""The machine's Chromium, for tests, pictures and the benchmark."""

from __future__ import annotations

from shutil import which

from playwright.sync_api import Browser, Playwright

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def launched(playwright: Playwright, *more: str) -> Browser:
    """A browser that asks nobody outside; `more` are further switches of its command line."""
    path = which("google-chrome") or which("chromium")
    return playwright.chromium.launch(executable_path=path, args=[*QUIET, *more])
