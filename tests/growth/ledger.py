"""A ledger of any size: the cases of the benchmark over and over, booked through its triggers.

Each copy has programs of its own and other bodies, 11,009 at most: what grows is the state, not
the program, the body and the case that are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from municipalities.models import District, GovernmentDistrict
from programs.choices import EntryKind
from tests.bench.data import (
    BODIES,
    BODIES_PER_DISTRICT,
    DISTRICTS,
    OTHER_STATES,
    add_bodies,
)

SHIFT = 1_000_000  # from the key of a case to that of its next copy
FIRST = f"t.grant_id < {SHIFT}"
NEXT = f"+ k * {SHIFT}"
LATER = "(t.due_on + make_interval(months => k))::date"  # not all papers of a state on one day
# Each kind after the one that covers it: nothing is drawn before it is bound.
ORDER = (EntryKind.COMMITMENT, EntryKind.DRAWDOWN, EntryKind.PAYMENT)
COVER = """
    INSERT INTO programs_ledgerentry (kind, amount_eur, line_id, document, reason, booked_on)
    SELECT 'appropriation', 1000000000, id, 'growth', '', make_date(fiscal_year, 1, 2)
    FROM programs_budgetline WHERE id / %s BETWEEN %s AND %s
"""
COLUMNS = """
    SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0
    AND NOT attisdropped AND attgenerated = '' AND attname <> 'id'
"""


def grow(times: int, *, done: int) -> None:
    """From `done` to `times` as many cases as at first, with shares, papers and bookings."""
    _grow_bodies(times, is_first=done == 1)
    copies = f"generate_series({done}, {times - 1}) AS k"
    named = {"code": "t.code || '-' || k", "name": "t.name || ' ' || k", "id": f"t.id {NEXT}"}
    _copy("programs_program", copies, named, f"t.id < {SHIFT}")
    line = {"id": f"t.id {NEXT}", "program_id": f"t.program_id {NEXT}"}
    _copy("programs_budgetline", copies, line, f"t.id < {SHIFT}")
    _run(COVER, SHIFT, 0 if done == 1 else done, times - 1)
    key = {
        "id": f"t.id {NEXT}",
        "program_id": f"t.program_id {NEXT}",
        "file_reference": "t.file_reference || ' ' || k",
        "lead_id": _body("lead_id"),
    }
    _copy_bare("programs_grant", copies, key, f"t.id < {SHIFT}")
    part = {"grant_id": f"t.grant_id {NEXT}", "municipality_id": _body("municipality_id")}
    _copy_bare("programs_participation", copies, part, FIRST)
    paper = {"grant_id": f"t.grant_id {NEXT}", "due_on": LATER}
    _copy_bare("programs_missingpaper", copies, paper, FIRST)
    for kind in ORDER:
        booked = f"{FIRST} AND t.kind = '{kind}'"
        entry = {**part, "line_id": f"t.line_id {NEXT}"}
        _copy("programs_ledgerentry", copies, entry, booked)
    _run("VACUUM ANALYZE")


def bare_sum() -> None:
    """What the database alone takes to add up the whole ledger."""
    _run("SELECT line_id, kind, sum(amount_eur) FROM programs_ledgerentry GROUP BY line_id, kind")


def _grow_bodies(times: int, *, is_first: bool) -> None:
    """Bodies of other states for the copies, and a number for each."""
    if is_first:
        _run("ALTER TABLE municipalities_municipality DROP CONSTRAINT ags_well_formed")
        _run("CREATE TABLE growth_body (ags text PRIMARY KEY, place serial UNIQUE)")
        _run(
            "INSERT INTO growth_body (ags) SELECT ags FROM municipalities_municipality "
            "WHERE kind = 'town' AND valid_to IS NULL ORDER BY ags"
        )
        _run("UPDATE growth_body SET place = place - 1")
    wanted = BODIES * (times - 1)
    keys = [f"{state}1{number:02}" for state in OTHER_STATES for number in range(DISTRICTS)]
    begun = {district.ags for district in District.objects.filter(ags__in=keys)}
    for ags in keys[: -(-wanted // BODIES_PER_DISTRICT)]:
        if ags in begun:
            continue
        government, _is_new = GovernmentDistrict.objects.get_or_create(ags=ags[:3], name=ags[:3])
        District.objects.create(ags=ags, name=ags, government_district=government)
        add_bodies([f"{ags}{number:03}" for number in range(BODIES_PER_DISTRICT)])
    _run(
        "INSERT INTO growth_body SELECT m.ags, (SELECT max(place) FROM growth_body) "
        "+ row_number() OVER (ORDER BY m.ags) FROM municipalities_municipality m "
        "WHERE m.kind = 'town' AND m.valid_to IS NULL "
        "AND NOT EXISTS (SELECT FROM growth_body b WHERE b.ags = m.ags)"
    )
    _run("ANALYZE")


def _body(column: str) -> str:
    """The body in place of the one in `column`: each copy takes the next ones, never the first."""
    return (
        f"(SELECT n.ags FROM growth_body b JOIN growth_body n ON n.place = {BODIES} "  # noqa: S608  # names of ours
        f"+ ((k - 1) * {BODIES} + b.place) % ((SELECT count(*) FROM growth_body) - {BODIES}) "
        f"WHERE b.ags = t.{column})"
    )


def _copy_bare(table: str, copies: str, changed: Mapping[str, str], which: str) -> None:
    """The same past the triggers of the table, which look at each case by itself."""
    _run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    _copy(table, copies, changed, which)
    _run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _copy(table: str, copies: str, changed: Mapping[str, str], which: str) -> None:
    """Rows of `table` once more for each copy, with new keys."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        kept: dict[str, str] = {name: f't."{name}"' for (name,) in cursor.fetchall()}
    kept.update(changed)
    names = ", ".join(f'"{name}"' for name in kept)
    values = ", ".join(kept.values())
    _run(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t CROSS JOIN {copies} "  # noqa: S608  # names of ours
        f"WHERE {which}"
    )


def _run(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
