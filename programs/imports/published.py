"""Loads published figures and published grants from our own files."""

from __future__ import annotations

import re
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.imports.reference import (
    ReferenceRow,
    ReferenceTable,
    Source,
    decimal,
    integer,
    listing,
    one_of,
    text,
    upsert,
)
from core.imports.reference import day as day_column
from municipalities.models import Municipality
from programs.actions.published import PublishedGrant, record_grants
from programs.choices import Qualifier
from programs.imports.reference import FOLDER
from programs.models import Program, PublishedFigure

# What a figure counts, where it counts municipal bodies: "Modellkommunen", "Kommunen (von 421)".
BODIES = re.compile(r"[\w-]*(kommunen?|gemeinden?|städte|landkreise?)\b", re.IGNORECASE)
NUMBER, HESSE = "Anzahl", "Hessen"

FIGURE_COLUMNS = {
    "key": text(needed=True),
    "region": text(needed=True),
    "measure": text(needed=True),
    "value": decimal(),
    "unit": text(needed=True),
    "qualifier": one_of(Qualifier),
    "period_from": day_column(),
    "period_to": day_column(),
    "as_of": text(),
    "basis": text(needed=True),
    "counting_rule": text(needed=True),
    "source": text(needed=True),
}


def load_figures(table: ReferenceTable) -> None:
    """Published figures; what was published is corrected in the file, never by staff.

    More municipal bodies than Hessen has are a slip of the pen ("15 Millionen Modellkommunen"),
    and refused. Source: docs/rules/programs.md, "OZG-Modellkommunen".
    """
    ids = dict(Program.objects.values_list("code", "pk"))
    table.must_be_unique("key")
    table.must_be_known("program", ids)
    for row in table.rows:
        if row["value"] is None and row["qualifier"] != Qualifier.UNKNOWN:
            table.refuse(
                row.line,
                "value",
                "",
                _("Without a value the qualifier says unknown."),
            )
        _check_number_of_bodies(table, row)
    table.check()
    figures = [
        PublishedFigure(
            program_id=ids.get(row["program"]), **{name: row[name] for name in FIGURE_COLUMNS}
        )
        for row in table.rows
    ]
    from_file = [name for name in FIGURE_COLUMNS if name != "key"]
    upsert(figures, key=["key"], fields=["program", *from_file])


def _check_number_of_bodies(table: ReferenceTable, row: ReferenceRow) -> None:
    counted = row["basis"] if row["unit"] == NUMBER else row["unit"]
    if row["value"] is None or row["region"] != HESSE or not BODIES.match(counted):
        return
    there_are = _bodies_on(row["period_to"] or timezone.localdate())
    if row["value"] > there_are:
        why = _(
            "This is more than the %(count)s municipalities and districts of Hessen. Correct the "
            "number, or the unit if it is an amount."
        )
        table.refuse(row.line, "value", row["value"], why % {"count": there_are})


def _bodies_on(day: date) -> int:
    bodies = Municipality.objects.existing_on(day)
    return (bodies.municipalities() | bodies.districts()).count()


def load_grants(table: ReferenceTable) -> None:
    """Published grants as recorded cases; an unknown amount stays unknown."""
    programs = {program.code: program for program in Program.objects.all()}
    bodies = set(Municipality.objects.values_list("ags", flat=True))
    table.must_be_known("program", programs)
    table.must_be_known("lead_ags", bodies)
    table.must_be_known("partner_ags", bodies)
    table.check()
    record_grants(
        [
            PublishedGrant(
                program=programs[row["program"]],
                year=row["year"],
                keys=(row["lead_ags"], *row["partner_ags"]),
                amount_eur=row["amount_eur"],
                qualifier=row["qualifier"],
                subject=row["subject"],
                source_url=row["source"],
                note=row["note"],
            )
            for row in table.rows
        ]
    )


SOURCES = (
    Source(
        "programs/published_figures",
        FOLDER / "published_figures.csv",
        {"program": text(), **FIGURE_COLUMNS},
        load_figures,
    ),
    Source(
        "programs/published_grants",
        FOLDER / "published_grants.csv",
        {
            "program": text(needed=True),
            "year": integer(),
            "lead_ags": text(needed=True),
            "partner_ags": listing(),
            "amount_eur": decimal(),
            "qualifier": one_of(Qualifier),
            "subject": text(),
            "source": text(needed=True),
            "note": text(),
        },
        load_grants,
    ),
)
