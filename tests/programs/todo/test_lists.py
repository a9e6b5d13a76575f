"""Lists of things to do: the first of them, how many there are, and which have any at all."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.choices import GrantState
from programs.models import Grant
from programs.todo.lists import SHOWN, Task, Todo, filled
from tests.factories.accounts import UserFactory
from tests.factories.programs import GrantFactory

pytestmark = pytest.mark.django_db


def cases(beginning: str) -> Todo:
    rows = Grant.objects.filter(file_reference__startswith=beginning).order_by("pk")
    return Todo(rows, beginning, "Probe", lambda case: Task(case, case.file_reference, ""))


def days(*found: int) -> Todo:
    return Todo(list(found), "days", "Tage", lambda day: Task(Grant, str(day), ""))


def test_list_shows_the_first_and_counts_all() -> None:
    """Up to as many as are shown, what is shown is counted."""
    for made in range(1, SHOWN + 3):
        GrantFactory.create(state=GrantState.DRAFT, file_reference=f"Z {made}")
        found = cases("Z ")
        assert (found.count, len(found.tasks)) == (made, min(made, SHOWN))
        assert [task.text for task in found.tasks] == [
            f"Z {n + 1}" for n in range(min(made, SHOWN))
        ]


def test_list_of_what_is_there_already_shows_the_first_and_counts_all() -> None:
    found = days(*range(SHOWN + 2))
    assert (found.count, [task.text for task in found.tasks]) == (7, ["0", "1", "2", "3", "4"])


def test_one_question_tells_which_lists_have_something() -> None:
    UserFactory.create()
    GrantFactory.create(file_reference="B 1")
    asked = [cases("A "), cases("B "), days(), days(1), cases("C ")]
    with CaptureQueriesContext(connection) as queries:
        assert filled(asked) == [asked[1], asked[3]]
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert filled([days(), days(1)])[0].count == 1
    assert len(queries) == 0
