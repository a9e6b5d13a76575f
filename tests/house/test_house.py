"""Tests of the codebase itself: what everybody who adds a room has to keep."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from importlinter.cli import lint_imports

from accounts.access import PUBLIC, WITH_KEY
from core.management.commands.check_messages import IGNORED

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("core", "accounts", "municipalities", "services", "programs", "reports", "portal")
MOST_LINES = {"*.html": 150}  # of code: tests/house/test_rooms.py
# Their own checks: the admin asks the roles (portal.admin_site), allauth signs people in.
GUARDED_ELSEWHERE = ("django.contrib.admin", "allauth.account", "allauth.mfa")
LOOSE_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py"}


def views(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from views(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def house_files(pattern: str) -> list[Path]:
    folders = [*APPS, "demo", "ozg_hessen", "templates"]
    files = [file for folder in folders for file in (ROOT / folder).rglob(pattern)]
    return [file for file in files if "migrations" not in file.parts]


def files_with(pattern: str) -> set[str]:
    """The files of the house in which a pattern occurs."""
    found = [file for file in house_files("*.py") if re.search(pattern, file.read_text())]
    return {str(file.relative_to(ROOT)) for file in found}


def test_urls_each_declare_an_access_rule() -> None:
    undeclared = [
        route
        for route, view in views(get_resolver().url_patterns)
        if not hasattr(view, "access") and not view.__module__.startswith(GUARDED_ELSEWHERE)
    ]
    assert undeclared == []


@pytest.mark.django_db
def test_urls_refuse_strangers(client: Any) -> None:
    """Every page that is not public sends a stranger to the sign-in; the API asks for a key."""
    samples = {"ags": "06531005", "code": "ikz", "pk": "1", "slug": "fortschritt"}
    opened = []
    for route, view in views(get_resolver().url_patterns):
        rule = getattr(view, "access", None)
        if rule is None or rule == (PUBLIC,):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: samples.get(m[1], "1"), "/" + route)
        response = client.get(path)
        if rule == (WITH_KEY,) and response.status_code in (401, 404, 405):
            continue
        if response.status_code != 302 or "/anmelden/" not in response["Location"]:
            opened.append((path, response.status_code))
    assert opened == []


@pytest.mark.parametrize(("pattern", "most"), MOST_LINES.items())
def test_files_stay_small(pattern: str, most: int) -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in house_files(pattern)
        if (lines := len(file.read_text().splitlines())) > most
    }
    assert long == {}


def test_files_have_names_that_say_something() -> None:
    assert [file for file in house_files("*.py") if file.name in LOOSE_NAMES] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    """The content security policy forbids them, so they would silently do nothing."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son\w+=")
    found = [file for file in house_files("*.html") if inline.search(file.read_text())]
    assert found == []


def test_templates_escape_what_people_typed() -> None:
    """`safe` only for HTML that crispy-forms has rendered from its own fields."""
    marked = re.compile(r"\{\{[^}]*\|safe")
    rendered = re.compile(r"\{\{ fields(?:_output)?\|safe")
    found = [
        file.name
        for file in house_files("*.html")
        if len(marked.findall(file.read_text())) != len(rendered.findall(file.read_text()))
    ]
    assert found == []


def test_apps_import_only_from_the_apps_below_them() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


def test_texts_each_have_their_german_translation(tmp_path: Path) -> None:
    """On a copy: while the texts are collected, files stand beside the templates."""
    house = shutil.copytree(ROOT, tmp_path / "house", ignore=shutil.ignore_patterns(*IGNORED, ".*"))
    options = ("--settings", "ozg_hessen.settings", "--skip-checks")
    check = subprocess.run(
        [sys.executable, "manage.py", "check_messages", *options],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (check.returncode, check.stderr) == (0, "")
