"""Loads authorities, programs, directives, envelopes and base rates from our own files.

Programs, directives, envelopes and base rates are maintained by staff once they are there: a
changed file adds what is new and leaves what they edited.
"""

from __future__ import annotations

from pathlib import Path

from core.imports.reference import (
    ReferenceColumn,
    ReferenceTable,
    Source,
    day,
    decimal,
    flag,
    insert_missing,
    integer,
    listing,
    one_of,
    text,
    upsert,
)
from programs.choices import GrantKind, NotificationKind, Qualifier, TextPlace
from programs.models import (
    Authority,
    BaseRate,
    DeliveryRule,
    Directive,
    Envelope,
    EnvelopePart,
    LetterText,
    Program,
)

FOLDER = Path(__file__).parents[1] / "reference"
CONFIRMED = "V"  # the mark of what a source says; other marks are for the ministry to confirm

DIRECTIVE_COLUMNS: dict[str, ReferenceColumn] = {
    "version": text(needed=True),
    "valid_from": day(needed=True),
    "valid_to": day(),
    "financing_types": listing(),
    "per_partner_eur": decimal(),
    "cap_eur": decimal(),
    "min_grant_eur": decimal(),
    "max_rate": decimal(),
    "min_eligible_eur": decimal(),
    "max_months": integer(),
    "min_partners": integer(),
    "exceptional_partners": integer(),
    "cooperation_years": integer(),
    "min_saving_rate": decimal(),
    "requires_no_prior_start": flag(),
    "use_months": integer(),
    "interim_months": integer(),
    "proof_months": integer(),
    "retained_rate": decimal(),
    "small_difference_eur": decimal(),
    "finality_months": integer(),
    "retention_years": integer(),
    "interest_points": decimal(),
    "required_entries": listing(),
    "takes_applications": flag(),
    "application_papers": listing(),
    "appeal_notice": text(),
    "source": text(needed=True),
    "general_knowledge": listing(),
    "note": text(),
}
PROGRAM_COLUMNS: dict[str, ReferenceColumn] = {
    "name": text(needed=True),
    "aliases": listing(),
    "description": text(),
    "grant_kind": one_of(GrantKind),
    "funding_source": text(),
    "count_since": integer(),
    "third_signature_from_eur": decimal(),
    "budget_officer_from_eur": decimal(),
    "backdating_days": integer(needed=True),
    "starts_on": day(),
    "ends_on": day(),
    "source": text(needed=True),
    "general_knowledge": listing(),
}
ENVELOPE_COLUMNS: dict[str, ReferenceColumn] = {
    "name": text(needed=True),
    "amount_eur": decimal(needed=True),
    "qualifier": one_of(Qualifier),
    "period_from": day(),
    "period_to": day(),
    "source": text(needed=True),
    "note": text(),
}


def load_authorities(table: ReferenceTable) -> None:
    table.must_be_unique("code")
    table.check()
    upsert(
        [Authority(**row) for row in table.rows],
        key=["code"],
        fields=["name", "valid_from", "valid_to"],
    )


def load_programs(table: ReferenceTable) -> list[str]:
    """Programs, those that are part of another after it."""
    authorities = set(Authority.objects.values_list("code", flat=True))
    table.must_be_unique("code")
    table.must_be_known("parent", {row["code"] for row in table.rows})
    table.must_be_known("granting_authority", authorities)
    table.must_be_known("policy_owner", authorities)
    table.check()
    kept = []
    for is_part in (False, True):
        ids = _program_ids()
        programs = [
            Program(
                code=row["code"],
                parent_id=ids.get(row["parent"]),
                granting_authority_id=row["granting_authority"] or None,
                policy_owner_id=row["policy_owner"] or None,
                **{name: row[name] for name in PROGRAM_COLUMNS},
            )
            for row in table.rows
            if bool(row["parent"]) == is_part
        ]
        kept += insert_missing(programs, key=("code",), fields=PROGRAM_COLUMNS)
    return kept


def load_directives(table: ReferenceTable) -> list[str]:
    ids = _program_ids()
    table.must_be_unique("program", "version")
    table.must_be_known("program", ids)
    table.check()
    directives = [
        Directive(program_id=ids[row["program"]], **{name: row[name] for name in DIRECTIVE_COLUMNS})
        for row in table.rows
    ]
    return insert_missing(directives, key=("program_id", "version"), fields=DIRECTIVE_COLUMNS)


