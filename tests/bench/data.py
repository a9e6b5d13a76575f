"""Made-up bodies, reports and bookings at full size."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import connection

from municipalities.choices import Kind, PopulationBasis
from municipalities.models import District, GovernmentDistrict, Municipality, PopulationFigure
from programs.choices import EntryKind, GrantState
from programs.models import BudgetLine, Grant, LedgerEntry, MissingPaper, Participation, Program
from services.choices import CompetenceLevel
from services.models import Competence, OzgService

TODAY = date(2026, 11, 22)
BODIES = 449  # the 442 of Hessen and seven more: times 557 services these are 250,093 pairs
YEARS = range(2018, 2027)
GRANTS = 830  # with four partners and three bookings each: with the 45 lines 10,005 entries
OTHER_STATES = [f"{number:02}" for number in range(1, 17) if number != 6]
DISTRICTS = 44  # 15 states x 44 x 16 + 449 = 11,009 bodies
BODIES_PER_DISTRICT = 16

REPORT = """
    WITH pairs AS (
        SELECT m.ags, s.ozg_id, abs(hashtext(m.ags || s.ozg_id)) AS draw
        FROM municipalities_municipality m CROSS JOIN services_ozgservice s
        WHERE m.kind = 'town' AND m.valid_to IS NULL AND starts_with(m.ags, %s)
    ), reported AS (
        SELECT *, DATE '2021-01-01' + draw %% 700 AS first_on,
            CASE WHEN draw %% 3 = 0 THEN DATE '2024-01-01' + draw %% 600 END AS second_on
        FROM pairs WHERE draw %% 10 < 7
    ), events AS (
        SELECT ags, ozg_id, draw %% 5 AS reached, first_on AS valid_from, second_on AS valid_to
        FROM reported
        UNION ALL
        SELECT ags, ozg_id, 4 - draw %% 5, second_on, NULL FROM reported WHERE second_on IS NOT NULL
    )
    INSERT INTO services_rolloutevent (
        municipality_id, service_id, applicable, registered, configured, listed, live, integrated,
        paused, maturity_model_id, maturity_level, valid_from, valid_to, source, source_note
    )
    SELECT ags, ozg_id, TRUE, reached > 0, reached > 1, reached > 1, reached > 2, reached > 3,
        FALSE, CASE WHEN reached > 2 THEN '1.1' END, CASE WHEN reached > 2 THEN reached - 1 END,
        valid_from, valid_to, 'import', 'bench'
    FROM events
"""


def fill_hessen() -> None:
    """449 towns that all execute all 557 services, their reports, and 10,000 bookings."""
    bodies = Municipality.objects.existing_on(TODAY).recipients()
    bodies.update(kind=Kind.TOWN)
    Competence.objects.all().delete()
    Competence.objects.bulk_create(
        Competence(service=service, level=CompetenceLevel.MUNICIPALITY, basis="bench")
        for service in OzgService.objects.all()
    )
    add_bodies([f"06411{number:03}" for number in range(900, 900 + BODIES - bodies.count())])
    _run(REPORT, "06")
    _book(list(bodies.values_list("ags", flat=True)))
    _run("ANALYZE")


def extend_to_germany() -> None:
    """The same services for 11,009 bodies in 16 states: 6.1 million pairs."""
    _run("ALTER TABLE municipalities_municipality DROP CONSTRAINT ags_well_formed")
    _run("ALTER TABLE services_rolloutevent DISABLE TRIGGER USER")
    for state in OTHER_STATES:
        districts = [f"{state}1{number:02}" for number in range(DISTRICTS)]
        GovernmentDistrict.objects.create(ags=f"{state}1", name=state)
        District.objects.bulk_create(
            District(ags=ags, name=ags, government_district_id=f"{state}1") for ags in districts
        )
        add_bodies([f"{ags}{n:03}" for ags in districts for n in range(BODIES_PER_DISTRICT)])
        _run(REPORT, state)
    _run("ALTER TABLE services_rolloutevent ENABLE TRIGGER USER")
    _run("ANALYZE")


def add_bodies(keys: list[str]) -> None:
    """Towns with these keys, and their inhabitants."""
    bodies = [Municipality(ags=ags, name=ags, official_name=ags, kind=Kind.TOWN) for ags in keys]
    for body in bodies:
        body.set_keys()
    Municipality.objects.bulk_create(bodies)
    PopulationFigure.objects.bulk_create(
        PopulationFigure(
            municipality=body,
            as_of=date(2024, 12, 31),
            population=10_000,
            basis=PopulationBasis.CENSUS_2022,
            source="bench",
        )
        for body in bodies
    )


def _book(bodies: list[str]) -> None:
    """An appropriation per line; four partners per grant, each bound, drawn and paid."""
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(
            program=program, fiscal_year=year, einzelplan="B", kapitel="B", foerderprodukt="B"
        )
        for program in Program.objects.order_by("pk")[:5]
        for year in YEARS
    )
    LedgerEntry.objects.bulk_create(
        _entry(line, EntryKind.APPROPRIATION, date(line.fiscal_year, 1, 1), amount=10_000_000)
        for line in lines
    )
    cases = [(number, lines[number % len(lines)]) for number in range(GRANTS)]
    grants = Grant.objects.bulk_create(
        Grant(
            program_id=line.program_id,
            file_reference=f"B {number}",
            title=f"Vorhaben {number}",
            lead_id=bodies[number % len(bodies)],
            state=GrantState.IN_PAYMENT,
        )
        for number, line in cases
    )
    shares = [
        Participation(
            grant=grant,
            municipality_id=bodies[(number * 7 + partner) % len(bodies)],
            share_eur=Decimal(25_000),
        )
        for (number, _line), grant in zip(cases, grants, strict=True)
        for partner in range(4)
    ]
    Participation.objects.bulk_create(shares)
    MissingPaper.objects.bulk_create(
        MissingPaper(grant=grant, title="B", requested_on=TODAY, due_on=TODAY) for grant in grants
    )
    line_of = {grant.pk: line for (_n, line), grant in zip(cases, grants, strict=True)}
    for month, kind in ((3, EntryKind.COMMITMENT), (6, EntryKind.DRAWDOWN), (9, EntryKind.PAYMENT)):
        LedgerEntry.objects.bulk_create(
            _entry(
                line_of[share.grant_id],
                kind,
                date(line_of[share.grant_id].fiscal_year, month, 1),
                amount=25_000,
                share=share,
            )
            for share in shares
        )


def _entry(
    line: BudgetLine, kind: EntryKind, day: date, *, amount: int, share: Participation | None = None
) -> LedgerEntry:
    return LedgerEntry(
        line=line,
        kind=kind,
        amount_eur=Decimal(amount),
        booked_on=day,
        document="bench",
        grant=share.grant if share else None,
        municipality_id=share.municipality_id if share else None,
    )


def _run(statement: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
