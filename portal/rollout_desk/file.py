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
from core.exports.ods import plain_ods
from core.imports.command import ImportReport
from portal.rollout_desk.desk import Desk
from portal.rollout_desk.rows import competent_services, current_events
from portal.rollout_desk.trial import Held, TrialEffect
from services.imports.rollouts import import_rollouts
from services.imports.table import FLAGS
from services.models import RolloutEvent

WIDTH, WIDE = 16, 80
CHOICES = range(3, 3 + len(FLAGS))  # where ja and nein stand


def _header() -> list[str]:
    return [heading for heading, _meaning in _columns()]


def _columns() -> list[tuple[str, str]]:
    """Heading and meaning of each column; the reader knows the headings in any spelling."""
    return [
        ("AGS", _("Key of the municipality. Leave it as it is.")),
        ("Leistung", _("OZG id of the service. Leave it as it is.")),
        ("Bezeichnung", _("Name of the service, for you to read.")),
        ("Zuständig", _("nein, if the municipality does not offer the service at all.")),
        ("Registriert", _("The municipality is registered for the online service.")),
        ("Eingebunden", _("The online service is set up on your own pages.")),
        ("Eingetragen", _("The service is listed in the administration portal.")),
        ("Fachverfahren", _("Applications arrive in your back office without retyping.")),
        ("Online", _("Everybody can apply online. Needs Eingebunden and Eingetragen.")),
        ("Ausgesetzt", _("Online use is paused.")),
        ("Stand", _("The day a line holds from, like 31.12.2026; empty: the day of the page.")),
        ("Bemerkung", _("What else is to be known; it stands in the history.")),
    ]


def _explanation() -> list[list[str]]:
    return [
        [_("Column"), _("Meaning")],
        *map(list, _columns()),
        ["", _("Write ja or nein. Empty cells change nothing.")],
    ]


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
    """The table, its yes-or-no cells with a list to choose from, and the meaning of its columns."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    rows = [_header(), *_rows(desk)]
    for name, table in ((_("Roll-out state"), rows), (_("Explanation"), _explanation())):
        sheet = book.add_worksheet(name)
        sheet.set_column(0, len(table[0]) - 1, WIDTH)
        for number, cells in enumerate(table):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell, text if number else bold)
        sheet.freeze_panes(1, 0)
    book.get_worksheet_by_name(_("Explanation")).set_column(1, 1, WIDE)
    if len(rows) > 1:
        first, last = CHOICES[0], CHOICES[-1]
        offered = {"validate": "list", "source": ["ja", "nein"], "ignore_blank": True}
        sheet = book.get_worksheet_by_name(_("Roll-out state"))
        sheet.data_validation(1, first, len(rows) - 1, last, offered)
    book.close()
    return out.getvalue()


def as_ods(desk: Desk) -> bytes:
    """As the workbook."""
    sheets = {_("Roll-out state"): [_header(), *_rows(desk)], _("Explanation"): _explanation()}
    return plain_ods(sheets, choices=CHOICES)


WRITERS = {"xlsx": as_xlsx, "ods": as_ods, "csv": as_csv}


@dataclass(frozen=True)
class FileOutcome:
    report: ImportReport
    effects: list[TrialEffect]


def read(desk: Desk, path: Path, *, day: date, reason: str) -> FileOutcome:
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
    return FileOutcome(report, held.effects(desk))
