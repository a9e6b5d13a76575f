"""The lead hands in: recorded as an officer would record it, kept as it came."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from programs.actions.municipal import hand_in as action
from programs.actions.payment.orders import order_payment, prepare_payment
from programs.choices import GrantState, HandInKind
from programs.models import BudgetLine, Drawdown, Grant, HandIn, InterimReport
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.programs.sent import PDF, clerk, paper

pytestmark = pytest.mark.django_db


def requested(grant: Grant, by: User, amount: str = "60000.00") -> HandIn:
    return action.hand_in_drawdown(
        grant,
        line=BudgetLine.objects.get(grant_balances__grant=grant),
        amount_eur=Decimal(amount),
        needed_for="Software",
        papers={"Rechnung": paper("rechnung.pdf"), "Liste": None},
        by=by,
        at=NOW,
    )


def proved(grant: Grant, by: User) -> HandIn:
    return action.hand_in_proof(
        grant,
        actual_eur=Decimal("100000.00"),
        other_funds_eur=Decimal("0.00"),
        report=paper("sachbericht.pdf"),
        statement=paper("zahlen.pdf"),
        papers={"Belegliste": None},
        by=by,
        at=NOW,
    )


def test_drawdown_of_the_lead_goes_the_way_of_two_people(staff: Staff) -> None:
    grant, editor = staff.final(), clerk()
    hand_in = requested(grant, editor)
    drawdown = Drawdown.objects.get(grant=grant)
    assert (drawdown.amount_eur, drawdown.requested_on) == (Decimal("60000.00"), TODAY)
    assert (drawdown.recorded_by, fresh(grant).state) == (editor, GrantState.IN_PAYMENT)
    with pytest.raises(RuleError, match="Rolle"):
        prepare_payment(drawdown, drawdown.amount_eur, by=editor, at=NOW)
    payment = prepare_payment(drawdown, drawdown.amount_eur, by=staff.officer, at=NOW)
    with pytest.raises(RuleError):
        order_payment(payment, paid_on=TODAY, by=staff.officer, at=NOW)
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)
    assert hand_in.told == [
        ["Betrag", "60.000,00\u00a0€"],
        ["Haushaltsjahr", "2026"],
        ["Benötigt für", "Software"],
    ]
    (file,) = hand_in.files.all()
    assert (file.label, file.name, bytes(file.content)) == ("Rechnung", "rechnung.pdf", PDF)
    assert (file.size, file.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())


def test_more_than_is_left_is_refused_to_the_cent_and_nothing_kept(staff: Staff) -> None:
    grant, editor = staff.final(), clerk()
    with pytest.raises(RuleError, match="0,01"):
        requested(grant, editor, "100000.01")
    assert (Drawdown.objects.count(), HandIn.objects.count()) == (0, 0)
    assert requested(grant, editor, "100000.00").kind == HandInKind.DRAWDOWN


def test_proof_of_the_lead_awaits_the_check(staff: Staff) -> None:
    grant, editor = staff.proof_due(staff.final()), clerk()
    hand_in = proved(grant, editor)
    assert fresh(grant).state == GrantState.PROOF_SUBMITTED
    proof = grant.proof
    proof.refresh_from_db()
    assert (proof.submitted_on, proof.actual_eur) == (TODAY, Decimal("100000.00"))
    assert (proof.narrative_report, proof.financial_statement) == (True, True)
    assert [file.label for file in hand_in.files.all()] == [
        "Sachbericht",
        "Zahlenmäßiger Nachweis",
    ]


def report_of(grant: Grant) -> InterimReport:
    report: InterimReport = grant.interim_reports.create(for_year=2025, due_on=date(2026, 6, 30))
    return report


def told_in(report: InterimReport, by: User) -> HandIn:
    return action.hand_in_interim(report, paper=paper(), note="", by=by, at=NOW)


def test_interim_report_comes_once(staff: Staff) -> None:
    report, editor = report_of(staff.final()), clerk()
    hand_in = told_in(report, editor)
    report.refresh_from_db()
    assert (report.submitted_on, hand_in.told) == (TODAY, [["Für das Jahr", "2025"]])
    with pytest.raises(RuleError, match="liegt schon vor"):
        told_in(report, editor)
    assert HandIn.objects.count() == 1


def test_last_paper_lets_the_review_go_on() -> None:
    grant, editor = GrantFactory.create(state=GrantState.QUERY), clerk()
    asked = [
        grant.missing_papers.create(title=title, requested_on=TODAY, due_on=TODAY)
        for title in ("Beschluss", "Vertrag")
    ]
    for row, state in zip(asked, (GrantState.QUERY, GrantState.IN_REVIEW), strict=True):
        action.hand_in_paper(row, sent=paper(), note="anbei", by=editor, at=NOW)
        assert fresh(grant).state == state
    with pytest.raises(RuleError):
        action.hand_in_paper(asked[0], sent=paper(), note="", by=editor, at=NOW)
    assert HandIn.objects.count() == 2


def _strangers() -> dict[str, User]:
    viewer = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH])
    officer = UserFactory.create(roles=[Role.OFFICER])
    return {"partner": clerk(ALSFELD), "viewer": viewer, "officer": officer}


@pytest.mark.parametrize("who", ["partner", "viewer", "officer"])
def test_nobody_but_the_lead_hands_in(staff: Staff, who: str) -> None:
    drawn, proving = staff.final(), staff.proof_due(staff.final())
    asked = GrantFactory.create(state=GrantState.QUERY).missing_papers.create(
        title="Beschluss", requested_on=TODAY, due_on=TODAY
    )
    by = _strangers()[who]
    acts: list[Any] = [
        lambda: requested(drawn, by),
        lambda: proved(proving, by),
        lambda: told_in(report_of(drawn), by),
        lambda: action.hand_in_paper(asked, sent=paper(), note="", by=by, at=NOW),
    ]
    for act in acts:
        with pytest.raises(RuleError, match="federführende Kommune"), transaction.atomic():
            act()
    assert HandIn.objects.count() == Drawdown.objects.count() == 0


def test_what_came_is_never_changed(staff: Staff) -> None:
    hand_in = requested(staff.final(), clerk())
    for rows in (HandIn.objects.all(), hand_in.files.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        HandIn.objects.update(told=[])
