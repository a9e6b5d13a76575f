"""Money moves by one declaration of its kinds and through few doors."""

from __future__ import annotations

from programs.choices import EntryKind
from programs.models.triggers.ledger import GRANT_COLUMNS, LINE_COLUMNS
from programs.rollups import AUTHORISED, CASH
from programs.rules.kinds import KINDS
from tests.house.test_house import files_with

# Where budget kinds are named: declared, recorded by two people, and made up for the demo.
NAME_BUDGET_KINDS = {
    "demo/budget.py",
    "programs/actions/budget/lines.py",
    "programs/actions/budget/year_change.py",
    "programs/choices.py",
    "programs/rules/kinds.py",
    "programs/models/budget_booking.py",
}
BUDGET = [kind for kind, what in KINDS.items() if what.is_budget]


def test_each_kind_of_booking_says_what_it_adds_to() -> None:
    assert set(KINDS) == set(EntryKind)
    for part, columns in (
        ("line", LINE_COLUMNS),
        ("grant", GRANT_COLUMNS),
        ("cash", CASH),
        ("authorised", AUTHORISED),
    ):
        named = {column for what in KINDS.values() for column in getattr(what, part)}
        assert named == set(columns), part


def test_budget_kinds_are_named_where_two_people_record_them() -> None:
    """What books an appropriation or a block elsewhere goes round the second person."""
    names = "|".join(kind.name for kind in BUDGET)
    assert files_with(rf"EntryKind\.({names})\b") <= NAME_BUDGET_KINDS
    values = "|".join(kind.value for kind in BUDGET)
    assert files_with(rf"kind\W+(=|IN \().*'({values})'") == set()


def test_ledger_is_written_in_one_place() -> None:
    assert files_with(r"LedgerEntry\.objects\.(bulk_)?create") == {
        "demo/batch.py",
        "programs/actions/booking.py",
    }


def test_entries_are_made_by_actions_alone() -> None:
    makers = files_with(r"(?<!class )\bLedgerEntry\(")
    assert {name for name in makers if not name.startswith("programs/actions/")} == {
        "demo/batch.py"
    }
