"""The same report as on its page, as a file."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from core.as_of import AsOf
from core.errors import RuleError
from core.exports import FORMATS
from reports.making import check_filter, edition, report_named
from reports.manifest import noted
from reports.reader import EveryRow


class Command(BaseCommand):
    help = "Writes a report to a file: the same rows, sums and notes as on its page."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", help="name of the report, as in its address")
        parser.add_argument("--format", default="csv", choices=sorted(FORMATS))
        parser.add_argument("--as-of", default="", help="past day, 2024-12-31")
        parser.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE")
        parser.add_argument("--output", required=True, help="path of the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = self._write(options)
        except RuleError as error:
            raise CommandError(error.message) from error
        self.stdout.write(_("%(count)s rows written.") % {"count": count})

    def _write(self, options: dict[str, Any]) -> int:
        report = report_named(options["name"])
        form = check_filter(report, _given(options["filter"]))
        at = _day(options["as_of"])
        made = edition(report, EveryRow(), form, at=at, now=timezone.now())
        path, fmt = Path(options["output"]), FORMATS[options["format"]]
        with transaction.atomic():  # a file that is not there in the end is not in the manifest
            _write_whole(path, noted(fmt.chunks(made), made, fmt, name=path.name[:250], by=None))
        return made.count


def _given(texts: list[str]) -> MultiValueDict[str, str]:
    """The filter as an address says it: a key that comes again has several values."""
    given: MultiValueDict[str, str] = MultiValueDict()
    for text in texts:
        given.appendlist(*_pair(text))
    return given


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        message = _("“%(text)s” is no filter. Write it as key=value.")
        raise RuleError(message % {"text": text}, field="filter")
    return key, value


def _day(text: str) -> AsOf:
    if not text:
        return AsOf.today()
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        message = _("“%(text)s” is no day of the calendar. Write it like 2024-12-31.")
        raise RuleError(message % {"text": text}, field="as-of") from error
    return AsOf.on(day)


def _write_whole(path: Path, chunks: Any) -> None:
    """Write beside the target and rename: the file is there as a whole or not at all.

    What is no file, as a pipe or /dev/stdout, is written to and stays what it is.
    """
    if not path.parent.is_dir():
        message = _("There is no folder %(folder)s. Make it first.")
        raise RuleError(message % {"folder": path.parent}, field="output")
    if path.exists() and not path.is_file():
        with path.open("wb") as out:
            out.writelines(chunks)
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.writelines(chunks)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
