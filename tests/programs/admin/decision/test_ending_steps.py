"""From the amendment to the closed file, as officer and approver do it in the administration."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from programs.choices import GrantState
from programs.models import Grant, Reclaim
from tests.factories.life import Staff, fresh
from tests.factories.municipalities import LAUTERBACH
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import person, signed_in, step

pytestmark = pytest.mark.django_db


def done(answer: Any) -> None:
    """The step went through: it leads back to the case."""
    assert answer.status_code == 302, answer.context["form"].errors


def shown(client: Client, grant: Grant) -> str:
    page = client.get(reverse("admin:programs_grant_change", args=[grant.pk]))
    return str(page.content.decode())


def test_amendment_goes_from_proposal_to_finality(staff: Staff) -> None:
    line = BudgetLineFactory.create()
    grant = staff.final(line)
    officer, approver = signed_in(staff.officer), signed_in(staff.approver)
    form = officer.get(reverse("admin:programs_grant_step", args=[grant.pk, "amend"]))
    why = {"reason": "Mehrkosten", "override_reason": "Fünfter Standort"}
    assert "Gebunden 100.000,00" in form.content.decode()
    done(step(officer, grant, "amend", **{f"line_{line.pk}": "4.000,00", **why}))
    page = approver.get(reverse("admin:programs_grant_step", args=[grant.pk, "approve_change"]))
    assert "Mehrkosten" in page.content.decode()
    assert "Fünfter Standort" in page.content.decode()
    done(step(approver, grant, "approve_change"))
    assert {part.share_eur for part in grant.participations.all()} == {25000}
    done(step(officer, grant, "notify_change", on="23.11.2026", kind="post"))
    assert {part.share_eur for part in grant.participations.all()} == {26000}
    done(step(officer, grant, "finalise_change", on="23.11.2026", waived_on="23.11.2026"))
    assert not grant.decisions.filter(final_on__isnull=True).exists()


def test_refused_amendment_says_why_on_its_form(staff: Staff) -> None:
    line = BudgetLineFactory.create()
    grant = staff.final(line)
    answer = step(
        signed_in(staff.officer),
        grant,
        "amend",
        **{f"line_{line.pk}": "-100.000,04", "reason": "x"},
    )
    assert answer.status_code == 200
    assert "gebunden und nicht abgerufen" in answer.content.decode()


def test_revocation_reclaim_and_closing(staff: Staff) -> None:
    grant = staff.paid_since(date(2026, 1, 1), "40000.00")
    officer, approver = signed_in(staff.officer), signed_in(staff.approver)
    known = {"known_on": "01.11.2026", "hearing_on": "23.11.2026", "reason": "Zweck verfehlt"}
    done(step(officer, grant, "revoke", **known))
    done(step(approver, grant, "approve_change"))
    done(step(officer, grant, "notify_change", on="23.11.2026", kind="post"))
    claim = {
        "amount_eur": "40.000,00",
        "hearing_on": "23.11.2026",
        "interest_from": "01.01.2026",
        "due_on": "21.12.2026",
        "reason": "Widerruf",
    }
    done(step(officer, grant, "open_reclaim", **claim))
    reclaim = Reclaim.objects.get(grant=grant)
    page = approver.get(reverse("admin:programs_reclaim_change", args=[reclaim.pk]))
    assert "Rückforderung freigeben" in page.content.decode()
    done(approver.post(reverse("admin:programs_reclaim_step", args=[reclaim.pk, "approve"])))
    done(
        officer.post(
            reverse("admin:programs_reclaim_step", args=[reclaim.pk, "repay"]),
            {"amount_eur": "40.000,00", "paid_on": "31.03.2026"},
        )
    )
    assert fresh(grant).state == GrantState.RECLAIM_OPEN
    interest = {
        "claim_interest": {"due_on": "31.12.2030"},
        "pay_interest": {"amount_eur": "618,41", "paid_on": "23.11.2026"},
    }
    for name, typed in interest.items():
        url = reverse("admin:programs_reclaim_step", args=[reclaim.pk, name])
        done(officer.post(url, typed))
    assert fresh(grant).state == GrantState.RECLAIM_SETTLED
    done(step(officer, grant, "close", on="23.11.2026"))
    assert "31.12.2036" in shown(officer, grant)


def reclaim_of(staff: Staff, **changed: Any) -> Reclaim:
    """Paid, and bearing interest, since the last day of 2025."""
    since = date(2025, 12, 31)
    grant = staff.ended(staff.paid_since(since, "36500.00"))
    return staff.reclaimed(grant, "36500.00", **{"interest_from": since, **changed})


def test_derivation_shows_every_row_and_its_sum(staff: Staff) -> None:
    reclaim = reclaim_of(staff)
    url = reverse("admin:programs_reclaim_interest", args=[reclaim.pk])
    page = signed_in(staff.officer).get(url, {"bis": "01.01.2026"}).content.decode()
    assert page.count("6,27") == 2 + 2
    assert "12,54" in page
    wrong = signed_in(staff.officer).get(url, {"bis": "31.02.2026"}).content.decode()
    assert "31.02.2026" in wrong


def test_waived_interest_names_who_waived_it(staff: Staff) -> None:
    reclaim = reclaim_of(staff)
    officer = signed_in(staff.officer)
    propose = reverse("admin:programs_reclaim_step", args=[reclaim.pk, "propose_waiver"])
    done(officer.post(propose, {"reason": "Kleinbetrag"}))
    waive = reverse("admin:programs_reclaim_step", args=[reclaim.pk, "waive"])
    done(signed_in(staff.second).post(waive))
    pages = (
        reverse("admin:programs_reclaim_change", args=[reclaim.pk]),
        reverse("admin:programs_reclaim_interest", args=[reclaim.pk]),
        reverse("admin:programs_grant_print", args=[reclaim.grant_id]),
    )
    for page in pages:
        text = officer.get(page).content.decode()
        assert "Kleinbetrag" in text
        assert str(staff.second) in text


def test_derivation_names_the_base_rate_it_lacks(staff: Staff) -> None:
    url = reverse("admin:programs_reclaim_interest", args=[reclaim_of(staff).pk])
    page = signed_in(staff.officer).get(url, {"bis": "23.11.2026"}).content.decode()
    assert "Basiszinssatz ab 01.07.2026" in page


@pytest.mark.parametrize("role", [Role.MUNICIPALITY_VIEWER, Role.MUNICIPALITY_EDITOR])
def test_derivation_is_for_the_ministry(staff: Staff, role: Role) -> None:
    url = reverse("admin:programs_reclaim_interest", args=[reclaim_of(staff).pk])
    assert Client().get(url).status_code == 302
    assert signed_in(person(role, of=LAUTERBACH)).get(url).status_code in (302, 403, 404)
