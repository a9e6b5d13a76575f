"""One door for all files of roll-outs: PVOG, XZuFi, usage lists, our own table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.imports.command import ImportReport
from core.imports.errors import Errors, FileRefused, refuse
from core.imports.header import header_names
from core.imports.kind import TABLES, FileKind, require_kind
from core.imports.reader import require_readable
from services.actions import RecordedChanges, RolloutChange, RolloutError, record_rollouts
from services.choices import EventSource
from services.imports.absent import absent_note, absent_pairs, unlisted
from services.imports.file_day import wrong_day
from services.imports.pvog import is_pvog, read_pvog
from services.imports.table import OwnTable, is_own_table, read_table
from services.imports.usage import is_usage_list, read_usage
from services.imports.written import written_lines
from services.imports.xzufi import read_xzufi

LARGEST_FILE = 8 * 1024**3
LONGEST = 200  # characters of an event's note


class RolloutFile(Protocol):
    """What a reader makes of a file: changes, the day they speak of, and notes."""

    read: int
    day: date | None
    notes: list[str]
    errors: Errors

    @property
    def entries(self) -> Collection[tuple[str, str]] | None:
        """AGS and OZG id of everything in a file of the portal; None for files of other kinds."""

    def changes(self) -> Iterator[RolloutChange]: ...


def import_rollouts(
    path: Path,
    *,
    by: User | None,
    at: datetime,
    day: date | None = None,
    source: EventSource = EventSource.IMPORT,
    body: str = "",
    reason: str = "",
    complete: bool = False,
) -> ImportReport:
    """Record what a file says, as events where something changed; all of it or nothing.

    `day` is the day the file speaks of, in place of the one it names itself; by default that,
    or else the day of `at`. `body` takes our own table alone, of one municipality. `reason` is
    why the ministry corrects; without one, the file's name stands there. `complete` says that
    the file is the whole state of its bodies: what a file of its kind had listed there and this
    one no longer has is taken off the list. Runs in the caller's transaction if there is one, so
    a dry run rolls it back. Raises FileRefused with every wrong cell.
    """
    today = timezone.localdate(at)
    if day is not None and (wrong := wrong_day(day, today)):
        raise refuse(wrong, value=day.isoformat())
    found, name = _read(path, today, day or today, body)
    day = day or found.day or today
    note = (reason or _("%(kind)s: %(file)s") % {"kind": name, "file": path.name})[:LONGEST]
    gone = _absent(found, name, day, complete=complete)
    with transaction.atomic():
        recorded = _record(
            found,
            chain(found.changes(), unlisted(gone, note=note) if complete else ()),
            by=by,
            source=source,
            at=at,
            day=day,
            reason=note,
            skip_incompetent=source == EventSource.IMPORT,
        )
        found.errors.check()
    notes = list(found.notes)
    if gone:
        notes.append(absent_note(gone, kind=name, complete=complete))
    if recorded.skipped_count:
        message = _("%(count)s entries left out because the body is not competent, e.g. %(first)s")
        first = recorded.skipped[0].message
        notes.append(message % {"count": recorded.skipped_count, "first": first})
    return ImportReport(
        read=found.read,
        written=recorded.written,
        unchanged=recorded.unchanged,
        differences=list(written_lines(recorded)),
        notes=notes,
    )


def _record(found: RolloutFile, changes: Iterable[RolloutChange], **how: Any) -> RecordedChanges:
    """Record the changes; what the rules refuse is told with the wrong cells, in one round."""
    try:
        return record_rollouts(changes, **how)
    except RolloutError as error:
        headings = found.headings if isinstance(found, OwnTable) else {}
        for problem in error.problems:
            column = headings.get(problem.field, problem.field)
            found.errors.add(problem.row, column, problem.value, problem.message)
        return RecordedChanges()


def _absent(found: RolloutFile, kind: str, day: date, *, complete: bool) -> list[tuple[str, str]]:
    """What the file no longer has. Raises FileRefused where it cannot be the whole state."""
    if found.entries is not None:
        return absent_pairs(found.entries, kind=f"{kind}: ", day=day)
    if complete:
        message = _("Only Open-PVOG and XZuFi are the whole state of the portal: not %(kind)s.")
        raise refuse(message % {"kind": kind})
    return []


def _read(path: Path, today: date, spoken_of: date, body: str) -> tuple[RolloutFile, str]:
    """Read a file by what its first line or root element says it is.

    `spoken_of` is the day of lines that name none, where the file has no day of its own.
    """
    require_readable(path, largest=LARGEST_FILE)
    kind = require_kind(path, TABLES if body else {*TABLES, FileKind.XML})
    if kind == FileKind.XML:
        return read_xzufi(path, day=today), "XZuFi"
    header = header_names(path)
    if is_own_table(header):
        return read_table(path, day=today, spoken_of=spoken_of, body=body), _("Table")
    if not body and is_pvog(header):
        return read_pvog(path, day=today), "Open-PVOG"
    if not body and is_usage_list(header):
        return read_usage(path, day=today, spoken_of=spoken_of), "civento"
    raise _unknown(header)


def _unknown(header: list[str]) -> FileRefused:
    message = _(
        "Not a file we know. Expected: Open-PVOG (leika_key, ars, online_status, aktiv), "
        "XZuFi 2.2, a usage list (ags, prozess, status) or our table (ags, leistung, online)."
    )
    return refuse(message, row=1, value=", ".join(header))
