"""EfA costs, their notional shares and the keys they are shared out by."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from programs.choices import AllocationKeyKind, CostBearer, CostCategory
from programs.models import AllocationKey, EfaCost, EfaShare, InKindSupport
from tests.factories.accounts import NOW
from tests.factories.efa import cost, efa_line, efa_service
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH
from tests.held import (
    AT,
    CENT,
    NOTHING,
    ONE,
    TWO,
    broken,
    changed,
    refused_by,
    told,
)

pytestmark = pytest.mark.django_db

STATE, MUNICIPALITY = CostBearer.STATE, CostBearer.MUNICIPALITY


def row(**fields: Any) -> EfaCost:
    return EfaCost(**{"process_id": 1, "year": 2024, "line_id": 1, "amount_eur": CENT, **fields})


def test_costs_are_more_than_nothing() -> None:
    assert broken(row()) == []
    assert broken(row(amount_eur=NOTHING)) == ["efa_cost_positive"]


def test_what_the_state_bears_has_a_line_and_what_municipalities_bear_has_none() -> None:
    assert broken(row(bearer=MUNICIPALITY, line_id=None)) == []
    for wrong in (row(line_id=None), row(bearer=MUNICIPALITY)):
        assert broken(wrong) == ["efa_line_only_for_state"]
        assert told(wrong) == [
            "Was das Land trägt, hat eine Haushaltsstelle; was Kommunen tragen, hat keine."
        ]


def test_who_prepared_a_cost_does_not_approve_it() -> None:
    assert broken(row(prepared_by_id=ONE, approved_by_id=TWO)) == []
    assert broken(row(prepared_by_id=ONE, approved_by_id=ONE)) == ["efa_cost_four_eyes"]


def test_cost_is_reversed_by_another_than_who_asked_and_for_a_reason() -> None:
    asked = {"reversal_reason": "Doppelt", "reversal_prepared_by_id": ONE}
    assert broken(row(**asked)) == []
    assert broken(row(**asked, reversed_by_id=TWO, reversed_at=AT)) == []
    name = ["efa_reversal_four_eyes"]
    assert broken(row(**asked, reversed_by_id=ONE)) == name
    assert broken(row(**{**asked, "reversal_reason": ""}, reversed_by_id=TWO)) == name


def test_cost_of_a_service_year_and_category_stands_once_for_each_bearer() -> None:
    line = efa_line()
    stored = cost("100.00", line=line)
    stored.save()
    assert broken(cost("200.00", line=line)) == ["efa_cost_once"]
    others: tuple[dict[str, Any], ...] = (
        {"year": 2025},
        {"category": CostCategory.PLATFORM},
        {"code": "efa-zweite"},
        {"bearer": MUNICIPALITY, "line": None},
    )
    for other in others:
        assert broken(cost("200.00", **{"line": line, **other})) == []
    EfaCost.objects.filter(pk=stored.pk).update(reversed_at=NOW)
    assert broken(cost("200.00", line=line)) == []  # a reversed one makes room
    assert str(stored) == "Dienst efa-probe 2024 d) Betrieb, Wartung und Support"


def test_costs_count_once_approved_and_until_they_are_reversed(staff: Staff) -> None:
    line = efa_line()
    signed = {"prepared_at": NOW, "approved_by": staff.approver, "approved_at": NOW}
    asked = {"reversal_reason": "Doppelt", "reversal_prepared_by": staff.officer}
    done = {"reversed_by": staff.second, "reversed_at": NOW}
    rows: dict[int, dict[str, Any]] = {
        2021: {},
        2022: signed,
        2023: {**signed, **asked},
        2024: {**signed, **asked, **done},
    }
    for year, fields in rows.items():
        cost("100.00", year=year, line=line, **fields).save()
    own = EfaCost.objects.filter(line=line)
    assert {each.year for each in own.in_force()} == {2022, 2023}
    assert {each.year for each in own.waiting()} == {2021, 2023}


def test_approved_cost_takes_its_reversal_and_nothing_else(staff: Staff) -> None:
    signed: dict[str, Any] = {
        **{"prepared_at": NOW, "approved_by": staff.approver},
        "approved_at": NOW,
    }
    stored = cost("100.00", line=efa_line(), **signed)
    stored.save()
    kept = EfaCost.objects.filter(pk=stored.pk)
    asked = {"reversal_reason": "Doppelt", "reversal_prepared_by": staff.officer}
    assert changed(kept, **asked) == ""
    for change in ({"amount_eur": CENT}, {"year": 2020}, {"document": "Rechnung 2"}):
        assert changed(kept, **change) == "efa_cost_frozen"


def test_notional_shares_are_the_cost_to_the_cent_or_there_are_none() -> None:
    stored = cost("0.03", line=efa_line())
    stored.save()

    def shares(*cents: int) -> list[EfaShare]:
        bodies = (LAUTERBACH, ALSFELD, GREBENAU)
        parts = zip(bodies, cents, strict=False)
        return EfaShare.objects.bulk_create(
            EfaShare(cost=stored, municipality_id=ags, key_value=1, amount_eur=CENT * part)
            for ags, part in parts
        )

    for whole in ((3,), (1, 2), (1, 1, 1), (0, 3)):
        assert refused_by(partial(shares, *whole)) == ""
    for off in ((2,), (4,), (1, 1), (1, 1, 2)):
        assert refused_by(partial(shares, *off)) == "efa_shares_add_up"
    shares(1, 2)
    held = EfaShare.objects.filter(cost=stored)
    assert refused_by(lambda: held.filter(municipality_id=ALSFELD).delete()) == "efa_shares_add_up"
    assert refused_by(lambda: held.delete()) == ""
    assert changed(held, amount_eur=CENT) == "refused"  # made anew, not changed


def test_share_of_a_body_in_a_cost_stands_once_and_may_be_nothing() -> None:
    stored = cost("0.01", line=efa_line())
    stored.save()
    share = {"cost": stored, "municipality_id": ALSFELD, "key_value": 1}
    assert broken(EfaShare(**share, amount_eur=NOTHING)) == []
    assert broken(EfaShare(**share, amount_eur=-CENT)) == ["efa_share_not_negative"]
    first = EfaShare.objects.create(**share, amount_eur=CENT)
    assert broken(EfaShare(**share, amount_eur=NOTHING)) == ["efa_share_once"]
    assert str(first) == f"{stored}: {first.municipality} 0,01\u00a0€"


def test_key_of_a_body_and_year_stands_once_in_general_and_once_for_a_service() -> None:
    key: dict[str, Any] = {
        "year": 2024,
        "kind": AllocationKeyKind.INHABITANTS,
        "municipality_id": ALSFELD,
        "value": 1,
    }
    AllocationKey.objects.filter(municipality_id=ALSFELD).delete()
    AllocationKey.objects.create(**key, source="Test")
    assert broken(AllocationKey(**key)) == ["allocation_key_once"]
    assert broken(AllocationKey(**key, process=efa_service())) == []
    for other in ({"year": 2025}, {"kind": AllocationKeyKind.USE}, {"municipality_id": GREBENAU}):
        AllocationKey.objects.filter(municipality_id=GREBENAU).delete()
        assert broken(AllocationKey(**{**key, **other})) == []
    assert str(AllocationKey(**key)) == "Einwohner 2024"


def test_value_of_a_key_may_be_nothing_and_not_less() -> None:
    assert broken(AllocationKey(value=0)) == []
    assert broken(AllocationKey(value=-CENT)) == ["key_value_not_negative"]


def test_support_in_kind_is_named_by_what_and_for_whom() -> None:
    given = InKindSupport(description="Beratungstag", municipality_id=ALSFELD)
    assert str(given) == f"Beratungstag, {given.municipality}"
