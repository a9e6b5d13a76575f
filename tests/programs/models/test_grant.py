"""Cases: what their table takes, who may tell others of them, and how they are found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.choices import Role
from accounts.models import User
from programs.choices import DecisionKind, GrantState, Qualifier
from programs.models import Decision, Grant
from programs.models.grant import PLANNED
from tests.factories.accounts import NOW, UserFactory
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import SHARE_EUR, GrantFactory, ProgramFactory
from tests.held import CENT, DAY, NOTHING, broken, told

pytestmark = pytest.mark.django_db

DAY_BEFORE, DAY_AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
LONG_AGO, FAR_AHEAD = date(2026, 1, 1), date(2090, 1, 1)


def test_case_without_any_entry_breaks_nothing() -> None:
    assert broken(Grant()) == []


def test_amount_applied_for_is_unknown_or_more_than_nothing() -> None:
    assert broken(Grant(applied_eur=CENT)) == []
    for amount in (NOTHING, -CENT):
        assert broken(Grant(applied_eur=amount)) == ["applied_amount_positive"]


def test_funding_rate_lies_above_nothing_and_up_to_the_whole() -> None:
    for rate in ("0.0001", "0.5", "1.0000"):
        assert broken(Grant(funding_rate=Decimal(rate))) == []
    for rate in ("0.0000", "1.0001", "-0.5"):
        assert broken(Grant(funding_rate=Decimal(rate))) == ["funding_rate_is_share"]


def test_refused_rate_is_explained_with_a_single_percent_sign() -> None:
    assert told(Grant(funding_rate=Decimal(0))) == [
        "Der Fördersatz liegt über 0 % und höchstens bei 100 %."
    ]


def test_approval_period_may_last_a_day_and_not_end_before_it_begins() -> None:
    assert broken(Grant(period_start=DAY, period_end=DAY)) == []
    assert broken(Grant(period_end=DAY_BEFORE)) == []
    assert broken(Grant(period_start=DAY, period_end=DAY_BEFORE)) == [
        "approval_period_runs_forward"
    ]


def test_published_amount_belongs_to_a_case_known_from_a_publication_alone() -> None:
    told_by_others = {"published_eur": CENT, "published_qualifier": Qualifier.EXACT}
    assert broken(Grant(state=GrantState.RECORDED, **told_by_others)) == []
    for name, value in told_by_others.items():
        row = Grant(state=GrantState.CLOSED, **{name: value})
        assert broken(row) == ["published_amount_only_when_recorded"]
    assert broken(Grant(state=GrantState.CLOSED, published_year=2025)) == []


def test_embargo_ends_on_a_day_or_with_the_hand_over_and_not_with_both() -> None:
    assert broken(Grant(embargo_until=DAY)) == []
    assert broken(Grant(awaits_hand_over=True)) == []
    both = Grant(embargo_until=DAY, awaits_hand_over=True)
    assert broken(both) == ["embargo_has_one_end"]


def test_archive_is_offered_the_file_the_day_after_its_retention() -> None:
    assert broken(Grant(retention_until=DAY, archive_offered_on=DAY_AFTER)) == []
    for retained in (DAY, None):
        row = Grant(retention_until=retained, archive_offered_on=DAY)
        assert broken(row) == ["archive_offered_after_retention"]


@pytest.mark.parametrize("column", [*PLANNED, "published_eur"])
def test_no_planned_amount_is_less_than_nothing(column: str) -> None:
    state = GrantState.RECORDED
    assert broken(Grant(state=state, **{column: NOTHING})) == []
    assert broken(Grant(state=state, **{column: -CENT})) == ["grant_amounts_not_negative"]


def test_file_reference_is_one_of_its_program_and_may_come_again_in_another() -> None:
    first = GrantFactory.create(file_reference="IV 3 - 7")
    again = Grant(program=first.program, file_reference="IV 3 - 7")
    assert broken(again) == ["file_reference_once"]
    assert told(again) == ["Dieses Aktenzeichen gibt es in diesem Programm schon."]
    assert broken(Grant(program=first.program, file_reference="IV 3 - 8")) == []
    assert broken(Grant(program=ProgramFactory.create(), file_reference="IV 3 - 7")) == []


def test_case_is_named_by_its_file_reference_and_its_project() -> None:
    assert str(Grant(file_reference="IV 3 - 7", title="Bauhof")) == "IV 3 - 7 · Bauhof"


def titles(found: Iterable[Grant]) -> list[str]:
    return sorted(grant.title for grant in found)


def test_case_is_found_by_its_reference_alone_or_by_every_word() -> None:
    GrantFactory.create(title="Bauhof", file_reference="IV 3 - 7", subject_area="Technik")
    GrantFactory.create(title="Archiv", file_reference="IV 3 - 70", subject_area="Bauhof")
    GrantFactory.create(title="Kasse", file_reference="IV 3 - 71", lead_id=GIESSEN, shares={})
    search = Grant.objects.search
    assert titles(search("  iv 3  -  7 ")) == ["Bauhof"]  # however its case and spaces are typed
    assert titles(search("IV 3")) == ["Archiv", "Bauhof", "Kasse"]
    assert titles(search("bauhof")) == ["Archiv", "Bauhof"]
    assert titles(search("bauhof technik")) == ["Bauhof"]
    assert titles(search("bauhof kasse")) == []


def test_case_is_found_by_a_partner_by_its_lead_and_by_their_keys() -> None:
    GrantFactory.create(title="Bauhof", shares={LAUTERBACH: SHARE_EUR, ALSFELD: SHARE_EUR})
    GrantFactory.create(title="Kasse", lead_id=GIESSEN, shares={})
    search = Grant.objects.search
    assert titles(search("Alsfeld")) == titles(search(ALSFELD)) == ["Bauhof"]
    assert titles(search("Gießen")) == titles(search("giessen")) == ["Kasse"]
    assert titles(search("Bauhof Alsfeld")) == ["Bauhof"]
    assert titles(search("Kasse Alsfeld")) == []


def test_search_for_nothing_finds_nothing() -> None:
    GrantFactory.create()
    for text in ("", "   ", "–"):
        assert not Grant.objects.search(text).exists()


def test_what_is_searched_for_follows_the_title_with_each_saving() -> None:
    grant = GrantFactory.create(title="Bauhof")
    grant.title = "Archiv"
    grant.save()
    assert titles(Grant.objects.search("archiv")) == ["Archiv"]
    assert titles(Grant.objects.search("bauhof")) == []


def test_results_for_others_are_those_told_free_and_named() -> None:
    shown = {"reuse_artifact": "Mustervertrag"}
    GrantFactory.create(title="shown", **shown)
    GrantFactory.create(title="nameless", reuse_artifact="")
    GrantFactory.create(title="withheld", publishable=False, **shown)
    GrantFactory.create(title="undecided", state=GrantState.APPROVED, **shown)
    GrantFactory.create(title="embargoed", embargo_until=FAR_AHEAD, **shown)
    GrantFactory.create(title="awaiting", awaits_hand_over=True, **shown)
    GrantFactory.create(title="free again", embargo_until=LONG_AGO, **shown)
    GrantFactory.create(
        title="handed over", awaits_hand_over=True, handed_over_on=LONG_AGO, **shown
    )
    assert titles(Grant.objects.with_results()) == ["free again", "handed over", "shown"]


def decided(title: str, notified_on: date | None, **fields: object) -> Grant:
    """A case whose first decision was sent on the day, written past every action."""
    grant = GrantFactory.create(title=title, **fields)
    Decision.objects.create(
        grant=grant,
        kind=DecisionKind.INITIAL,
        number=title,
        amount_eur=CENT,
        prepared_at=NOW,
        approved_at=NOW,
        decided_on=notified_on or DAY,
        notified_on=notified_on,
    )
    return grant


@pytest.fixture
def coordinator() -> User:
    return UserFactory.create(roles=[Role.COORDINATOR])


def test_who_coordinates_may_tell_of_a_case_from_its_notification_on(coordinator: User) -> None:
    decided("told", NOW.date())
    decided("not sent", None)
    GrantFactory.create(title="without a decision")
    told_on = {
        day: titles(Grant.objects.decided_for(coordinator, on=day))
        for day in (NOW.date() - timedelta(days=1), NOW.date())
    }
    assert list(told_on.values()) == [[], ["told"]]


def test_who_coordinates_tells_of_no_case_under_embargo_then_or_today(coordinator: User) -> None:
    day = NOW.date()
    decided("over then", day, embargo_until=day - timedelta(days=1))
    decided("held then", day, embargo_until=day)
    decided("held today", day, embargo_until=FAR_AHEAD)
    assert titles(Grant.objects.decided_for(coordinator, on=day)) == ["over then"]
    assert titles(Grant.objects.decided_for(coordinator, on=FAR_AHEAD)) == [
        "held then",
        "over then",
    ]


def test_decided_cases_are_told_by_nobody_without_the_permission() -> None:
    decided("told", NOW.date())
    for role in (Role.ASSOCIATION, Role.GOVERNMENT_DISTRICT, Role.MUNICIPALITY_EDITOR):
        person = UserFactory.create(roles=[role])
        assert titles(Grant.objects.decided_for(person, on=DAY)) == []
    for role in (Role.OFFICER, Role.AUDITOR):
        person = UserFactory.create(roles=[role])
        assert titles(Grant.objects.decided_for(person, on=DAY)) == ["told"]