def load_envelopes(table: ReferenceTable) -> list[str]:
    ids = _program_ids()
    table.must_be_unique("code")
    table.must_be_known("program", ids)
    table.check()
    envelopes = [
        Envelope(
            code=row["code"],
            program_id=ids.get(row["program"]),
            **{name: row[name] for name in ENVELOPE_COLUMNS},
        )
        for row in table.rows
    ]
    return insert_missing(envelopes, key=("code",), fields=ENVELOPE_COLUMNS)


def load_envelope_parts(table: ReferenceTable) -> None:
    codes = set(Envelope.objects.values_list("code", flat=True))
    table.must_be_unique("whole", "part")
    table.must_be_known("whole", codes)
    table.must_be_known("part", codes)
    table.check()
    parts = [
        EnvelopePart(whole_id=row["whole"], part_id=row["part"], note=row["note"])
        for row in table.rows
    ]
    upsert(parts, key=["whole", "part"], fields=["note"])


def load_base_rates(table: ReferenceTable) -> list[str]:
    table.must_be_unique("valid_from")
    table.check()
    rates = [
        BaseRate(
            valid_from=row["valid_from"],
            percent=row["percent"],
            source=row["source"],
            is_confirmed=row["mark"] == CONFIRMED,
        )
        for row in table.rows
    ]
    return insert_missing(rates, key=("valid_from",), fields=("percent", "source"))


def load_delivery_rules(table: ReferenceTable) -> list[str]:
    table.must_be_unique("kind", "valid_from")
    table.check()
    rules = [
        DeliveryRule(
            kind=row["kind"],
            valid_from=row["valid_from"],
            days=row["days"],
            source=row["source"],
            is_confirmed=row["mark"] == CONFIRMED,
        )
        for row in table.rows
    ]
    return insert_missing(rules, key=("kind", "valid_from"), fields=("days", "source"))


def load_letter_texts(table: ReferenceTable) -> list[str]:
    """Text blocks of letters for all programs, as long as nobody wrote better ones."""
    table.must_be_unique("place", "kind", "valid_from")
    table.check()
    texts = [LetterText(is_confirmed=row.pop("mark") == CONFIRMED, **row) for row in table.rows]
    key = ("place", "kind", "program_id", "directive_id", "valid_from")
    return insert_missing(texts, key=key, fields=("text",))


def _program_ids() -> dict[str, int]:
    return dict(Program.objects.values_list("code", "pk"))


SOURCES = (
    Source(
        "programs/authorities",
        FOLDER / "authorities.csv",
        {
            "code": text(needed=True),
            "name": text(needed=True),
            "valid_from": day(),
            "valid_to": day(),
        },
        load_authorities,
    ),
    Source(
        "programs/programs",
        FOLDER / "programs.csv",
        {
            "code": text(needed=True),
            "parent": text(),
            "granting_authority": text(),
            "policy_owner": text(),
            **PROGRAM_COLUMNS,
        },
        load_programs,
    ),
    Source(
        "programs/directives",
        FOLDER / "directives.csv",
        {"program": text(needed=True), **DIRECTIVE_COLUMNS},
        load_directives,
    ),
    Source(
        "programs/envelopes",
        FOLDER / "envelopes.csv",
        {"code": text(needed=True), "program": text(), **ENVELOPE_COLUMNS},
        load_envelopes,
    ),
    Source(
        "programs/envelope_parts",
        FOLDER / "envelope_parts.csv",
        {"whole": text(needed=True), "part": text(needed=True), "note": text()},
        load_envelope_parts,
    ),
    Source(
        "programs/base_rates",
        FOLDER / "base_rates.csv",
        {
            "valid_from": day(needed=True),
            "percent": decimal(needed=True),
            "mark": text(),
            "source": text(needed=True),
        },
        load_base_rates,
    ),
    Source(
        "programs/delivery_rules",
        FOLDER / "delivery_rules.csv",
        {
            "kind": one_of(NotificationKind),
            "valid_from": day(needed=True),
            "days": integer(needed=True),
            "mark": text(),
            "source": text(needed=True),
        },
        load_delivery_rules,
    ),
    Source(
        "programs/letter_texts",
        FOLDER / "letter_texts.csv",
        {
            "place": one_of(TextPlace),
            "kind": text(),
            "valid_from": day(needed=True),
            "mark": text(),
            "source": text(needed=True),
            "text": text(needed=True),
        },
        load_letter_texts,
    ),
)
