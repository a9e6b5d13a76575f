"""Acts of the same second: pages list them by their key, however the rows lie in the table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import time_machine
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from programs.actions.way_back.withdrawing import send_back
from programs.models import (
    BudgetBooking,
    CentralPayment,
    Grant,
    LedgerEntry,
    ProposalReturn,
)
from tests.factories.accounts import NOW
from tests.factories.life import Staff, fresh
from tests.factories.programs import BudgetLineFactory, program
from tests.forms import opened
from tests.programs import desk

pytestmark = pytest.mark.django_db


def lies_last(row: Model) -> None:
    """Write the row anew: it lies behind the younger ones then, and is read after them."""
    type(row)._default_manager.filter(pk=row.pk).update(id=row.pk)


def listed(client: Client, name: str) -> list[int]:
    """The keys of a list of the administration, in its order."""
    answer = client.get(reverse(f"admin:programs_{name}_changelist"))
    return [row.pk for row in answer.context["cl"].result_list]


def stand_in_order(answer: Any, texts: Iterable[str]) -> bool:
    page = answer.content.decode()
    places = [page.index(text) for text in texts]
    return places == sorted(places)


def budget_officer() -> tuple[User, Client]:
    user = desk.person(Role.BUDGET_OFFICER, "haushalt")
    return user, desk.signed_in(user)


def test_bookings_of_one_second_are_listed_and_signed_by_their_key() -> None:
    line = BudgetLineFactory.create(money="1000.00")
    before = set(LedgerEntry.objects.values_list("pk", flat=True))
    _user, client = budget_officer()
    url = reverse("admin:programs_budgetline_step", args=[line.pk, "book"])
    typed = {"kind": "appropriation", "on": "23.11.2026"}
    with time_machine.travel(NOW, tick=False):
        for number in (1, 2, 3):
            amount = f"{number}00,00"
            page = opened(client, url)
            assert (
                page.send(amount_eur=amount, document=f"HKR {number}", **typed).status_code == 302
            )
        made = list(BudgetBooking.objects.order_by("pk"))
        assert len({one.prepared_at for one in made}) == 1
        lies_last(made[0])
        keys = [one.pk for one in made]
        assert listed(client, "budgetbooking") == keys[::-1]
        signer = desk.person(Role.APPROVER, "zeichnung")
        desk_of_signer = desk.signed_in(signer)
        first_page = desk_of_signer.get(reverse("admin:index"))
        assert stand_in_order(first_page, ["100,00", "200,00", "300,00"])
        for one in made:
            step = reverse("admin:programs_budgetbooking_step", args=[one.pk, "confirm"])
            assert opened(desk_of_signer, step).send().status_code == 302
        booked = LedgerEntry.objects.exclude(pk__in=before).order_by("pk")
        assert [entry.amount_eur for entry in booked] == [100, 200, 300]
        asked = [row for row in listed(client, "ledgerentry") if row not in before]
        assert asked in ([row.pk for row in booked], [row.pk for row in booked][::-1])


def test_case_sent_back_twice_in_one_second_names_the_last_return(staff: Staff) -> None:
    client, signer = desk.signed_in(staff.officer), desk.signed_in(staff.approver)
    with time_machine.travel(NOW, tick=False):
        grant = staff.proposed().grant
        for reason in ("Zuerst der Zweck", "Dann der Betrag"):
            Grant.objects.filter(pk=grant.pk).update(purpose=f"Vor: {reason}")
            if reason.startswith("Dann"):
                desk.step(client, grant, "propose")
            page = opened(
                signer, reverse("admin:programs_grant_step", args=[grant.pk, "send_back"])
            )
            assert page.send(reason=reason).status_code == 302
        first, second = ProposalReturn.objects.order_by("pk")
        assert first.returned_at == second.returned_at
        lies_last(first)
        case = client.get(reverse("admin:programs_grant_change", args=[grant.pk]))
        assert stand_in_order(case, ["Dann der Betrag", "Zuerst der Zweck"])
        todo = client.get(reverse("admin:index"))
        assert "Dann der Betrag" in todo.content.decode()
        desk.step(client, fresh(grant), "propose")
        asked = signer.get(reverse("admin:programs_grant_step", args=[grant.pk, "approve"]))
        shown = asked.content.decode()
        assert "Dann der Betrag" in shown
        assert "Zuerst der Zweck" not in shown


def test_cases_of_one_second_are_signed_in_the_order_they_were_prepared(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="300000.00")
    with time_machine.travel(NOW, tick=False):
        cases = [
            desk.case(line, f"IV 3 - {number}", by=staff.officer, title=f"Fall Nummer {number}")
            for number in (1, 2, 3)
        ]
        lies_last(cases[0].decisions.get())
        texts = [case.title for case in cases]
        signer = desk.signed_in(staff.approver)
        assert stand_in_order(signer.get(reverse("admin:index")), texts)
        for case in cases[:2]:
            send_back(case, by=staff.approver, at=NOW, reason=f"Zurück: {case.title}")
        lies_last(ProposalReturn.objects.order_by("pk")[0])
        returned = desk.signed_in(staff.officer).get(reverse("admin:index"))
        assert stand_in_order(returned, ["Zurück: Fall Nummer 1", "Zurück: Fall Nummer 2"])


def test_bills_of_one_second_are_listed_by_their_key(staff: Staff) -> None:
    line = BudgetLineFactory.create(program=program("civento"), money="1000.00")
    client, signer = desk.signed_in(staff.officer), desk.signed_in(staff.approver)
    add = reverse("admin:programs_centralpayment_add")
    with time_machine.travel(NOW, tick=False):
        for number in (1, 2):
            typed = {"payee": "ekom21", "purpose": f"Quartal {number}", "document": f"R {number}"}
            typed |= {"line": str(line.pk), "amount_eur": "10,00"}
            assert opened(client, add).send(**typed).status_code == 302
        made = list(CentralPayment.objects.order_by("pk"))
        lies_last(made[0])
        assert stand_in_order(signer.get(reverse("admin:index")), ["Quartal 1", "Quartal 2"])
        for one in made:
            step = reverse("admin:programs_centralpayment_step", args=[one.pk, "approve"])
            assert opened(signer, step).send(on="23.11.2026").status_code == 302
        lies_last(made[0])
        assert listed(client, "centralpayment") == [made[1].pk, made[0].pk]


def test_drawdowns_of_one_second_stand_by_their_key_in_the_case(staff: Staff) -> None:
    grant = staff.final()
    with time_machine.travel(NOW, tick=False):
        drawn = [staff.drawn(grant, amount) for amount in ("11.00", "22.00", "33.00")]
    lies_last(drawn[0])
    page = desk.signed_in(staff.officer).get(
        reverse("admin:programs_grant_change", args=[grant.pk])
    )
    assert stand_in_order(page, ["11,00", "22,00", "33,00"])
