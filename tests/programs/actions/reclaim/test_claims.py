"""Repayments in parts: what is open, the interest on it, what the books and the pages say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from programs.actions.reclaim.claims import approve_reclaim, open_reclaim
from programs.actions.reclaim.interest import claim_interest
from programs.actions.way_back.withdrawing import send_reclaim_back, withdraw_reclaim
from programs.models import Repayment
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.programs.desk import signed_in
from tests.programs.reclaims import claimed, eur, repay
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db


def test_parts_recorded_out_of_order_close_with_the_last_day(staff: Staff) -> None:
    reclaim = claimed(staff)
    repay(staff, reclaim, "18250.00", date(2025, 12, 20))
    repay(staff, reclaim, "18250.00", date(2025, 12, 10))
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)
    reclaim.refresh_from_db()
    assert (reclaim.paid_on, reclaim.interest_eur) == (date(2025, 12, 20), eur("94.05"))


def test_database_takes_no_repayment_of_an_unapproved_reclaim(staff: Staff) -> None:
    grant = staff.final()
    staff.paid(grant, "100.00")
    days: dict[str, Any] = {"hearing_on": TODAY, "interest_from": TODAY, "due_on": TODAY}
    reclaim = open_reclaim(
        staff.ended(fresh(grant)),
        amount_eur=eur("100"),
        reason="x",
        by=staff.officer,
        at=NOW,
        **days,
    )
    with pytest.raises(IntegrityError, match="more would come"), transaction.atomic():
        Repayment.objects.create(reclaim=reclaim, amount_eur=eur("0.01"), paid_on=TODAY)


def test_repayment_is_never_changed_nor_deleted(staff: Staff) -> None:
    repay(staff, claimed(staff), "1.00", TODAY)
    for statement in (
        "UPDATE programs_repayment SET amount_eur = 2",
        "DELETE FROM programs_repayment",
    ):
        with (
            pytest.raises(Exception, match="Cannot update or delete"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_officer_records_a_part_and_sees_it_everywhere(staff: Staff) -> None:
    reclaim = claimed(staff)
    officer = signed_in(staff.officer)
    form = page(officer, "programs_reclaim_step", reclaim.pk, "repay")
    assert "36.500,00" in form
    url = reverse("admin:programs_reclaim_step", args=[reclaim.pk, "repay"])
    part = {"amount_eur": "18.250,00", "paid_on": "10.12.2025", "booking_reference": "HKR 4711"}
    assert officer.post(url, part | {"amount_eur": "36.500,01"}).status_code == 200
    assert officer.post(url, part).status_code == 302
    assert "HKR 4711" in page(officer, "programs_reclaim_change", reclaim.pk)
    assert "HKR 4711" in page(officer, "programs_grant_print", reclaim.grant_id)
    printed = page(officer, "programs_reclaim_interest", reclaim.pk, bis="20.12.2025")
    for shown in ("62,70", "31,35", "94,05", "10.12.2025: 18.250,00"):
        assert shown in printed
    assert "18.250,00" in page(officer, "programs_reclaim_changelist")


def page(client: Client, name: str, *args: Any, **asked: str) -> str:
    answer = client.get(reverse(f"admin:{name}", args=args), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.usefixtures("untranslated")
def test_a_reclaim_is_signed_once_and_then_neither_withdrawn_nor_sent_back(staff: Staff) -> None:
    reclaim = claimed(staff)
    for act in (
        lambda: approve_reclaim(reclaim, by=staff.second, at=NOW),
        lambda: withdraw_reclaim(reclaim, by=staff.officer, at=NOW, reason="Frage"),
        lambda: send_reclaim_back(reclaim, by=staff.second, at=NOW, reason="Frage"),
    ):
        says_no(act, None, "approved_already", "This reclaim is approved already.")
