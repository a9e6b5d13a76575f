"""The order of the days in the database, made from the table in programs.rules.dates.

Two columns of one row are a CHECK constraint; what stands in several tables is a trigger on each.
"""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db.models import CheckConstraint, F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.forms.days import FIRST_DAY
from programs.rules.dates import (
    LABELS,
    NOT_BEFORE_FIRST,
    Day,
    is_of_first_decision,
    pairs,
)

LAST_DAY = date(2098, 12, 31)  # no constraint knows today; the forms stop long before

# All columns that hold a day, by table.
DAYS = {
    "grant": (
        "received_on complete_on project_start_on early_start_approved_on contract_signed_on "
        "cooperation_start cooperation_until period_start period_end purpose_fulfilled_on "
        "binding_until embargo_until handed_over_on withdrawn_on closed_on retention_until "
        "archive_offered_on state_on"
    ),
    "participation": "resolution_on",
    "decision": (
        "decided_on period_start period_end hearing_on known_on applied_on notified_on "
        "delivered_on objected_on appeal_waived_on final_on budget_officer_consent_on"
    ),
    "drawdown": "requested_on",
    "payment": "paid_on use_until used_on",
    "interimreport": "due_on submitted_on",
    "proofofuse": "due_on submitted_on checked_on",
    "reclaim": (
        "hearing_on interest_from interest_to due_on paid_on limitation_on "
        "interest_due_on interest_claimed_on waived_on settled_on"
    ),
    "repayment": "paid_on",
    "interestpayment": "paid_on",
    "stationlog": "received_on forwarded_on",
    "document": "received_on",
    "missingpaper": "requested_on due_on received_on",
    "letter": "sent_on",
    "call": "opens_on deadline_on announced_on",
    "callapplication": "received_on selected_on withdrawn_on",
    "calldecision": "effective_on",
    "efacost": "",
    "centralpayment": "paid_on",
    "budgetbooking": "booked_on",
}

# The case of a row, and the rows of a case.
GRANT_OF = {
    "grant": "NEW.id",
    "payment": "(SELECT grant_id FROM programs_drawdown WHERE id = NEW.drawdown_id)",
    "repayment": "(SELECT grant_id FROM programs_reclaim WHERE id = NEW.reclaim_id)",
    "interestpayment": "(SELECT grant_id FROM programs_reclaim WHERE id = NEW.reclaim_id)",
}
OF_GRANT = {
    "grant": "o.id = {grant}",
    "payment": "o.drawdown_id IN (SELECT id FROM programs_drawdown WHERE grant_id = {grant})",
    "repayment": "o.reclaim_id IN (SELECT id FROM programs_reclaim WHERE grant_id = {grant})",
    "interestpayment": "o.reclaim_id IN (SELECT id FROM programs_reclaim WHERE grant_id = {grant})",
}
# Rows that hang on one another more closely than by their case.
JOINED = {
    ("drawdown", "payment"): "o.drawdown_id = NEW.id",
    ("payment", "drawdown"): "o.id = NEW.drawdown_id",
    ("call", "callapplication"): "o.call_id = NEW.id",
    ("callapplication", "call"): "o.id = NEW.call_id",
    ("callapplication", "calldecision"): "o.application_id = NEW.id",
    ("calldecision", "callapplication"): "o.id = NEW.application_id",
    ("calldecision", "call"): "o.id = (SELECT call_id FROM programs_callapplication "
    "WHERE id = NEW.application_id)",
    ("call", "calldecision"): "o.application_id IN (SELECT id FROM programs_callapplication "
    "WHERE call_id = NEW.id)",
}


def days_in_order(table: str) -> list[CheckConstraint]:
    """The constraints on the days of one row of `table`: they can be meant, and stand in order."""
    return [
        *([_can_be_meant(table)] if DAYS[table] else []),
        *(
            _not_before(table, earlier, later)
            for earlier, later in pairs()
            if earlier.table == later.table == table and not (earlier.is_moment or later.is_moment)
        ),
    ]


def _not_before(table: str, earlier: Day, later: Day) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(**{f"{earlier.column}__isnull": True})
        | Q(**{f"{later.column}__isnull": True})
        | Q(**{f"{later.column}__gte": F(earlier.column)}),
        name=f"{later.column}_not_before_{earlier.column}_{table}"[:63],
        violation_error_message=format_lazy(
            _("“{later}” lies before “{earlier}”. Correct one of the days."),
            later=LABELS[later],
            earlier=LABELS[earlier],
        ),
    )


def _can_be_meant(table: str) -> CheckConstraint:
    fits = Q()
    for column in DAYS[table].split():
        fits &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__range": (FIRST_DAY, LAST_DAY)})
    return CheckConstraint(
        condition=fits,
        name=f"{table}_days_can_be_meant",
        violation_error_message=_("A day lies before 2004 or too far ahead. Correct it."),
    )


