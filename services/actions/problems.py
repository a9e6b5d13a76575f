"""Why a roll-out cannot be recorded, in sentences that name the value and the remedy."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.formats import format_day
from core.forms.days import FIRST_DAY
from municipalities.models import Municipality
from services.actions.changes import ChangeProblem
from services.choices import CompetenceLevel
from services.models import OzgService

Row = tuple[Any, ...]


def explain(rows: list[Row]) -> list[ChangeProblem]:
    """Problems from (row, ags, service, day, process, kind, competence level)."""
    if not rows:
        return []
    bodies = Municipality.objects.select_related("successor").in_bulk({row[1] for row in rows})
    services = OzgService.objects.in_bulk({row[2] for row in rows})
    return [_explained(row, bodies.get(row[1]), services.get(row[2])) for row in rows]


def _explained(row: Row, body: Municipality | None, service: OzgService | None) -> ChangeProblem:
    number, ags, ozg_id, day, process, kind, level = row
    if kind == "future":
        message = _("%(day)s lies in the future. Report what stands today or stood before.")
        return ChangeProblem(number, "day", format_day(day), message % {"day": format_day(day)})
    if kind == "early":
        message = _("%(day)s lies before the first records. Choose a day from %(first)s on.")
        first = format_day(FIRST_DAY)
        text = message % {"day": format_day(day), "first": first}
        return ChangeProblem(number, "day", format_day(day), text)
    if body is None:
        message = _("“%(ags)s” is no municipal body. Use its AGS: 8 digits, 5 for a district.")
        return ChangeProblem(number, "ags", ags, message % {"ags": ags})
    if service is None:
        message = _("“%(service)s” is not in the catalogue. Use an OZG id, for example 10000.")
        return ChangeProblem(number, "service", ozg_id, message % {"service": ozg_id})
    if kind == "life":
        return ChangeProblem(number, "day", format_day(day), _life(body, day))
    if kind == "process":
        message = _("“%(process)s” is no online process. Use its code, or enter it first.")
        return ChangeProblem(number, "process", process, message % {"process": process})
    message = _(
        "%(body)s is not competent for “%(service)s”, which is for: %(level)s. "
        "Leave the line out, or correct the competence."
    )
    label = CompetenceLevel(level).label
    values = {"body": body.full_name, "service": service, "level": label}
    return ChangeProblem(number, "service", ozg_id, message % values)


def _life(body: Municipality, day: date) -> str:
    if body.valid_to is not None and day > body.valid_to and body.successor is not None:
        message = _("%(body)s existed until %(until)s. Report for %(successor)s, AGS %(ags)s.")
        values = {
            "body": body.full_name,
            "until": format_day(body.valid_to),
            "successor": body.successor.full_name,
            "ags": body.successor.ags,
        }
        return message % values
    message = _("%(body)s did not exist on %(day)s: it exists from %(since)s until %(until)s.")
    return message % {
        "body": body.full_name,
        "day": format_day(day),
        "since": format_day(body.valid_from),
        "until": format_day(body.valid_to),
    }


def explain_live(rows: list[Row]) -> list[ChangeProblem]:
    """Problems of changes that ask for online: (row, ags, service, paused, three conditions)."""
    if not rows:
        return []
    bodies = Municipality.objects.in_bulk({row[1] for row in rows})
    services = OzgService.objects.in_bulk({row[2] for row in rows})
    problems = []
    for number, ags, ozg_id, paused, applicable, configured, listed in rows:
        missing = [
            label
            for label, is_there in (
                (_("competent"), applicable),
                (_("set up"), configured),
                (_("listed in the administration portal"), listed),
                (_("not paused"), not paused),
            )
            if not is_there
        ]
        message = _("“%(service)s” in %(body)s cannot be online. Missing: %(missing)s.")
        values = {
            "service": services[ozg_id],
            "body": bodies[ags].full_name,
            "missing": ", ".join(missing),
        }
        problems.append(ChangeProblem(number, "live", _("yes"), message % values))
    return problems
