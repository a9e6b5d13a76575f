"""Draws docs/pictures from the demo data, all of them or those named on the command line.

Each picture is what a person meets in the working day, at the width of a desk or of a phone.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import launched

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
PASSWORD = "ozg-hessen-demo"
PORT = "8093"
DESK, TALL = (1280, 860), (1280, 1180)
PHONE = (360, 740)
MOST_BYTES = 150_000
QUALITIES = (80, 65, 50, 35)  # of WebP, until the picture is small enough
STARTED_WITHIN = 120  # seconds
SCROLL = "id => document.getElementById(id).scrollIntoView({behavior: 'instant'})"


@dataclass(frozen=True)
class Picture:
    """A page as one person sees it; `to` is the heading that the picture begins with."""

    name: str
    who: str
    path: str
    to: str = ""
    size: tuple[int, int] = DESK


PICTURES = (
    Picture("overview", "koordination", "/", size=TALL),
    Picture("officer", "sachbearbeitung", "/admin/"),
    Picture("case", "sachbearbeitung", "/admin/programs/grant/?state__exact=approval_pending"),
    Picture("approver", "freigabe", "/admin/"),
    Picture("budget", "haushalt", "/foerderprogramme/ikz/"),
    Picture("clerk", "kommune.lauterbach", "/meine-kommune/"),
    Picture("clerk-phone", "kommune.lauterbach", "/meine-kommune/", size=PHONE),
    Picture("reporting", "kommune.lauterbach", "/meine-kommune/06535011/leistungen/"),
    Picture("district", "kreis.giessen", "/kommunen/06531/gemeinden/"),
    Picture("coordinator", "koordination", "/berichte/landtagsanlage/"),
    Picture("municipalities", "koordination", "/kommunen/?groesse=3&fortschritt=4"),
    Picture("map", "koordination", "/karte/", to="map", size=TALL),
    Picture("auditor", "pruefung", "/zahl/gebunden/"),
    Picture("council-phone", "kommune.lauterbach.lesen", "/karte/", to="map", size=PHONE),
    Picture("stranger-phone", "", "/barrierefreiheit/melden/", size=PHONE),
)


@contextmanager
def demo_house() -> Iterator[str]:
    """The address of the house with its demo data, on a port of its own."""
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn"],
        cwd=ROOT,
        env={**os.environ, "OZG_ENV": "demo", "PORT": PORT, "WEB_CONCURRENCY": "1"},
    )
    address = f"http://127.0.0.1:{PORT}"
    try:
        _wait_for(f"{address}/anmelden/")
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    for _second in range(STARTED_WITHIN):
        try:
            urlopen(address, timeout=STARTED_WITHIN).close()  # noqa: S310  # our own address
        except URLError:
            _pause()
        else:
            return
    raise TimeoutError(address)


def _pause() -> None:
    subprocess.run(["sleep", "1"], check=True)


def draw(browser: Browser, address: str, picture: Picture) -> int:
    """Keep the picture; returns its size in bytes."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        color_scheme="light",
    )
    context.set_default_timeout(STARTED_WITHIN * 1000)
    page = context.new_page()
    if picture.who:
        page.goto(f"{address}/anmelden/")
        page.fill("input[name=login]", picture.who)
        page.fill("input[name=password]", PASSWORD)
        page.locator("main button[type=submit]").last.click()
        page.wait_for_load_state("load")
    page.goto(f"{address}{picture.path}")
    page.wait_for_load_state("networkidle")
    if picture.to:
        page.evaluate(SCROLL, picture.to)
    content = _small_enough(page)
    (FOLDER / f"{picture.name}.webp").write_bytes(content)
    context.close()
    return len(content)


def _small_enough(page: Page) -> bytes:
    """What the window shows, as WebP of the best quality that is under MOST_BYTES."""
    session = page.context.new_cdp_session(page)
    content = b""
    for quality in QUALITIES:
        shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        content = base64.b64decode(shot["data"])
        if len(content) < MOST_BYTES:
            break
    return content


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo_house() as address, sync_playwright() as playwright:
        browser = launched(playwright, "--lang=de-DE")
        for picture in [p for p in PICTURES if p.name in sys.argv[1:] or not sys.argv[1:]]:
            size = draw(browser, address, picture)
            print(f"{picture.name}: {size:,} bytes")  # noqa: T201  # a command speaks
        browser.close()


if __name__ == "__main__":
    main()
