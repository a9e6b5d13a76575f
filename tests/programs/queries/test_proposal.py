"""What a proposal says in words, and how two of them differ."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.formats import NBSP
from programs.choices import FinancingType
from programs.models import Decision, Reclaim
from programs.queries.proposal import Difference, differences, facts_of_decision, facts_of_reclaim
from tests.factories.life import Staff
from tests.factories.programs import PARTNERS, BudgetLineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("untranslated")]


def test_difference_names_what_came_and_what_went() -> None:
    before = {"a": ["A", "1"], "gone": ["G", "2"], "same": ["S", "3"]}
    now = {"a": ("A", "4"), "new": ("N", "5"), "same": ("S", "3")}
    assert differences(before, now) == [
        Difference("A", "1", "4"),
        Difference("N", "", "5"),
        Difference("G", "2", ""),
    ]


def test_equal_proposals_differ_in_nothing_and_an_unknown_point_has_no_label() -> None:
    assert differences({"a": ["A", "1"]}, {"a": ("A", "1")}) == []
    assert differences({}, {}) == []
    kept: dict[str, Any] = {"broken": "no pair", "a": ("A", "1")}
    assert differences(kept, {"a": ("B", "1"), "broken": ("N", "2")}) == [Difference("N", "", "2")]
    assert differences({"broken": None}, {}) == []


def plain(facts: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {key: value.replace(NBSP, " ") for key, (_label, value) in facts.items()}


def test_decision_says_every_point_that_is_known() -> None:
    line = BudgetLineFactory.create()
    decision = Staff.hire().proposed(line)
    common = {
        "amount": "100.000,00 €",
        **{f"share:{ags}": "25.000,00 €" for ags in PARTNERS},
        f"line:{line.pk}": "100.000,00 €",
    }
    texts = {
        "purpose": ("purpose", "Standesamt"),
        "legal_basis": ("legal_basis", "§ 44 LHO"),
        "conditions": ("special_conditions", "Bericht im Mai"),
        "reason": ("reason", "Dringend"),
    }
    known: dict[str, Any] = {
        **dict(texts.values()),
        "financing_type": FinancingType.SHARE,
        "funding_rate": Decimal("0.8"),
        "eligible_eur": Decimal("125000.00"),
        "own_eur": Decimal("25000.00"),
        "third_party_eur": Decimal("0.00"),
        "period_start": date(2027, 1, 1),
        "period_end": date(2028, 12, 31),
    }
    unknown: dict[str, Any] = {
        **dict.fromkeys((column for column, _value in texts.values()), ""),
        **dict.fromkeys((name for name in known if name not in dict(texts.values())), None),
        "financing_type": "",
    }
    for name, value in known.items():
        setattr(decision, name, value)
    assert plain(facts_of_decision(decision)) == common | {
        **{key: value for key, (_column, value) in texts.items()},
        "financing": str(FinancingType.SHARE.label),
        "rate": "80 %",
        "eligible": "125.000,00 €",
        "own": "25.000,00 €",
        "third": "0,00 €",  # known to be nothing
        "period": "01.01.2027 – 31.12.2028",
    }
    for name, value in unknown.items():
        setattr(decision, name, value)
    assert plain(facts_of_decision(decision)) == common
    decision.period_end = date(2028, 12, 31)
    assert plain(facts_of_decision(decision))["period"] == "– – 31.12.2028"


def test_point_of_a_decision_keeps_its_key_whatever_it_is_called() -> None:
    decision = Staff.hire().proposed()
    facts = facts_of_decision(decision)
    bodies = [share.municipality for share in decision.shares.select_related("municipality")]
    assert {facts[f"share:{body.pk}"][0] for body in bodies} == {str(body) for body in bodies}
    (tranche,) = decision.tranches.all()
    assert facts[f"line:{tranche.line_id}"][0] == str(tranche.line)
    changed = Decision(pk=decision.pk, amount_eur=Decimal("99999.99"))
    before = {"amount": list(facts["amount"])}
    (found,) = differences(before, {"amount": facts_of_decision(changed)["amount"]})
    assert (found.before, found.now) == (f"100.000,00{NBSP}€", f"99.999,99{NBSP}€")


def test_reclaim_says_amount_reason_and_its_days() -> None:
    reclaim = Reclaim(
        amount_eur=Decimal("12.34"),
        reason="Zweck verfehlt",
        hearing_on=date(2026, 1, 2),
        interest_from=date(2026, 3, 4),
        due_on=date(2026, 5, 6),
    )
    assert facts_of_reclaim(reclaim) == {
        "amount": ("Amount", f"12,34{NBSP}€"),
        "reason": ("Reason", "Zweck verfehlt"),
        "hearing": ("hearing on", "02.01.2026"),
        "interest_from": ("interest from", "04.03.2026"),
        "due": ("due on", "06.05.2026"),
    }
