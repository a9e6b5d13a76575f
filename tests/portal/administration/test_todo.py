"""The first page of the administration: order and age of its lists, and where each leads."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import resolve

from accounts.choices import Role
from portal.administration.todo import (
    MORE,
    LinkedTask,
    Section,
    _age,
    _first_day,
    _more,
    _page,
    todos,
)
from programs.models import BudgetLine, Directive, Grant
from programs.queries.budget.hkr import Reconciled
from programs.todo.case_filters import CASE_LISTS
from programs.todo.lists import Task, Todo
from services.models import Competence
from tests.factories.accounts import UserFactory
from tests.services.world import TODAY

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def task(day: date | None = None, *, is_overdue: bool = False) -> Task:
    return Task(Grant, "Fall", "", is_overdue=is_overdue, day=day)


def section(name: str, *tasks: Task) -> Section:
    return Section(Todo(list(tasks), "key", name, lambda task: task), "", [])


def test_lists_with_something_overdue_come_first_then_the_oldest_and_those_without_a_day_last() -> (
    None
):
    sections = [
        section("without a day", task()),
        section("tomorrow", task(TOMORROW)),
        section("yesterday and tomorrow", task(TOMORROW), task(YESTERDAY)),
        section("overdue since today", task(TODAY, is_overdue=True), task()),
        section("overdue since yesterday", task(TOMORROW), task(YESTERDAY, is_overdue=True)),
    ]
    ordered = [entry.todo.title for entry in sorted(sections, key=_first_day)]
    assert ordered == [
        "overdue since yesterday",
        "overdue since today",
        "yesterday and tomorrow",
        "tomorrow",
        "without a day",
    ]


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (0, "heute"),
        (1, "seit 1 Tag"),
        (2, "seit 2 Tagen"),
        (400, "seit 400 Tagen"),
        (-1, "in 1 Tag"),
        (-2, "in 2 Tagen"),
    ],
)
def test_age_is_told_in_days_from_today(days: int, age: str) -> None:
    assert _age(task(TODAY - timedelta(days=days)), TODAY) == age


def test_task_without_a_day_has_no_age() -> None:
    assert _age(task(), TODAY) == ""


@pytest.mark.parametrize("key", sorted(MORE))
def test_whole_list_is_a_page_of_the_administration_with_its_filter(key: str) -> None:
    address = urlsplit(_more(key))
    model, query = MORE[key]
    assert resolve(address.path).url_name == f"{model}_changelist"
    assert {name: values[0] for name, values in parse_qs(address.query).items()} == query


def test_lists_of_cases_share_the_filter_of_the_list_page() -> None:
    for key in CASE_LISTS:
        assert _more(key) == f"/admin/programs/grant/?liste={key}"
    assert not set(CASE_LISTS) & set(MORE)


def test_differences_to_the_books_of_the_state_lead_to_those_still_open() -> None:
    assert _more("differences") == "/admin/programs/hkrpayment/abgleich/?offen=on"


def test_unknown_list_is_a_fault_and_no_empty_address() -> None:
    with pytest.raises(KeyError):
        _more("nothing")


def test_task_leads_to_its_row_its_list_or_its_month() -> None:
    assert _page(Grant(pk=7)) == "/admin/programs/grant/7/change/"
    assert _page(Directive) == "/admin/programs/directive/"
    month = Reconciled(BudgetLine(pk=3), date(2026, 5, 1), Decimal(0), Decimal(1), None)
    assert _page(month) == "/admin/programs/hkrpayment/abgleich/3/2026/5/"


@pytest.mark.usefixtures("world")
def test_competence_to_be_clarified_waits_for_who_keeps_the_catalogue_alone() -> None:
    keeper = UserFactory.create(roles=[Role.COORDINATOR])
    (waiting,) = todos(keeper, today=TODAY)
    competence = Competence.objects.get(service="90005")
    assert (waiting.todo.key, waiting.todo.count) == ("unclear", 1)
    address = f"/admin/services/competence/{competence.pk}/change/"
    assert waiting.rows == [LinkedTask(address, waiting.todo.tasks[0], "")]
    assert waiting.todo.tasks[0].text == "Fundsachen (90005)"
    assert todos(UserFactory.create(roles=[Role.AUDITOR]), today=TODAY) == []
    competence.valid_to = TODAY
    competence.save()
    assert todos(keeper, today=TODAY) == []