def days_across_rows(table: str) -> pgtrigger.Trigger:
    """The trigger that holds a row of `table` against the days that stand in other tables."""
    tests, columns = [], set()
    for earlier, later in pairs():
        if table not in (earlier.table, later.table):
            continue
        if earlier.table == later.table and not (earlier.is_moment or later.is_moment):
            continue
        columns |= {day.column for day in (earlier, later) if day.table == table}
        if earlier.table == later.table:
            tests.append(_refusal(f"{_day(earlier, 'NEW')} > {_day(later, 'NEW')}", earlier, later))
            continue
        own, other = (earlier, later) if earlier.table == table else (later, earlier)
        tests.append(_across(own, other, earlier, later))
    first_columns, first_tests = _firsts(table)
    return pgtrigger.Trigger(
        name="days_across_rows",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*sorted(columns | first_columns)),
        func="".join(tests + first_tests) + "RETURN NEW;",
    )


def _across(own: Day, other: Day, earlier: Day, later: Day) -> str:
    grant = GRANT_OF.get(own.table, "NEW.grant_id")
    by_case = OF_GRANT.get(other.table, "o.grant_id = {grant}").format(grant=grant)
    where = JOINED.get((own.table, other.table), by_case)
    sign = "<" if own == earlier else ">"
    guard = f"{_day(own, 'NEW')} IS NOT NULL"
    if Day.PROPOSED in (own, other):  # what is only proposed may be proposed anew
        signed = "approved_at IS NOT NULL"
        guard = f"{guard} AND NEW.{signed}" if own == Day.PROPOSED else guard
        where = f"{where} AND o.{signed}" if other == Day.PROPOSED else where
    if is_of_first_decision(earlier, later):
        is_first = "NEW.kind = 'initial'" if own.table == "decision" else "o.kind = 'initial'"
        guard, where = (
            (f"{guard} AND {is_first}", where)
            if own.table == "decision"
            else (guard, f"{where} AND {is_first}")
        )
    exists = (
        f"EXISTS (SELECT 1 FROM programs_{other.table} o WHERE {where} "  # noqa: S608  # our names
        f"AND {_day(other, 'o')} {sign} {_day(own, 'NEW')})"
    )
    return _refusal(f"{guard} AND {exists}", earlier, later)


def _firsts(table: str) -> tuple[set[str], list[str]]:
    """The columns of `table` that lie before no first of others, or are such, and their tests."""
    columns: set[str] = set()
    tests = []
    for later, earlier in NOT_BEFORE_FIRST.items():
        if table == later.table:
            columns.add(later.column)
            tests.append(_not_before_first(later, earlier))
        elif table == earlier.table:
            columns |= {earlier.column, "cancelled_at"}
            tests.append(_first_stays(later, earlier))
    return columns, tests


# What of the rows binds: neither what was cancelled nor the row that takes another one back.
STANDS = {
    "payment": "{row}.cancelled_at IS NULL",
    "reclaim": "{row}.cancelled_at IS NULL",
    "repayment": "{row}.reverses_id IS NULL",
    "interestpayment": "{row}.reverses_id IS NULL",
}


def _rows_of_case(own: Day, other: Day) -> str:
    """FROM and WHERE of the rows `o` that stand in the table of `other`, in the case of NEW."""
    grant = GRANT_OF.get(own.table, "NEW.grant_id")
    where = OF_GRANT.get(other.table, "o.grant_id = {grant}").format(grant=grant)
    table = f"programs_{other.table}"
    if other.table in ("repayment", "interestpayment"):
        where += f" AND NOT EXISTS (SELECT 1 FROM {table} r WHERE r.reverses_id = o.id)"  # noqa: S608  # our names
    return f"FROM {table} o WHERE {where} AND {STANDS[other.table].format(row='o')}"


def _not_before_first(later: Day, earlier: Day) -> str:
    first = f"(SELECT min(o.{earlier.column}) {_rows_of_case(later, earlier)})"
    stands = STANDS[later.table].format(row="NEW")
    return _refusal(f"{stands} AND {_day(later, 'NEW')} < {first}", earlier, later)


def _first_stays(later: Day, earlier: Day) -> str:
    """The first of many moves to a later day, by its correction or as it is cancelled."""
    others = f"SELECT min(o.{earlier.column}) {_rows_of_case(earlier, earlier)} AND o.id <> NEW.id"
    own = f"CASE WHEN {STANDS[earlier.table].format(row='NEW')} THEN NEW.{earlier.column} END"
    back = f"SELECT min({_day(later, 'o')}) {_rows_of_case(earlier, later)}"
    return _refusal(f"({back}) < LEAST({own}, ({others}))", earlier, later)


def _day(day: Day, row: str) -> str:
    if day.is_moment:
        return f"({row}.{day.column} AT TIME ZONE 'Europe/Berlin')::date"
    return f"{row}.{day.column}"


def _refusal(condition: str, earlier: Day, later: Day) -> str:
    return f"""
        IF {condition} THEN
            RAISE EXCEPTION '{later.value} lies before {earlier.value}'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'days_in_order';
        END IF;
    """
