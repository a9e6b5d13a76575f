"""The table of one body: a download with what stands, and the way a filled one is read."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _

from core.exports.csv import safe_text
from core.imports.command import ImportReport
from portal.views.reporting_desk import Desk
from portal.views.reporting_rows import competent_services, current_events
from portal.views.reporting_trial import Effect, Held
from services.imports.rollouts import import_rollouts
from services.imports.table import COLUMNS, FLAGS
from services.models import RolloutEvent

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


WRITERS = {"xlsx": as_xlsx, "csv": as_csv}


@dataclass(frozen=True)
class Outcome:
    report: ImportReport
    effects: list[Effect]


def read(desk: Desk, path: Path, *, day: date, reason: str) -> Outcome:
    """What the table says and changes. Raises FileRefused with every wrong cell."""
    held = Held(desk.body)
    report = import_rollouts(
        path,
        by=desk.user,
        at=desk.at,
        day=day,
        source=desk.require_writer(),
        body=desk.body.ags,
        reason=reason,
    )
    return Outcome(report, held.effects(desk))
