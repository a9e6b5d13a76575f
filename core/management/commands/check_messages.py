"""Every text has its German translation, and the compiled file stands beside it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

DATE = re.compile(r'"POT-Creation-Date: [^"]*"')
IGNORED = [".venv", "node_modules", "var", "staticfiles", "tests"]


class Command(BaseCommand):
    help = "Fails if a text lacks its German translation; --write brings the files up to date."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--write", action="store_true", help="collect texts and compile")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = Path(settings.LOCALE_PATHS[0]) / "de" / "LC_MESSAGES" / "django.po"
        with tempfile.TemporaryDirectory() as folder:
            before = Path(folder) / "before.po"
            shutil.copy(catalogue, before)
            _collect()
            after = Path(folder) / "after.po"
            after.write_text(_with_date_of(before.read_text(), catalogue.read_text()))
            shutil.copy(after, catalogue)
            if not options["write"]:
                shutil.copy(before, catalogue)
            missing = _run("msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", str(after))
            fuzzy = _run("msgattrib", "--only-fuzzy", "--no-obsolete", "--no-wrap", str(after))
            compiled = Path(folder) / "django.mo"
            _run("msgfmt", "--check", "-o", str(compiled), str(catalogue))
            if options["write"]:
                call_command("compile_messages")
            stale = not options["write"] and _texts(before) != _texts(after)
        texts = [line for line in (missing + fuzzy).splitlines() if line.startswith("msgid ")]
        open_texts = [text for text in texts if text != 'msgid ""' or "\n" in text]
        if open_texts:
            listed = "\n".join(open_texts)
            raise CommandError(f"{len(open_texts)} texts lack their German translation:\n{listed}")
        if stale:
            raise CommandError("locale is behind the code: run manage.py check_messages --write")


def _collect() -> None:
    call_command(
        "makemessages",
        locale=["de"],
        no_obsolete=True,
        no_location=True,
        no_wrap=True,
        ignore_patterns=IGNORED,
        verbosity=0,
    )


def _with_date_of(before: str, after: str) -> str:
    """The collected texts with the date of the last change of texts, so that files compare."""
    old = DATE.search(before)
    return DATE.sub(lambda _match: old[0], after, count=1) if old else after


def _texts(catalogue: Path) -> set[tuple[str | None, str, str]]:
    """What a catalogue translates, in whatever order."""
    entries = polib.pofile(str(catalogue))
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries}


def _run(*command: str) -> str:
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # fixed commands
    except FileNotFoundError as error:
        raise CommandError(f"{command[0]} is missing: install the package gettext.") from error
    except subprocess.CalledProcessError as error:
        raise CommandError(error.stderr) from error
    return result.stdout
