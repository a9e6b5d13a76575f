"""All that keeps a case from its decision, at each boundary: every refusal, and no other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from programs.choices import FinancingType
from programs.models import Directive, Grant
from programs.terms.decision import check_amended, readiness_checks
from tests.factories.life import TODAY
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH
from tests.factories.programs import DirectiveFactory, GrantFactory

pytestmark = pytest.mark.django_db
Refusals = list[tuple[str | None, str]]
SHARED = [FinancingType.SHARE, FinancingType.FIXED]
FOUR = "100000.00"
REASON = "Modellvorhaben von Landesinteresse"


def case_of(directive: Directive, **fields: Any) -> Grant:
    """A draft of four partners with 25,000 EUR each, received under the directive."""
    return GrantFactory.create(draft=True, program=directive.program, directive=directive, **fields)


def refusals(case: Grant, amount: str = FOUR, *, day: date = TODAY) -> Refusals:
    """Field and code of every check that the case does not pass."""
    found: Refusals = []
    parts = list(case.participations.select_related("municipality"))
    for check in readiness_checks(case, parts, Decimal(amount), day=day):
        try:
            check()
        except RuleError as error:
            found.append((error.field, error.code))
    return found


def split(amount: str, partners: int = 4) -> dict[str, Any]:
    """Shares of the first partners: one cent each, the lead takes the rest."""
    bodies = [LAUTERBACH, ALSFELD, GREBENAU, "06535018"][:partners]
    rest = Decimal(amount) - Decimal("0.01") * (partners - 1)
    return {"shares": {ags: Decimal("0.01") for ags in bodies} | {LAUTERBACH: rest}}


def test_case_that_meets_everything_is_ready() -> None:
    assert refusals(case_of(DirectiveFactory.create())) == []


@pytest.mark.parametrize(
    ("amount", "found"),
    [
        ("0.00", [("tranches", "rule")]),
        ("-0.01", [("tranches", "rule")]),
        ("99999.99", [("shares", "shares")]),
        ("100000.01", [("shares", "shares")]),
    ],
)
def test_tranches_are_there_and_are_the_shares(amount: str, found: Refusals) -> None:
    assert refusals(case_of(DirectiveFactory.create()), amount) == found


def test_somebody_takes_part_and_the_lead_does() -> None:
    directive = DirectiveFactory.create()
    assert refusals(case_of(directive, shares={})) == [("participations", "rule")]
    without_lead = case_of(directive, shares={ALSFELD: Decimal(FOUR)})
    assert refusals(without_lead) == [("participations", "rule")]
    unknown = case_of(directive, shares={LAUTERBACH: Decimal(FOUR), ALSFELD: None})
    assert refusals(unknown) == [("participations", "rule")]


@pytest.mark.parametrize(
    ("basis", "found"), [("", [("state_aid_basis", "rule")]), ("VO (EU) 2023/2831", [])]
)
def test_state_aid_names_its_basis(basis: str, found: Refusals) -> None:
    case = case_of(DirectiveFactory.create(), state_aid_relevant=True, state_aid_basis=basis)
    assert refusals(case) == found


@pytest.mark.parametrize(
    ("partners", "reason", "found"),
    [
        (3, "", []),
        (2, "", [("exception_reason", "exception_reason")]),
        (2, REASON, []),
        (1, REASON, [("participations", "partners")]),
    ],
)
def test_partners_of_the_directive(partners: int, reason: str, found: Refusals) -> None:
    directive = DirectiveFactory.create(min_partners=3, exceptional_partners=2)
    case = case_of(directive, exception_reason=reason, **split(FOUR, partners))
    assert refusals(case) == found


@pytest.mark.parametrize(
    ("until", "found"),
    [
        (date(2031, 12, 30), [("cooperation_until", "rule")]),
        (date(2031, 12, 31), []),
        (None, [("cooperation_until", "entry")]),
    ],
)
def test_cooperation_of_the_directive(until: date | None, found: Refusals) -> None:
    directive = DirectiveFactory.create(cooperation_years=5)
    case = case_of(directive, cooperation_start=date(2027, 1, 1), cooperation_until=until)
    assert refusals(case) == found


@pytest.mark.parametrize(
    ("planned", "reason", "found"),
    [
        ("340000.00", "", []),  # 15 %
        ("340000.01", "", [("saving_reason", "saving")]),
        ("340000.01", REASON, []),
        (None, "", [("planned_eur", "entry")]),
    ],
)
def test_saving_of_the_directive(planned: str | None, reason: str, found: Refusals) -> None:
    directive = DirectiveFactory.create(min_saving_rate=Decimal("0.15"))
    case = case_of(
        directive,
        baseline_eur=Decimal(400_000),
        planned_eur=None if planned is None else Decimal(planned),
        saving_reason=reason,
    )
    assert refusals(case) == found


@pytest.mark.parametrize(
    ("amount", "found"), [("5000.00", []), ("4999.99", [("tranches", "min_grant")])]
)
def test_minimum_grant(amount: str, found: Refusals) -> None:
    directive = DirectiveFactory.create(min_grant_eur=Decimal(5_000))
    assert refusals(case_of(directive, **split(amount)), amount) == found


@pytest.mark.parametrize(
    ("amount", "reason", "found"),
    [
        ("80000.00", "", []),
        ("80000.01", "", [("override_reason", "cap")]),
        ("80000.01", "  ", [("override_reason", "cap")]),
        ("80000.01", REASON, []),
    ],
)
def test_cap_by_a_cent(amount: str, reason: str, found: Refusals) -> None:
    directive = DirectiveFactory.create(cap_eur=Decimal(80_000))
    case = case_of(directive, override_reason=reason, **split(amount))
    assert refusals(case, amount) == found


@pytest.mark.parametrize(
    ("amount", "cap", "reason", "found"),
    [
        (FOUR, None, "", []),
        ("100000.01", None, "", [("override_reason", "rate")]),
        ("99999.99", None, "", [("override_reason", "rate")]),
        ("99999.99", None, REASON, []),
        ("90000.00", 90_000, "", []),  # the cap is the usual amount then
        ("89999.99", 90_000, "", [("override_reason", "rate")]),
    ],
)
def test_rate_per_partner_by_a_cent(
    amount: str, cap: int | None, reason: str, found: Refusals
) -> None:
    directive = DirectiveFactory.create(
        per_partner_eur=Decimal(25_000), cap_eur=None if cap is None else Decimal(cap)
    )
    case = case_of(directive, override_reason=reason, **split(amount))
    assert refusals(case, amount) == found


def plan(
    rate: str | None = "0.8", eligible: str | None = "125000.00", own: str = "25000.00"
) -> dict[str, Any]:
    return {
        "financing_type": FinancingType.SHARE,
        "funding_rate": None if rate is None else Decimal(rate),
        "eligible_eur": None if eligible is None else Decimal(eligible),
        "own_eur": Decimal(own),
        "third_party_eur": Decimal(0),
    }


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (plan(), []),
        (plan(own="24999.99"), [("eligible_eur", "financing_plan")]),
        (plan(own="25000.01"), [("eligible_eur", "financing_plan")]),
        (plan(rate=None), [("funding_rate", "rule")]),
        (plan(eligible=None), [("eligible_eur", "rule")]),
        (plan(rate="0.7999"), [("tranches", "rate")]),
        (plan(rate="0.8001"), []),
        (plan(rate="0.5", eligible="199999.99", own="99999.99"), []),  # half of it: 99,999.995
        (plan(rate="0.5", eligible="199999.98", own="99999.98"), [("tranches", "rate")]),
        (plan() | {"financing_type": FinancingType.DEFICIT, "funding_rate": None}, []),
        (plan() | {"financing_type": FinancingType.FULL}, [("override_reason", "rule")]),
        ({"financing_type": FinancingType.FIXED}, []),
        ({"financing_type": FinancingType.DEFICIT}, [("eligible_eur", "rule")]),
    ],
)
def test_financing_of_the_case(given: dict[str, Any], found: Refusals) -> None:
    assert refusals(case_of(DirectiveFactory.create(), **given)) == found


@pytest.mark.parametrize(
    ("rate", "reason", "found"),
    [
        ("0.8", "", []),
        ("0.8001", "", [("funding_rate", "rate")]),
        ("0.8001", REASON, []),
    ],
)
def test_highest_rate_of_the_directive(rate: str, reason: str, found: Refusals) -> None:
    directive = DirectiveFactory.create(max_rate=Decimal("0.8"))
    assert refusals(case_of(directive, override_reason=reason, **plan(rate))) == found


@pytest.mark.parametrize(
    ("rule", "rate", "found"),
    [
        ({"max_rate": Decimal("0.8")}, "0.8", [("financing_type", "entry")]),
        ({"financing_types": SHARED}, "0.8", [("financing_type", "entry")]),
        ({"financing_types": SHARED[:1]}, None, [("funding_rate", "rule")]),
        ({"financing_types": SHARED[:1]}, "0.8", []),
        ({}, None, []),
    ],
)
def test_empty_type_skips_no_rule_of_the_financing(
    rule: dict[str, Any], rate: str | None, found: Refusals
) -> None:
    """What depends on the type is not free because nobody chose one; the only one is meant."""
    given = plan(rate) | {"financing_type": ""}
    assert refusals(case_of(DirectiveFactory.create(**rule), **given)) == found


@pytest.mark.parametrize(
    ("least", "found"), [("125000.00", []), ("125000.01", [("eligible_eur", "rule")])]
)
def test_least_expenditure_of_the_directive(least: str, found: Refusals) -> None:
    directive = DirectiveFactory.create(min_eligible_eur=Decimal(least))
    assert refusals(case_of(directive, **plan())) == found


@pytest.mark.parametrize(
    ("end", "found"),
    [
        (date(2028, 11, 30), []),
        (date(2028, 12, 1), [("period_end", "rule")]),
        (None, [("period_end", "entry")]),
    ],
)
def test_longest_period_of_the_directive(end: date | None, found: Refusals) -> None:
    directive = DirectiveFactory.create(max_months=24)
    assert refusals(case_of(directive, period_start=date(2026, 12, 1), period_end=end)) == found


@pytest.mark.parametrize(
    ("start", "consent", "found"),
    [
        (date(2026, 11, 24), None, []),  # the day after the decision
        (TODAY, None, [("project_start_on", "rule")]),
        (date(2026, 5, 2), date(2026, 5, 2), []),
        (date(2026, 5, 2), date(2026, 5, 3), [("project_start_on", "rule")]),
        (None, None, [("project_start_on", "entry")]),
    ],
)
def test_start_before_the_decision(
    start: date | None, consent: date | None, found: Refusals
) -> None:
    directive = DirectiveFactory.create(requires_no_prior_start=True)
    dates = {"project_start_on": start, "early_start_approved_on": consent}
    assert refusals(case_of(directive, **dates)) == found


def test_start_is_free_where_the_directive_says_nothing_of_it() -> None:
    assert refusals(case_of(DirectiveFactory.create(), project_start_on=date(2026, 5, 2))) == []


def test_every_fault_is_told_at_once() -> None:
    directive = DirectiveFactory.create(
        min_partners=3, min_saving_rate=Decimal("0.5"), cap_eur=Decimal(1), max_months=1
    )
    case = case_of(
        directive,
        state_aid_relevant=True,
        period_start=date(2026, 12, 1),
        period_end=date(2028, 12, 1),
        **split(FOUR, 2),
    )
    assert refusals(case) == [
        ("state_aid_basis", "rule"),
        ("participations", "partners"),
        ("saving_reason", "saving"),
        ("override_reason", "cap"),
        ("period_end", "rule"),
    ]


@pytest.mark.parametrize(
    ("amount", "is_more", "code"),
    [
        ("100000.00", True, ""),
        ("100000.01", True, "rate"),
        ("100000.01", False, ""),  # less than before, though more than the rate
        ("99999.99", True, ""),
        ("120000.00", False, ""),
        ("120000.01", False, "cap"),
    ],
)
def test_amended_case_keeps_to_rate_and_cap(amount: str, is_more: bool, code: str) -> None:
    directive = DirectiveFactory.create(per_partner_eur=Decimal(25_000), cap_eur=Decimal(120_000))
    case = case_of(directive)
    values: dict[str, Any] = {"partners": 4, "amount_eur": Decimal(amount), "is_more": is_more}
    if not code:
        check_amended(case, **values)
        return
    with pytest.raises(RuleError) as refusal:
        check_amended(case, **values)
    assert (refusal.value.field, refusal.value.code) == ("override_reason", code)
    case.override_reason = REASON
    check_amended(case, **values)


def test_a_cent_is_a_tranche() -> None:
    case = case_of(DirectiveFactory.create(), shares={LAUTERBACH: Decimal("0.01")})
    assert refusals(case, "0.01") == []
