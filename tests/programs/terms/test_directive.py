"""What a directive asks of a decision beside its amount, each with its refusal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from programs.choices import DecisionContent, FinancingType
from programs.models import BudgetLine, Decision, Directive
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, DirectiveFactory

pytestmark = pytest.mark.django_db


def line_of(directive: Directive) -> BudgetLine:
    return BudgetLineFactory.create(program=directive.program)


def proposed(staff: Staff, directive: Directive, **fields: Any) -> Decision:
    """A case of 100,000 EUR under the directive, proposed."""
    return staff.proposed(line_of(directive), program=directive.program, **fields)


def refused(staff: Staff, directive: Directive, **fields: Any) -> RuleError:
    with pytest.raises(RuleError) as refusal:
        proposed(staff, directive, **fields)
    assert not Decision.objects.exists()
    return refusal.value


def share(rate: str, eligible: str, own: str) -> dict[str, Any]:
    """A plan of share financing, in euros."""
    return {
        "financing_type": FinancingType.SHARE,
        "funding_rate": Decimal(rate),
        "eligible_eur": Decimal(eligible),
        "own_eur": Decimal(own),
        "third_party_eur": Decimal(0),
    }


def test_financing_type_is_one_of_the_directive(staff: Staff) -> None:
    directive = DirectiveFactory.create(financing_types=["fixed"])
    error = refused(staff, directive, **share("0.8", "125000", "25000"))
    assert error.field == "financing_type"
    assert "Festbetragsfinanzierung" in error.message


def test_only_financing_type_of_the_directive_stands_in_the_decision(staff: Staff) -> None:
    directive = DirectiveFactory.create(financing_types=["fixed"])
    assert proposed(staff, directive).financing_type == FinancingType.FIXED


@pytest.mark.parametrize(
    ("rate", "eligible", "own"), [("0.8", "125000", "25000"), ("0.5", "200000", "100000")]
)
def test_share_of_the_expenditure_is_granted(
    staff: Staff, rate: str, eligible: str, own: str
) -> None:
    directive = DirectiveFactory.create(max_rate=Decimal("0.8"))
    decision = proposed(staff, directive, **share(rate, eligible, own))
    assert decision.amount_eur == Decimal("100000.00")


def test_rate_above_the_directive_is_refused_unless_there_is_a_reason(staff: Staff) -> None:
    directive = DirectiveFactory.create(max_rate=Decimal("0.7"))
    error = refused(staff, directive, **share("0.8", "125000", "25000"))
    assert (error.field, error.code) == ("funding_rate", "rate")
    reason = "Modellvorhaben von Landesinteresse"
    plan = share("0.8", "125000", "25000")
    assert proposed(staff, directive, override_reason=reason, **plan).pk


@pytest.mark.parametrize(
    ("partners", "most"),
    [([LAUTERBACH], "0.75"), ([ALSFELD], "0.7"), ([LAUTERBACH, ALSFELD], "0.9")],
)
def test_joint_projects_go_before_finance_strength(
    staff: Staff, partners: list[str], most: str
) -> None:
    directive = DirectiveFactory.create(max_rate=Decimal("0.7"))
    directive.rate_rules.create(municipality_id=LAUTERBACH, max_rate=Decimal("0.75"), source="T")
    directive.rate_rules.create(min_partners=2, max_rate=Decimal("0.9"), source="T")
    shares = {ags: Decimal(90_000) / len(partners) for ags in partners}
    tranches = {line_of(directive): Decimal(90_000)}
    case: dict[str, Any] = {
        "program": directive.program,
        "shares": shares,
        "tranches": tranches,
        "lead_id": partners[0],
    }
    highest = Decimal(most)
    eligible = (Decimal(90_000) / highest).quantize(Decimal("0.01"))
    plan = share(most, str(eligible), str(eligible - 90_000))
    assert staff.proposed(**case, **plan).pk
    above = share(str(highest + Decimal("0.01")), str(eligible), str(eligible - 90_000))
    with pytest.raises(RuleError, match="Fördersatz"):
        staff.proposed(**case, **above)


def test_deficit_financing_needs_the_whole_plan(staff: Staff) -> None:
    directive = DirectiveFactory.create()
    error = refused(staff, directive, financing_type=FinancingType.DEFICIT)
    assert error.field == "eligible_eur"
    plan = {
        "financing_type": FinancingType.DEFICIT,
        "eligible_eur": Decimal(150_000),
        "own_eur": Decimal(20_000),
    }
    error = refused(staff, directive, third_party_eur=Decimal("29999.99"), **plan)
    assert error.code == "financing_plan"
    assert proposed(staff, directive, third_party_eur=Decimal(30_000), **plan).pk


def test_full_financing_needs_a_reason(staff: Staff) -> None:
    directive = DirectiveFactory.create()
    plan = {"financing_type": FinancingType.FULL, "eligible_eur": Decimal(100_000)}
    assert refused(staff, directive, **plan).field == "override_reason"
    assert proposed(staff, directive, override_reason="Auftrag des Landes", **plan).pk


def test_approval_period_keeps_to_its_months(staff: Staff) -> None:
    directive = DirectiveFactory.create(max_months=24)
    start = date(2026, 12, 1)
    error = refused(staff, directive, period_start=start, period_end=date(2028, 12, 1))
    assert error.field == "period_end"
    assert "30.11.2028" in error.message
    assert proposed(staff, directive, period_start=start, period_end=date(2028, 11, 30)).pk


def test_start_before_the_decision_needs_consent_given_by_then(staff: Staff) -> None:
    directive = DirectiveFactory.create(requires_no_prior_start=True)
    start = date(2026, 5, 1)
    assert refused(staff, directive, project_start_on=start).field == "project_start_on"
    late = date(2026, 5, 2)
    assert refused(
        staff, directive, project_start_on=start, early_start_approved_on=late
    ).field == ("project_start_on")
    assert proposed(staff, directive, project_start_on=start, early_start_approved_on=start).pk


def test_expenditure_reaches_the_least(staff: Staff) -> None:
    directive = DirectiveFactory.create(min_eligible_eur=Decimal(125_001))
    error = refused(staff, directive, **share("0.8", "125000", "25000"))
    assert error.field == "eligible_eur"


def test_state_aid_names_its_basis(staff: Staff) -> None:
    directive = DirectiveFactory.create()
    assert refused(staff, directive, state_aid_relevant=True).field == "state_aid_basis"
    basis = "VO (EU) 2023/2831"
    assert proposed(staff, directive, state_aid_relevant=True, state_aid_basis=basis).pk


def test_decision_without_its_contents_is_not_proposed(staff: Staff) -> None:
    asked = [DecisionContent.PERIOD_END, DecisionContent.APPEAL_NOTICE]
    directive = DirectiveFactory.create(required_contents=asked)
    error = refused(staff, directive, period_end=date(2027, 12, 31))
    assert error.code == "contents"
    assert "Rechtsbehelfsbelehrung" in error.message
    assert "Bewilligungszeitraum" not in error.message
    Directive.objects.filter(pk=directive.pk).update(appeal_notice="Klage beim VG Gießen.")
    decision = proposed(staff, directive, period_end=date(2027, 12, 31))
    assert decision.appeal_notice == "Klage beim VG Gießen."


def test_decision_names_project_and_directive_as_purpose_and_basis(staff: Staff) -> None:
    directive = DirectiveFactory.create()
    decision = proposed(staff, directive, title="Gemeinsames Standesamt")
    assert decision.purpose == "Gemeinsames Standesamt"
    assert decision.legal_basis == f"{directive.program}: Fassung 1"
