"""Who bears which notional part of an EfA cost: keys, weights, days and rest cents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.errors import RuleError
from core.money import sum_eur
from municipalities.choices import PopulationBasis
from municipalities.models import Municipality, PopulationFigure
from programs.choices import AllocationKeyKind
from programs.models import AllocationKey, EfaCost
from programs.terms.allocation import (
    hessian_part,
    inhabitants_on,
    key_kind_of,
    split_notionally,
    weights_of,
)
from services.models import Competence, OnlineProcess, OzgService
from tests.factories.efa import cost, efa_service, keys
from tests.factories.municipalities import (
    ALSFELD,
    GIESSEN,
    GREBENAU,
    LAUTERBACH,
    OBERWESER,
    WESERTAL,
    MunicipalityFactory,
)

USE, INHABITANTS = AllocationKeyKind.USE, AllocationKeyKind.INHABITANTS
DISTRICT = "06535"


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("100.00", {"b": 1, "a": 1, "c": 1}, {"a": "33.34", "b": "33.33", "c": "33.33"}),
        ("0.02", {"b": 1, "a": 1, "c": 1}, {"a": "0.01", "b": "0.01", "c": "0.00"}),
        ("10.00", {"a": 1, "b": 3}, {"a": "2.50", "b": "7.50"}),
    ],
)
def test_odd_cents_go_to_the_smaller_key(
    amount: str, weights: dict[str, int], parts: dict[str, str]
) -> None:
    found = split_notionally(Decimal(amount), {ags: Decimal(w) for ags, w in weights.items()})
    assert found == {ags: Decimal(part) for ags, part in parts.items()}
    assert sum_eur(found.values()) == Decimal(amount)


def test_states_split_by_koenigstein_and_bodies_by_inhabitants() -> None:
    kinds = {kind: key_kind_of(EfaCost(key_kind=kind)) for kind in AllocationKeyKind}
    assert kinds == {kind: kind for kind in AllocationKeyKind} | {
        AllocationKeyKind.KOENIGSTEIN: INHABITANTS
    }


@pytest.mark.django_db
def test_weights_are_those_of_the_year_and_kind() -> None:
    keys(2024)
    keys(2023, {ALSFELD: 1})
    keys(2024, {ALSFELD: 7, GREBENAU: 0}, kind=USE)
    keys(2024, {GIESSEN: 5}, kind=USE, process=efa_service("anderer"))
    assert weights_of(cost("1.00", year=2023)) == {ALSFELD: 1}
    # a body of no weight bears nothing, a key of another process is none of this one
    assert weights_of(cost("1.00", key_kind=USE)) == {ALSFELD: 7}
    assert weights_of(cost("1.00", code="anderer", key_kind=USE)) == {GIESSEN: 5}
    assert weights_of(cost("1.00", year=2022)) == {}


@pytest.mark.django_db
def test_key_of_the_process_is_the_only_one_even_for_bodies_that_are_not_competent() -> None:
    keys(2024, {LAUTERBACH: 3, DISTRICT: 4})
    assert weights_of(cost("1.00")) == {LAUTERBACH: 3}  # nobody said who is: the municipalities
    keys(2024, {DISTRICT: 9}, process=efa_service())
    assert weights_of(cost("1.00")) == {DISTRICT: 9}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begin", "end", "bears"),
    [
        (date(2024, 1, 1), None, DISTRICT),
        (date(2024, 1, 2), None, LAUTERBACH),  # not competent yet on 1 January
        (date(2020, 1, 1), date(2024, 1, 2), DISTRICT),
        (date(2020, 1, 1), date(2024, 1, 1), LAUTERBACH),  # not competent any more
    ],
)
def test_competent_is_who_is_on_the_first_day_of_the_year(
    begin: date, end: date | None, bears: str
) -> None:
    service = OzgService.objects.filter(competences__level="district").first()
    assert service is not None
    Competence.objects.filter(service=service).delete()
    Competence.objects.create(service=service, level="district", valid_from=begin, valid_to=end)
    process = OnlineProcess.objects.create(code="kfz", name="i-Kfz", kind="efa")
    process.services.add(service)
    keys(2024, {LAUTERBACH: 3, DISTRICT: 4})
    assert set(weights_of(cost("1.00", code="kfz"))) == {bears}


@pytest.mark.django_db
def test_part_of_hessen_is_its_percentage_rounded_half_up() -> None:
    with pytest.raises(RuleError) as refused:
        hessian_part(Decimal("100.00"), 2024)
    assert (refused.value.code, refused.value.field) == ("no_key", "whole_eur")
    assert "2024" in refused.value.message
    koenigstein = AllocationKeyKind.KOENIGSTEIN
    AllocationKey.objects.create(year=2023, kind=koenigstein, value=Decimal(50), source="Test")
    AllocationKey.objects.create(year=2024, kind=koenigstein, value=Decimal("7.5"), source="Test")
    AllocationKey.objects.create(
        year=2024, kind=koenigstein, value=Decimal(99), source="Test", municipality_id=ALSFELD
    )
    assert hessian_part(Decimal("0.20"), 2024) == Decimal("0.02")  # 1.5 cents
    assert hessian_part(Decimal("0.19"), 2024) == Decimal("0.01")
    assert hessian_part(Decimal("1000000.00"), 2024) == Decimal("75000.00")


@pytest.mark.django_db
def test_inhabitants_are_those_used_on_the_day_of_bodies_that_exist() -> None:
    body = MunicipalityFactory.create()
    for population, as_of in ((100, date(2019, 12, 31)), (200, date(2024, 12, 31))):
        PopulationFigure.objects.create(
            municipality=body,
            population=population,
            as_of=as_of,
            basis=PopulationBasis.CENSUS_2022,
            source="Test",
        )
    assert inhabitants_on(date(2024, 12, 30))[body.ags] == (100, date(2019, 12, 31))
    assert inhabitants_on(date(2024, 12, 31))[body.ags] == (200, date(2024, 12, 31))
    merged = Municipality.objects.get(pk=OBERWESER).valid_to
    assert merged is not None
    assert OBERWESER not in inhabitants_on(date(2026, 1, 1))
    assert WESERTAL in inhabitants_on(date(2026, 1, 1))
