"""The page of one's own body is a desk: what is to be done first, then the rest."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from core.as_of import AsOf
from portal.municipality.desk import desk_tasks, unreported_task
from programs.queries.deadlines import Deadline
from services.queries.progress import progress, total_of
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.portal.cases import BODY, MINE, refreshed, text_of, works_for
from tests.programs.desk import signed_in
from tests.services.world import TOWN

TODAY = date(2026, 11, 28)


@pytest.mark.django_db
def test_overdue_comes_first_and_five_to_come() -> None:
    grant, user = GrantFactory.create(), UserFactory.create()
    days = [TODAY + timedelta(days=number) for number in range(-2, 8)]
    tasks = desk_tasks([Deadline(day, "Nachweis", grant) for day in days], user, today=TODAY)
    assert [task.is_overdue for task in tasks] == [True, True, False, False, False, False, False]
    assert {task.url for task in tasks} == {grant.get_absolute_url()}
    assert tasks[2].about == f"fällig am 28.11.2026 · {grant}"


@pytest.mark.django_db
def test_desk_stands_on_the_own_page_alone_and_on_top() -> None:
    refreshed()
    grant = GrantFactory.create()
    due = timezone.localdate() - timedelta(days=1)
    grant.missing_papers.create(title="Beschluss", requested_on=due, due_on=due)
    own = text_of(works_for(LAUTERBACH), MINE)
    assert own.index("Zuerst zu tun") < own.index("Beschluss") < own.index("Zuwendungen")
    assert "überfällig" in own[: own.index("Zuwendungen")]
    assert "Zuerst zu tun" not in text_of(works_for(ALSFELD), BODY)
    assert "Zuerst zu tun" not in text_of(works_for(LAUTERBACH), f"{BODY}?stand=2026-01-31")


def test_unreported_services_are_a_task_until_all_are_reported(world: None) -> None:
    refreshed()
    total = total_of(progress("theme_field", body=TOWN, at=AsOf.today()))
    assert total.reported < total.competent
    (task,) = unreported_task(total, url="/melden/")
    assert str(total.competent - total.reported) in task.what
    assert "noch nicht gemeldet" in task.what
    assert unreported_task(total, url="") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "label"),
    [
        (BODY, "Meine Kommune"),
        (f"{BODY}naechste-schritte/", "Meine Kommune"),
        (f"/kommunen/{ALSFELD}/", "Kommunen"),
        ("/kommunen/", "Kommunen"),
        ("/leistungen/10000/", "Fortschritt"),
    ],
)
def test_navigation_marks_where_one_is(path: str, label: str) -> None:
    response = works_for(LAUTERBACH).get(path)
    assert response.status_code == 200
    current = re.findall(r'aria-current="page">([^<]+)</a>', response.content.decode())
    assert current == [label]


def test_next_steps_lead_to_the_report_of_each_service_for_who_reports(desk: Client) -> None:
    table = desk.get(f"/kommunen/{TOWN}/naechste-schritte/").context["table"]
    assert table.columns.names()[-1] == "report"
    reader = signed_in(UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[TOWN]))
    table = reader.get(f"/kommunen/{TOWN}/naechste-schritte/").context["table"]
    assert "report" not in table.columns.names()
