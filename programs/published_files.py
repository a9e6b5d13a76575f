"""Loads published figures and published grants from our own files."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.reference import Source, Table, decimal, integer, listing, one_of, text, upsert
from core.reference import day as day_column
from municipalities.models import Municipality
from programs.choices import Qualifier
from programs.models import Program, PublishedFigure
from programs.published import PublishedGrant, record_grants
from programs.reference import FOLDER

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


def load_figures(table: Table) -> None:
    """Published figures; what was published is corrected in the file, never by staff."""
    ids = dict(Program.objects.values_list("code", "pk"))
    table.must_be_unique("key")
    table.must_be_known("program", ids)
    for row in table.rows:
        if row["value"] is None and row["qualifier"] != Qualifier.UNKNOWN:
            table.refuse(row.line, "value", "", _("is empty without being unknown"))
    table.check()
    figures = [
        PublishedFigure(
            program_id=ids.get(row["program"]), **{name: row[name] for name in FIGURE_COLUMNS}
        )
        for row in table.rows
    ]
    from_file = [name for name in FIGURE_COLUMNS if name != "key"]
    upsert(figures, key=["key"], fields=["program", *from_file])


def load_grants(table: Table) -> None:
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
