"""Whoever has the role of the application, and nothing but SQL, moves no decision.

Each column of each table that carries one is tried on a signed row; what goes through is listed
below and in docs/rules/invariants.md, so a new column is held or named.
"""

# ruff: noqa: S608  # names of tables and columns of ours

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Field, Model

from programs.actions.budget.lines import propose_budget
from programs.actions.central import approve_central_payment, propose_central_payment
from programs.actions.efa.costs import approve_cost, prepare_cost
from programs.actions.reclaim.claims import record_repayment
from programs.choices import EntryKind
from programs.models import CentralPayment
from tests.application import as_application, refusal
from tests.factories.accounts import NOW
from tests.factories.efa import cost, efa_line, keys
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, program

# What one person records, beside or after the decision; it stands in the histories.
OPEN = {
    "programs.grant": (
        "dms_reference subject_area search_text sort_title state_on officer "
        "early_start_approved_on procurement_confirmed contract_signed_on handed_over_on "
        "purpose_fulfilled_on publishable binding_until reuse_artifact "
        "withdrawn_successor source_url source_note published_year"
    ),
    "programs.decision": "state_before",
    "programs.decisionshare": "",
    "programs.tranche": "",
    "programs.participation": "resolution_on",
    "programs.drawdown": "needed_for",
    "programs.payment": "used_on booking_reference cancel_reason cancel_prepared_by cancelled_by",
    "programs.proofofuse": "",
    "programs.reclaim": (
        "interest_claimed_by interest_claimed_on interest_due_on interest_to limitation_on"
    ),
    "programs.repayment": "",
    "programs.budgetline": ("einzelplan kapitel foerderprodukt titel is_ceiling note is_demo"),
    "programs.budgetbalance": "",
    "programs.grantbalance": "",
    "programs.budgetbooking": "cancel_reason cancel_prepared_by cancelled_by",
    "programs.efacost": "reversal_reason reversal_prepared_by",
    "programs.efashare": "",
    "programs.centralpayment": ("booking_reference cancel_reason cancel_prepared_by cancelled_by"),
    "programs.ledgerentry": "",
    "programs.letter": "sent_on sent_as",
    "programs.letterfile": "",
    "programs.stateday": "",
    "programs.directive": "",
    "programs.baserate": "",
    "accounts.roleassignment": "withdrawn_by withdrawn_at",
}
SIGNED = {
    "programs.decision": "approved_at IS NOT NULL AND final_on IS NOT NULL",
    "programs.grant": "state = 'in_payment'",
    "programs.participation": "grant_id IN (SELECT id FROM programs_grant WHERE state = 'final')",
    "programs.budgetline": "id IN (SELECT line_id FROM programs_ledgerentry)",
    "programs.directive": "id IN (SELECT directive_id FROM programs_grant)",
    "programs.letter": "reclaim_id IS NOT NULL",
}


@dataclass(frozen=True)
class World:
    """Keys of the rows that statements name."""

    paid: int
    final: int
    line: int
    officer: int
    approver: int


def build() -> World:
    """One row of each table, signed by the people whose it is."""
    staff = Staff.hire()
    line = BudgetLineFactory.create(money="500000.00")
    paid = staff.final(line)
    staff.paid(paid, "50000.00")
    final = staff.final(line)
    old = staff.paid_since(date(2025, 3, 3), "40000.00")
    reclaim = staff.reclaimed(old, "1000.00")
    record_repayment(reclaim, paid_on=TODAY, by=staff.officer, at=NOW, amount_eur=Decimal("10.00"))
    staff.proof_checked(staff.final(line))
    given = propose_budget(
        line,
        EntryKind.APPROPRIATION,
        Decimal("5.00"),
        on=TODAY,
        document="Erlass",
        by=staff.budget,
        at=NOW,
    )
    staff.confirmed(given)
    _costs(staff)
    return World(paid.pk, final.pk, line.pk, staff.officer.pk, staff.approver.pk)


