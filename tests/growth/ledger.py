"""A ledger of any size: the cases of the benchmark over and over, booked through its triggers."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from programs.choices import EntryKind

SHIFT = 1_000_000  # from the key of a case to that of its next copy
FIRST = f"t.grant_id < {SHIFT}"
NEXT = f"t.grant_id + k * {SHIFT}"
LATER = "(t.due_on + make_interval(months => k))::date"  # not all papers of a state on one day
# Each kind after the one that covers it: nothing is drawn before it is bound.
ORDER = (EntryKind.COMMITMENT, EntryKind.DRAWDOWN, EntryKind.PAYMENT)
COVER = """
    INSERT INTO programs_ledgerentry (kind, amount_eur, line_id, document, reason, booked_on)
    SELECT 'appropriation', 1000000000, id, 'growth', '', make_date(fiscal_year, 1, 2)
    FROM programs_budgetline
"""
COLUMNS = """
    SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0
    AND NOT attisdropped AND attgenerated = '' AND attname <> 'id'
"""


def grow(times: int, *, done: int) -> None:
    """From `done` to `times` as many cases as at first, with shares, papers and bookings."""
    if done == 1:
        _run(COVER)
    copies = f"generate_series({done}, {times - 1}) AS k"
    key = {"id": f"t.id + k * {SHIFT}", "file_reference": "t.file_reference || ' ' || k"}
    _copy_bare("programs_grant", copies, key, f"t.id < {SHIFT}")
    _copy_bare("programs_participation", copies, {"grant_id": NEXT}, FIRST)
    _copy_bare("programs_missingpaper", copies, {"grant_id": NEXT, "due_on": LATER}, FIRST)
    for kind in ORDER:
        booked = f"{FIRST} AND t.kind = '{kind}'"
        _copy("programs_ledgerentry", copies, {"grant_id": NEXT}, booked)
    _run("VACUUM ANALYZE")


def bare_sum() -> None:
    """What the database alone takes to add up the whole ledger."""
    _run("SELECT line_id, kind, sum(amount_eur) FROM programs_ledgerentry GROUP BY line_id, kind")


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


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
