"""Letters that wait: the officer of the case is told, and led to the same rows."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from accounts.models import User
from portal.administration.todo import Section
from programs.actions.sending import send_letter, take_sending_back
from programs.choices import LetterKind, NotificationKind
from programs.models import Letter
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.programs.desk import signed_in
from tests.programs.todo.sections import sections

pytestmark = pytest.mark.django_db


def waiting(user: User) -> Section | None:
    return sections(user).get("letters_to_send")


def test_letter_waits_with_the_officer_of_its_case_until_it_goes_out(staff: Staff) -> None:
    staff.paid(staff.final(officer=staff.officer), "10000.00")
    staff.approved(officer=staff.officer)  # its decision waits to be notified, and does not here
    letter = Letter.objects.get(kind=LetterKind.PAYMENT)
    section = waiting(staff.officer)
    assert section is not None
    assert [(row.task.target, row.task.day) for row in section.rows] == [(letter, TODAY)]
    assert section.rows[0].task.detail.endswith(f"an {letter.recipient}, gezeichnet am 23.11.2026")
    page = signed_in(staff.officer).get(section.more_url)
    assert list(page.context["cl"].result_list) == [letter]
    colleague = UserFactory.create(roles=[Role.OFFICER])
    assert [waiting(who) for who in (colleague, staff.approver)] == [None, None]

    send_letter(letter, on=TODAY, kind=NotificationKind.POST, by=staff.officer, at=NOW)
    assert waiting(staff.officer) is None
    take_sending_back(letter, reason="Kam zurück", by=staff.officer, at=NOW)
    assert waiting(staff.officer) is not None
