"""Who left keeps the name for a while; then two people put a pseudonym in its place."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import PendingChange, User
from accounts.privacy.former import switched_off_at, take_names_off
from accounts.privacy.own_data import own_data
from core.errors import RuleError
from core.formats import format_day
from core.history import history_of
from tests.factories.accounts import UserFactory
from tests.factories.life import Staff
from tests.programs import desk
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
KEPT = timedelta(days=settings.NAMES_KEPT_DAYS)


def left(user: User) -> User:
    """The person, whose account was in use and has been switched off."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


@pytest.fixture
def gone() -> User:
    approver: User = UserFactory.create(
        username="freigabe", first_name="Clara", last_name="Zeichnet", roles=[Role.APPROVER]
    )
    return left(approver)


def ask(by: User, user: User, *, at: object) -> str:
    """What the page of the person says after the button."""
    url = reverse("admin:accounts_user_take_names_off", args=[user.pk])
    with time_machine.travel(at):  # type: ignore[arg-type]  # a moment
        return str(signed_in(by).post(url, follow=True).content.decode())


def approve(by: User, change: PendingChange) -> None:
    url = reverse("admin:accounts_pendingchange_step", args=[change.pk, "approve"])
    assert signed_in(by).post(url, {"confirmed": "1"}).status_code == 302


def test_account_in_use_keeps_its_names() -> None:
    user = UserFactory.create(first_name="Clara")
    with pytest.raises(RuleError) as refused:
        take_names_off(user, at=timezone.now() + 10 * KEPT)
    assert (refused.value.code, user.first_name) == ("in_use", "Clara")


def test_names_stay_to_the_last_second_of_their_time(gone: User) -> None:
    since = switched_off_at(gone)
    assert since is not None
    with pytest.raises(RuleError) as refused:
        take_names_off(gone, at=since + KEPT - timedelta(seconds=1))
    assert refused.value.code == "too_early"
    assert format_day(since) in refused.value.message
    assert format_day(since + KEPT) in refused.value.message
    assert gone.last_name == "Zeichnet"
    assert take_names_off(gone, at=since + KEPT)
    assert (gone.username, gone.email, gone.first_name) == (f"ausgeschieden-{gone.pk}", "", "")
    assert str(gone) == f"Ausgeschiedene Person {gone.pk}"


def test_time_begins_with_the_last_time_it_was_switched_off(gone: User) -> None:
    first = switched_off_at(gone)
    User.objects.filter(pk=gone.pk).update(session_round=7)  # says nothing about leaving
    assert switched_off_at(gone) == first
    never_used: User = UserFactory.create(is_active=False)
    assert switched_off_at(never_used) is not None
    assert switched_off_at(UserFactory.create()) is None


def test_two_people_take_the_names_off_and_the_history_keeps_the_key(
    gone: User, staff: Staff
) -> None:
    first = desk.person(Role.SYSTEM_ADMINISTRATOR, "verwaltung")
    second = desk.person(Role.SYSTEM_ADMINISTRATOR, "verwaltung2")
    since = switched_off_at(gone)
    assert since is not None
    early = ask(first, gone, at=since + KEPT - timedelta(hours=1))
    assert f"Namen bleiben bis {format_day(since + KEPT)}" in " ".join(early.split())
    assert not PendingChange.objects.exists()
    assert "wartet" in ask(first, gone, at=since + KEPT + timedelta(hours=1))
    change = PendingChange.objects.get()
    gone.refresh_from_db()
    assert gone.last_name == "Zeichnet"  # one alone has changed nothing
    approve(second, change)
    gone.refresh_from_db()
    assert (str(gone), gone.email) == (f"Ausgeschiedene Person {gone.pk}", "")
    assert history_of(gone).filter(pgh_data__last_name="Zeichnet").exists()
    told = json.loads(own_data(gone))
    assert "Zeichnet" in json.dumps(told, ensure_ascii=False)  # to the person, of the history


def test_button_stands_with_accounts_that_are_switched_off_alone(gone: User) -> None:
    first = desk.person(Role.SYSTEM_ADMINISTRATOR, "verwaltung")
    button = reverse("admin:accounts_user_take_names_off", args=[gone.pk])
    page = signed_in(first).get(reverse("admin:accounts_user_change", args=[gone.pk]))
    assert button in page.content.decode()
    own = signed_in(first).get(reverse("admin:accounts_user_change", args=[first.pk]))
    assert "/namen/" not in own.content.decode()


def test_nobody_but_the_administration_presses_it(gone: User) -> None:
    mail.outbox.clear()
    officer = desk.person(Role.OFFICER, "sachbearbeitung")
    url = reverse("admin:accounts_user_take_names_off", args=[gone.pk])
    with time_machine.travel(timezone.now() + 2 * KEPT):
        assert signed_in(officer).post(url).status_code == 403
    assert not PendingChange.objects.exists()
    assert mail.outbox == []
