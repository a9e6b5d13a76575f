"""Income above the expenditure never passes the check of the proof in silence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import RuleError
from programs.actions.proof.check import review_proof
from programs.actions.reclaim.claims import open_reclaim
from programs.choices import CheckResult, FinancingType
from programs.models import Directive, Grant, ProofOfUse, Reclaim
from programs.queries.proof import overpaid_eur, reclaimable_eur
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


def eur(amount: str) -> Decimal:
    return Decimal(amount)


PLANS: dict[str, dict[str, Any]] = {
    FinancingType.FIXED: {},
    FinancingType.SHARE: {
        "funding_rate": eur("0.8"),
        "eligible_eur": eur("125000"),
        "own_eur": eur("25000"),
        "third_party_eur": eur("0"),
    },
}


def told(staff: Staff, kind: str, *, actual: str, other: str) -> Grant:
    """A case of 100,000.00 paid in full, whose proof tells of `actual` and `other` euros."""
    line = BudgetLineFactory.create()
    Directive.objects.filter(program=line.program).update(financing_types=[kind])
    grant = staff.final(line, financing_type=kind, **PLANS[kind])
    staff.paid(grant, "100000.00")
    return staff.proof_received(fresh(grant), actual, other_funds_eur=eur(other))


def check(staff: Staff, grant: Grant, result: CheckResult, reason: str = "") -> ProofOfUse:
    return review_proof(
        grant, result=result, note="Gut.", surplus_reason=reason, by=staff.officer, at=NOW
    )


@pytest.mark.parametrize("other", ["50500.00", "50500.01"])
def test_fixed_amount_with_more_income_than_costs_needs_a_reason(staff: Staff, other: str) -> None:
    grant = told(staff, FinancingType.FIXED, actual="150000.00", other=other)
    if other == "50500.00":  # the small difference of the directive
        assert check(staff, grant, CheckResult.ACCEPTED, "unnötig").surplus_reason == ""
        return
    with pytest.raises(RuleError) as refusal:
        check(staff, grant, CheckResult.ACCEPTED)
    assert (refusal.value.field, refusal.value.code) == ("surplus_reason", "over_financed")
    assert "500,01" in refusal.value.message
    proof = check(staff, grant, CheckResult.ACCEPTED, "Spende für die Folgekosten")
    assert (proof.surplus_eur, proof.surplus_reason) == (
        eur("500.01"),
        "Spende für die Folgekosten",
    )
    assert proof.recalculated_eur == eur("100000.00")


def test_share_is_lowered_and_what_is_above_the_costs_is_asked_about(staff: Staff) -> None:
    """80 % of 125,000 with 75,000 of other funds: 50,000 are new, 80 % of them go back."""
    grant = told(staff, FinancingType.SHARE, actual="125000.00", other="75000.00")
    with pytest.raises(RuleError) as refusal:
        check(staff, grant, CheckResult.ACCEPTED)
    assert refusal.value.code == "result_differs"
    with pytest.raises(RuleError) as refusal:
        check(staff, grant, CheckResult.REDUCED)
    assert refusal.value.code == "over_financed"
    proof = check(staff, grant, CheckResult.REDUCED, "Eigenmittel sinken anteilig")
    assert (proof.recalculated_eur, proof.surplus_eur) == (eur("60000.00"), eur("10000.00"))
    assert overpaid_eur(grant) == eur("40000.00")


def test_refused_proof_asks_no_reason(staff: Staff) -> None:
    grant = told(staff, FinancingType.FIXED, actual="150000.00", other="90000.00")
    assert check(staff, grant, CheckResult.REFUSED).surplus_eur == 0


def test_database_keeps_no_surplus_without_a_reason(staff: Staff) -> None:
    grant = told(staff, FinancingType.FIXED, actual="150000.00", other="0.00")
    proofs = ProofOfUse.objects.filter(grant=grant)
    with pytest.raises(IntegrityError, match="surplus_has_reason"), transaction.atomic():
        proofs.update(surplus_eur=1)
    proofs.update(surplus_eur=1, surplus_reason="x")


def test_desk_shows_the_surplus_and_asks(staff: Staff) -> None:
    grant = told(staff, FinancingType.FIXED, actual="150000.00", other="90000.00")
    officer = signed_in(staff.officer)
    url = reverse("admin:programs_grant_step", args=[grant.pk, "review_proof"])
    assert "40.000,00" in officer.get(url).content.decode()
    typed = {"actual_eur": "150000", "result": "accepted", "note": "Gut."}
    assert list(officer.post(url, typed).context["form"].errors) == ["other_funds_eur"]
    typed["other_funds_eur"] = "90000"
    assert list(officer.post(url, typed).context["form"].errors) == ["surplus_reason"]
    assert officer.post(url, typed | {"surplus_reason": "Spende"}).status_code == 302


def claim(staff: Staff, grant: Grant, amount: str, **told: Any) -> Reclaim:
    return open_reclaim(
        grant,
        amount_eur=eur(amount),
        reason="Weniger Ausgaben",
        hearing_on=TODAY,
        interest_from=TODAY,
        due_on=TODAY,
        by=staff.officer,
        at=NOW,
        **told,
    )


def test_more_than_the_overpayment_is_asked_about(staff: Staff) -> None:
    grant = staff.final()
    staff.paid(grant, "100000.00")
    checked = staff.proof_checked(fresh(grant), "78888.89", CheckResult.REDUCED)
    assert reclaimable_eur(checked) == eur("21111.11")
    with pytest.raises(RuleError) as refusal:
        claim(staff, checked, "21111.12")
    assert (refusal.value.field, refusal.value.code) == ("amount_eur", "above_overpayment")
    assert "21.111,11" in refusal.value.message
    reclaim = claim(staff, checked, "21111.11", excess_reason="unnötig")
    assert reclaim.excess_reason == ""
    reclaim.delete()
    assert claim(staff, checked, "21111.12", excess_reason="Zinsgewinn").excess_reason


def test_grant_taken_back_is_reclaimed_without_regard_to_its_proof(staff: Staff) -> None:
    grant = staff.final()
    staff.paid(grant, "100.00")
    ended = staff.ended(fresh(grant))
    assert reclaimable_eur(ended) is None
    assert claim(staff, ended, "100.00").excess_reason == ""
