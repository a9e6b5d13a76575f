"""A year of random acts by eight people: after each the books agree, at the end nothing is stuck.

The short form runs with the suite, `make faults` drives many longer years (OZG_FAULT_ROUNDS).
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core import rollups
from programs.balances import compare_balances
from programs.choices import GrantState
from programs.models import Grant
from programs.rollups import BUDGET
from programs.rules.dates import Day, is_of_first_decision, pairs
from tests.factories.books import lost, overspent
from tests.programs.year.office import BACK, START, Year

ROUNDS = int(os.environ.get("OZG_FAULT_ROUNDS", "1"))
ACTS = 150
ENDED = {GrantState.CLOSED, GrantState.REJECTED, GrantState.WITHDRAWN}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_books_and_people_agree_after_each_act_of_a_year(seed: int) -> None:
    done: Counter[str] = Counter()
    with time_machine.travel(START, tick=False) as clock:
        year = Year(Random(seed), clock)
        acts = ACTS * (2 if ROUNDS > 1 else 1)
        for number in range(acts):
            if number == acts * 2 // 3:
                year.new_year()
            done[year.act()] += 1
            check_books()
        check_days()
        check_nothing_is_stuck(year)
        assert len([name for name in done if not name.endswith("?")]) > 20
        check_all_happened(year, done)


def check_all_happened(year: Year, done: Counter[str]) -> None:
    """Late pages, double sends, ways back, a clock that went back, two years, a town."""
    told = year.told + year.town.told
    missing = {"late", "twice", "back"} - {what for what, count in told.items() if count}
    taken = {tuple(name.split("-", 1)) for name in done if "-" in name and not name.endswith("?")}
    missing |= {"ways back"} if not taken & BACK else set()
    missing |= {"portal"} if not any(page == "portal" for page, *_ in taken) else set()
    missing |= {"new year"} if timezone.localdate().year == START.year else set()
    assert missing == set()


def check_books() -> None:
    """Balance = ledger = roll-up = second computation = documents."""
    now = timezone.now()
    today = timezone.localdate(now)
    assert (lost(), overspent()) == ([], [])
    assert list(compare_balances(today)) == []
    rollups.refresh_all(at=today, now=now)
    assert rollups.check(BUDGET, now=now) == []


def check_days() -> None:
    """No day lies before one it follows: read from the tables, with no help of the constraints."""
    for earlier, later in pairs():
        if earlier.table == later.table:
            assert out_of_order(earlier, later) == [], (earlier, later)
        elif earlier.table == "decision" and is_of_first_decision(earlier, later):
            continue  # asked of the first decision by the trigger alone


def out_of_order(earlier: Day, later: Day) -> list[Any]:
    def day(one: Day) -> str:
        at = " AT TIME ZONE 'Europe/Berlin'" if one.is_moment else ""
        return f"({one.column}{at})::date"

    table = f"programs_{later.table}"
    where = f"{day(earlier)} > {day(later)}"
    if "decision.prepared_at" in (earlier.value, later.value):
        where += " AND approved_at IS NOT NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE {where}")  # noqa: S608  # our names
        return list(cursor.fetchall())


def check_nothing_is_stuck(year: Year) -> None:
    """Each open row has a step that goes on, and somebody who may take it."""
    stuck = []
    for name, page in year.pages.items():
        for row in page.model._default_manager.all():
            if is_open(row) and not goes_on(year, name, row):
                stuck.append((name, row, getattr(row, "state", "")))
    assert stuck == []


def is_open(row: Any) -> bool:
    """Whether something is still to be done about the row."""
    if isinstance(row, Grant):
        return row.state not in ENDED
    queryset = type(row)._default_manager
    return hasattr(queryset, "waiting") and queryset.waiting().filter(pk=row.pk).exists()


def goes_on(year: Year, name: str, row: Any) -> bool:
    steps = [step for step in year.pages[name].steps if (name, step.name) not in BACK]
    if name != "grant":
        steps = list(year.pages[name].steps)
    return any(
        step.is_open(row) and any(person.has_perm(step.permission) for person in year.people)
        for step in steps
    )
