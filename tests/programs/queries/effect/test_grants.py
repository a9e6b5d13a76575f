"""From euros to effect: what a grant brought, what stands still, and who re-uses what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from municipalities.models import Municipality
from programs.choices import EntryKind, Outcome, Qualifier
from programs.models import Grant, LedgerEntry
from programs.queries.effect.grants import (
    Effect,
    blueprints,
    effects,
    funded_pairs,
    without_progress,
)
from services.actions import RolloutChange
from tests.factories.programs import BudgetLineFactory
from tests.programs.queries.effect.funded import all_grants, make_grant
from tests.services.world import (
    SECOND_TOWN,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    record,
)


@pytest.fixture(autouse=True)
def no_grants(world: None) -> None:
    Grant.objects.all().delete()


def test_effect_counts_what_went_live_with_the_grant_and_what_it_cost() -> None:
    make_grant(TOWN, SECOND_TOWN, VILLAGE, services=("90001", "90002"))
    record(
        live(TOWN, "90001", date(2025, 6, 1)),
        live(SECOND_TOWN, "90001", date(2026, 1, 1)),
        live(VILLAGE, "90001", date(2024, 1, 1)),
    )
    (effect,) = effects(all_grants(), day=TODAY)
    assert effect == Effect(
        grant=effect.grant,
        file_reference="IV 0",
        title="Digital",
        amount_eur=Decimal("100000.00"),
        bodies=3,
        services=2,
        pairs=6,
        live_before=1,
        went_live=2,
        first_live=date(2025, 6, 1),
        last_live=date(2026, 1, 1),
    )
    assert effect.cost_per_live_eur == Decimal("50000.00")
    (earlier,) = effects(all_grants(), day=date(2025, 12, 31))
    assert (earlier.went_live, earlier.cost_per_live_eur) == (1, Decimal("100000.00"))


@pytest.mark.parametrize(
    ("amount_eur", "qualifier"), [(None, Qualifier.UNKNOWN), (Decimal(100), Qualifier.UP_TO)]
)
def test_no_cost_without_a_known_amount(amount_eur: Decimal | None, qualifier: str) -> None:
    make_grant(TOWN, amount_eur=amount_eur, qualifier=qualifier)
    record(live(TOWN, "90001", date(2025, 6, 1)))
    (effect,) = effects(all_grants(), day=TODAY)
    assert (effect.amount_eur, effect.went_live, effect.cost_per_live_eur) == (None, 1, None)


def test_no_cost_where_nothing_went_live() -> None:
    make_grant(TOWN)
    (effect,) = effects(all_grants(), day=TODAY)
    assert (effect.went_live, effect.cost_per_live_eur) == (0, None)


def test_grant_without_services_has_an_unknown_effect() -> None:
    make_grant(TOWN, services=())
    assert effects(all_grants(), day=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ([], Outcome.NOT_LIVE),
        ([live(TOWN, "90001", date(2024, 6, 1))], Outcome.LIVE_BEFORE),
        ([live(TOWN, "90001", date(2025, 6, 1))], Outcome.WENT_LIVE),
        (
            [
                live(TOWN, "90001", date(2025, 6, 1)),
                RolloutChange(TOWN, "90001", date(2025, 7, 1), live=False),
            ],
            Outcome.OFF_AGAIN,
        ),
    ],
)
def test_pair_tells_what_became_of_it(changes: list[RolloutChange], outcome: Outcome) -> None:
    make_grant(TOWN)
    for change in changes:
        record(change)
    (pair,) = funded_pairs(all_grants(), day=TODAY)
    assert pair.outcome == outcome


def test_pairs_are_those_of_the_bodies_asked_for() -> None:
    make_grant(TOWN, VILLAGE)
    assert [p.ags for p in funded_pairs(all_grants(), day=TODAY)] == [VILLAGE, TOWN]
    assert [p.ags for p in funded_pairs(all_grants(), day=TODAY, bodies={TOWN})] == [TOWN]
    assert funded_pairs(all_grants(), day=TODAY, bodies=()) == []


def test_cost_is_what_was_approved_by_the_day() -> None:
    grant = make_grant(TOWN, amount_eur=None)
    for on, eur in ((date(2025, 5, 1), 30000), (date(2026, 5, 1), 10000)):
        line = BudgetLineFactory.create(fiscal_year=on.year, money="100000.00")
        LedgerEntry.objects.create(
            kind=EntryKind.COMMITMENT, amount_eur=eur, line=line, grant=grant, booked_on=on
        )
    record(live(TOWN, "90001", date(2025, 6, 1)))
    costs = [
        effects(all_grants(), day=day)[0].cost_per_live_eur for day in (date(2025, 7, 1), TODAY)
    ]
    assert costs == [Decimal(30000), Decimal(40000)]


def test_standstill_of_twelve_months_is_named_with_body_and_service() -> None:
    make_grant(TOWN, SECOND_TOWN, VILLAGE)
    record(
        live(TOWN, "90001", date(2025, 6, 1)),
        RolloutChange(SECOND_TOWN, "90001", date(2025, 6, 1), registered=True),
    )

    assert standing_still(date(2025, 12, 30)) == []
    assert standing_still(date(2025, 12, 31)) == [VILLAGE]
    assert standing_still(date(2026, 6, 1)) == [SECOND_TOWN, VILLAGE]


def standing_still(day: date = TODAY) -> list[str]:
    return [pair.ags for pair in without_progress(all_grants(), day=day)]


def test_blueprints_are_ranked_by_who_re_uses_them() -> None:
    make_grant(TOWN, reuse_artifact="Schnittstelle Adressen")
    used = make_grant(SECOND_TOWN, reuse_artifact="Blaupause Kita")
    make_grant(VILLAGE)
    used.reused_by.set(Municipality.objects.filter(pk__in=[VILLAGE, TOWN]))
    found = [(b.artifact, len(b.reused_by)) for b in blueprints(all_grants())]
    assert found == [("Blaupause Kita", 2), ("Schnittstelle Adressen", 0)]
