"""A case of each program of "Starke Heimat" through the steps of the administration, to the end.

The same lines as those of the browser's journeys, sent as a browser sends them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from lxml import html

from accounts.models import User
from tests.factories.life import Staff
from tests.factories.programs import GrantFactory
from tests.programs.admin.journeys import (
    FIRST_PHASE,
    SMART,
    Journey,
    Row,
    Typed,
    check_closed,
    funded,
    on_day,
    take,
    take_until_checked,
)
from tests.words.refusals import main_form

pytestmark = pytest.mark.django_db


def read(page: str) -> Any:
    return html.fromstring(page)


@dataclass
class Writer:
    """Somebody of the staff who reads pages and sends their forms."""

    user: User
    client: Client = field(default_factory=Client)
    page: str = ""

    def sign_in_again(self) -> None:
        self.client = Client()
        self.client.force_login(self.user)

    def open(self, row: Row) -> None:
        address = f"/admin/programs/{row._meta.model_name}/{row.pk}/change/"
        self.page = self.client.get(address).content.decode()

    def press(self, step: str, **typed: Typed) -> None:
        """Take a step that the open page offers; it must succeed."""
        ways = read(self.page).xpath("//*[contains(@class, 'steps')]//a/@href")
        (way,) = [way for way in ways if way.endswith(f"/schritt/{step}/")]
        form = main_form(self.client.get(way).content.decode())
        assert form is not None, step
        for name, value in typed.items():
            fill(form, name, value)
        answer = self.client.post(way, fields_of(form), follow=True)
        self.page = answer.content.decode()
        told = read(self.page).xpath("//*[@class='messagelist']/*[@class='success']")
        assert told, f"{step}: {read(self.page).text_content()}"


def fill(form: Any, name: str, value: Typed) -> None:
    boxes = form.xpath(f".//input[@type='checkbox'][@name='{name}']")
    if boxes:
        for box in boxes:
            box.checked = bool(value)
    else:
        form.fields[name] = value


def fields_of(form: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("journey", [FIRST_PHASE, SMART], ids=lambda journey: journey.code)
def test_case_goes_from_its_application_to_the_closed_file(journey: Journey) -> None:
    staff = Staff.hire()
    people = {"officer": Writer(staff.officer), "approver": Writer(staff.approver)}
    if journey.is_signed_by_third:
        people["third"] = Writer(staff.third)
    with on_day(people, journey.received):
        line = funded(journey)
        fields = {**journey.case, "program": line.program, "received_on": None}
        tranches = {line: sum(journey.case["shares"].values())}
        grant = GrantFactory.create(draft=True, officer=staff.officer, tranches=tranches, **fields)
        take(people, grant, journey.until_ready())
    take_until_checked(people, grant, journey)
    take(people, grant, [("officer", "close", {"on": journey.closed})])
    assert f"{journey.amount}\u00a0€" in read(people["officer"].page).text_content()
    check_closed(grant, journey)
