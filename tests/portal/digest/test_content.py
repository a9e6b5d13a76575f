"""What the weekly mail tells: both ends of its days, own cases alone, services long unreported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.choices import Role
from accounts.models import User
from municipalities.models import Municipality
from portal.digest.content import digest_of, text_of, unreported_in
from programs.choices import GrantState
from programs.models import Grant
from services.actions import confirm_unchanged
from services.models import RolloutEvent
from tests.factories.accounts import NOW, UserFactory
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.services.world import TOWN, live, make_user, record

TODAY = date(2026, 11, 23)


def editor(*bodies: str) -> User:
    return UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR], of=bodies or [LAUTERBACH])


def ending(days: int, lead: str = LAUTERBACH) -> Grant:
    """A case whose approval period ends that many days from today."""
    until = TODAY + timedelta(days=days)
    return GrantFactory.create(
        state=GrantState.FINAL, period_end=until, lead_id=lead, shares={lead: None}
    )


def told(person: User) -> str:
    return text_of(digest_of(person, today=TODAY), person, address="https://ozg.example{}".format)


@pytest.mark.django_db
def test_what_is_due_today_and_in_fourteen_days_is_told() -> None:
    cases = {days: ending(days) for days in (-1, 0, 14, 15)}
    due = digest_of(editor(), today=TODAY).due
    assert [each.grant for each in due] == [cases[0], cases[14]]


@pytest.mark.django_db
def test_no_case_of_others_and_none_before_its_notification() -> None:
    own, foreign = ending(3), ending(3, ALSFELD)
    untold = GrantFactory.create(state=GrantState.APPROVED, period_end=TODAY)
    text = told(editor())
    assert f"26.11.2026: Ende des Bewilligungszeitraums · {own}\nhttps://ozg.example" in text
    assert own.get_absolute_url() in text
    for other in (foreign, untold):
        assert other.get_absolute_url() not in text
        assert other.file_reference not in text


@pytest.mark.django_db
def test_officer_who_edits_for_a_body_is_told_of_that_body_alone() -> None:
    own = ending(3)
    ending(3, ALSFELD)
    both = UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR, Role.OFFICER], of=[LAUTERBACH])
    assert [each.grant for each in digest_of(both, today=TODAY).due] == [own]


@pytest.mark.django_db
def test_paper_asked_for_before_the_notification_is_told_in_one_line() -> None:
    grant = GrantFactory.create(state=GrantState.QUERY)
    for days in (-1, 14, 15):
        due = TODAY + timedelta(days=days)
        grant.missing_papers.create(
            title=f"Plan {days}", requested_on=TODAY - timedelta(days=9), due_on=due
        )
    assert [each.what for each in digest_of(editor(), today=TODAY).due] == ["Unterlage: Plan 14"]


def test_services_count_from_the_day_on_that_the_setting_names(world: None) -> None:
    body = Municipality.objects.get(pk=TOWN)
    assert unreported_in(body, today=TODAY) == 2  # never
    record(live(TOWN, "90001", TODAY - timedelta(days=90)))
    record(live(TOWN, "90002", TODAY - timedelta(days=89)))
    assert RolloutEvent.objects.count() == 2
    assert unreported_in(body, today=TODAY) == 1
    person = make_user("clara", Role.MUNICIPALITY_EDITOR, TOWN)
    text = told(person)
    assert "Seit 90 Tagen nicht gemeldet oder noch nie:\n\nStadt Oberstadt: 1 Leistung\n" in text
    assert f"https://ozg.example/meine-kommune/{TOWN}/leistungen/" in text


def test_nothing_has_changed_reports_anew_what_was_reported(world: None) -> None:
    body = Municipality.objects.get(pk=TOWN)
    record(live(TOWN, "90001", TODAY - timedelta(days=300)))
    assert unreported_in(body, today=TODAY) == 2
    person = make_user("clara", Role.MUNICIPALITY_EDITOR, TOWN)
    confirm_unchanged(body, by=person, at=NOW)
    assert unreported_in(body, today=TODAY) == 1
    assert unreported_in(body, today=TODAY + timedelta(days=89)) == 1
    assert unreported_in(body, today=TODAY + timedelta(days=90)) == 2
