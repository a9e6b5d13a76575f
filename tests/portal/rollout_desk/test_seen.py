"""A report is written over what its page showed, or not at all; sent twice it is one report."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from services.models import RolloutConfirmation, RolloutEvent
from tests.forms import of_answer, opened
from tests.services.world import TOWN, live, record

pytestmark = pytest.mark.usefixtures("world")
PAGE = f"/meine-kommune/{TOWN}/leistungen/"
BULK, UNCHANGED, SERVICE = f"{PAGE}aendern/", f"{PAGE}unveraendert/", f"{PAGE}90001/"
TYPED = {"applicable": "on", "registered": "on", "day": "01.06.2026"}


def somebody_reports() -> None:
    record(live(TOWN, "90001", date(2026, 3, 2)))


def written() -> int:
    return RolloutEvent.objects.filter(registered=True, live=False).count()


def test_report_of_a_service_is_refused_where_another_came_in_between(desk: Client) -> None:
    page = opened(desk, SERVICE)
    somebody_reports()
    answer = page.send(**TYPED)
    assert (answer.status_code, written()) == (200, 0)
    assert "geändert" in " ".join(answer.context["form"].non_field_errors())
    assert answer.context["form"]["registered"].value() is True
    assert of_answer(desk, SERVICE, answer).send().status_code == 302


def test_report_of_a_service_is_not_held_up_by_one_of_another(desk: Client) -> None:
    page = opened(desk, SERVICE)
    record(live(TOWN, "90002", date(2026, 3, 2)))
    assert (page.send(**TYPED).status_code, written()) == (302, 1)


def confirmation(desk: Client, **more: Any) -> Any:
    entry = {"change": "registered", "day": "01.06.2026", "service": ["90001"], **more}
    return of_answer(desk, BULK, desk.post(BULK, entry))


def test_change_of_many_is_refused_where_a_report_came_in_between(desk: Client) -> None:
    page = confirmation(desk)
    somebody_reports()
    answer = page.send(_confirmed="1")
    assert (answer.status_code, written()) == (200, 0)
    assert "geändert" in " ".join(str(message) for message in answer.context["messages"])


def test_change_of_many_is_written_as_it_was_shown_and_once(desk: Client) -> None:
    page = confirmation(desk)
    fields = page.fields | {"_confirmed": "1"}
    answers = [desk.post(BULK, fields).status_code for _number in range(2)]
    assert (answers, written()) == ([302, 302], 1)


def test_nothing_changed_is_said_only_of_what_was_shown(desk: Client) -> None:
    record(live(TOWN, "90002", date(2026, 3, 2)))
    marks = opened(desk, PAGE).fields
    kept = {name: marks[name] for name in ("csrfmiddlewaretoken", "_key", "_seen")}
    somebody_reports()
    desk.post(UNCHANGED, kept)
    assert RolloutConfirmation.objects.count() == 0
    marks = opened(desk, PAGE).fields
    desk.post(UNCHANGED, {name: marks[name] for name in kept})
    assert RolloutConfirmation.objects.count() == 1


@pytest.mark.parametrize("path", [BULK, UNCHANGED])
def test_pages_behind_a_button_lead_back_after_a_sign_in(desk: Client, path: str) -> None:
    answer = desk.get(path)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
