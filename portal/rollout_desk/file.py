"""The table of one body: a download with what stands, and the way a filled one is read."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from django.db import transaction
from django.utils.translation import gettext as _

from core.exports.csv import safe_text
from core.imports.command import ImportReport
from core.imports.errors import CellError, FileRefused
from core.imports.marked import marked_copy
from portal.rollout_desk.desk import Desk
from portal.rollout_desk.rows import competent_services, current_events
from portal.rollout_desk.trial import Effect, Held
from services.imports.rollouts import import_rollouts
from services.imports.table import COLUMNS, FLAGS
from services.models import RolloutEvent

LARGEST_UPLOAD = 1024**2
LONGEST_NAME = 60
WIDTH = 16
NAME_COLUMN = "bezeichnung"  # for the reader; the import takes no notice of it


def _header() -> list[str]:
    flags = [COLUMNS[flag][0] for flag in FLAGS]
    return ["ags", COLUMNS["service"][0], NAME_COLUMN, *flags, "stand", "bemerkung"]


def _rows(desk: Desk) -> list[list[str]]:
    """A line per service; what was never reported is empty, not “nein”."""
    events = current_events(desk.body)
    return [
        [
            desk.body.ags,
            service.pk,
            safe_text(service.name),
            *(_cell(events.get(service.pk), flag) for flag in FLAGS),
            "",
            "",
        ]
        for service in competent_services(desk.body, desk.day)
    ]


def _cell(event: RolloutEvent | None, flag: str) -> str:
    if event is None:
        return ""
    return "ja" if getattr(event, flag) else "nein"


def as_csv(desk: Desk) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_header(), *_rows(desk)])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(desk: Desk) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet, bold = book.add_worksheet(_("Roll-out state")), book.add_format({"bold": True})
    sheet.set_column(0, len(_header()) - 1, WIDTH)
    for number, cells in enumerate([_header(), *_rows(desk)]):
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, cell, None if number else bold)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


@dataclass(frozen=True)
class Upload:
    """A filled table with the day and the reason it is sent with."""

    name: str
    content: bytes
    day: date
    reason: str


@dataclass(frozen=True)
class Outcome:
    report: ImportReport
    effects: list[Effect]


def read(desk: Desk, upload: Upload, *, write: bool) -> Outcome:
    """What the table says; only kept if `write`. Raises FileRefused with every wrong cell."""
    with TemporaryDirectory() as folder, transaction.atomic():
        held = Held(desk.body)
        try:
            report = import_rollouts(
                _stored(folder, upload),
                by=desk.user,
                at=desk.at,
                day=upload.day,
                source=desk.require_writer(),
                body=desk.body.ags,
                reason=upload.reason,
            )
        except FileRefused as refused:
            raise FileRefused([_by_column(e) for e in refused.errors], refused.count) from None
        effects = held.effects(desk)
        transaction.set_rollback(not write)
    return Outcome(report, effects)


def marked(upload: Upload, refused: FileRefused) -> bytes:
    """The table as a workbook whose wrong cells are marked."""
    with TemporaryDirectory() as folder:
        return marked_copy(_stored(folder, upload), COLUMNS, refused.errors)


def _by_column(error: CellError) -> CellError:
    """The error under the heading that stands in the file."""
    column = COLUMNS.get(error.column, [error.column])[0]
    return CellError(error.row, column, error.value, error.message)


def _stored(folder: str, upload: Upload) -> Path:
    name = Path(upload.name).name[-LONGEST_NAME:]
    path = Path(folder) / ("tabelle.csv" if name in {"", ".", ".."} else name)
    path.write_bytes(upload.content)
    return path