def _costs(staff: Staff) -> None:
    efa_line()
    keys()
    made = cost("100.00")
    prepare_cost(made, by=staff.officer, at=NOW)
    approve_cost(made, on=date(2024, 12, 1), by=staff.approver, at=NOW)
    bill = CentralPayment(
        line=BudgetLineFactory.create(program=program("civento")),
        amount_eur=Decimal("10.00"),
        payee="ekom21",
        purpose="Betrieb",
        document="Rechnung 1",
    )
    propose_central_payment(bill, by=staff.officer, at=NOW)
    approve_central_payment(bill, on=TODAY, by=staff.approver, at=NOW)


def others(field: Field) -> Iterator[str]:  # type: ignore[type-arg]  # of any kind
    """Values in SQL that the column of a row `x` may not have now."""
    column = f'x."{field.column}"'
    kind = field.db_parameters(connection)["type"] or ""
    if field.null:
        yield "NULL"
    if field.is_relation:
        target = field.related_model
        key = field.target_field.column  # type: ignore[attr-defined]  # of a relation
        yield (
            f'(SELECT "{key}" FROM {target._meta.db_table} r '  # type: ignore[union-attr]
            f'WHERE r."{key}" IS DISTINCT FROM {column} ORDER BY 1 DESC LIMIT 1)'
        )
    elif kind == "boolean":
        yield f"NOT {column}"
    elif kind.endswith("[]"):
        yield f"ARRAY['1']::{kind}"
    elif kind.startswith(("varchar", "text")):
        yield from ("''", f"COALESCE({column}, '') || '1'")
        yield from (f"'{value}'" for value, _label in field.flatchoices)
    elif kind == "date" or kind.startswith("timestamp"):
        yield from (
            f"COALESCE({column}, CURRENT_DATE) + interval '1 day'",
            f"{column} - interval '1 day'",
        )
    elif kind.startswith(("numeric", "integer", "smallint", "bigint")):
        yield from (f"COALESCE({column}, 0) + 1", f"{column} - 1")


def moved(model: type[Model]) -> list[str]:
    """The columns of a signed row that the application writes with SQL alone."""
    table, chosen = model._meta.db_table, SIGNED.get(model._meta.label_lower, "TRUE")
    row = f'(SELECT ctid FROM "{table}" WHERE {chosen} ORDER BY 1 DESC LIMIT 1)'
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {chosen}')
        assert cursor.fetchone()[0], f"no row of {table} to try"
    written = []
    for field in model._meta.local_concrete_fields:
        if field.primary_key or getattr(field, "generated", False):
            continue
        tried = (
            _passes(
                f'UPDATE "{table}" x SET "{field.column}" = {value} WHERE ctid = {row} '
                f'AND x."{field.column}" IS DISTINCT FROM {value}'
            )
            for value in others(field)
        )
        written += [field.name] if any(tried) else []
    return written


def _passes(statement: str) -> bool:
    """Whether the statement changes a row and nothing refuses it."""
    counted = f"WITH done AS ({statement} RETURNING 1) SELECT 1 / count(*) FROM done"
    return refusal(counted) == ""


def statements() -> Iterator[tuple[str, str, str]]:
    """Each statement of the file beside this one, with what it tries and the rule it breaks."""
    text = Path(__file__).with_name("past_the_actions.sql").read_text()
    for block in text.split("\n-- ")[1:]:
        head, _newline, statement = block.partition("\n")
        rule, _colon, name = head.partition(": ")
        yield name, rule, statement


@pytest.mark.usefixtures("committed_db")
def test_no_column_of_what_was_signed_is_written_past_the_actions() -> None:
    build()
    differing = {}
    with as_application():
        for label, names in OPEN.items():
            differing[label] = sorted(set(moved(apps.get_model(label))) ^ set(names.split()))
    assert not any(differing.values()), {
        label: names for label, names in differing.items() if names
    }


@pytest.mark.usefixtures("committed_db")
def test_statements_past_the_actions_are_refused_by_their_rule() -> None:
    keys_of = vars(build())
    told = {}
    with as_application():
        for name, rule, statement in statements():
            said = refusal(re.sub(r"\{(\w+)\}", lambda key: str(keys_of[key[1]]), statement))
            if rule not in said:
                told[name] = said or "went through"
    assert not told, told
