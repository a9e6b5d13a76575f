"""Loads what the coordination office did in public: the regional conferences of 2020."""

from __future__ import annotations

from pathlib import Path

from core.choices import Qualifier
from core.imports.reference import (
    ReferenceColumn,
    ReferenceTable,
    Source,
    day,
    insert_missing,
    integer,
    one_of,
    text,
)
from municipalities.models import GovernmentDistrict
from services.models import RegionalConference

CONFERENCE_COLUMNS: dict[str, ReferenceColumn] = {
    "code": text(needed=True),
    "government_district": text(needed=True),
    "place": text(needed=True),
    "held_on": day(),
    "held_before": day(),
    "attendance": integer(),
    "qualifier": one_of(Qualifier),
    "note": text(),
    "source": text(needed=True),
}


def load_conferences(table: ReferenceTable) -> list[str]:
    """Regional conferences; staff may correct them, and what they changed stays."""
    table.must_be_unique("code")
    known = set(GovernmentDistrict.objects.values_list("ags", flat=True))
    table.must_be_known("government_district", known)
    table.check()
    fields = [name for name in CONFERENCE_COLUMNS if name != "government_district"]
    conferences = [
        RegionalConference(
            government_district_id=row["government_district"],
            **{name: row[name] for name in fields},
        )
        for row in table.rows
        if row["government_district"] in known
    ]
    return insert_missing(conferences, key=("code",), fields=(*fields, "government_district_id"))


SOURCES = (
    Source(
        "services/regional_conferences",
        Path(__file__).parents[1] / "reference" / "regional_conferences.csv",
        CONFERENCE_COLUMNS,
        load_conferences,
    ),
)
