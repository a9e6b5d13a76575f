"""Who asks: a key in force, its scope, its rate, and what is kept of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.choices import KeyScope, Role, SecurityKind
from accounts.keys import MOST_KEYS, PER_MINUTE, make_key, mark_of, new_secret, revoke_key
from accounts.models import ApiKey, SecurityEvent, User
from core.errors import RuleError
from tests.api.asking import ROOT, Asker, problem
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.portal.cases import cost
from tests.programs.desk import person, signed_in

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def officer() -> User:
    return person(Role.OFFICER)


def made(user: User, *, until: date = TODAY, scope: KeyScope = KeyScope.READ) -> ApiKey:
    mark = mark_of(new_secret())
    return make_key(user, mark, name="Test", scope=scope, until=until, at=timezone.now())


def test_without_a_key_nothing_is_told(officer: User) -> None:
    for headers in ({}, {"Authorization": "Bearer ozgh_falsch"}, {"Authorization": "Basic x"}):
        response = Client().get(f"{ROOT}programs", headers=headers)
        assert problem(response) == (401, "no-key")
        assert response["WWW-Authenticate"] == "Bearer"
    session = signed_in(officer)
    assert problem(session.get(f"{ROOT}programs")) == (401, "no-key")


def test_key_opens_until_it_is_revoked(officer: User) -> None:
    asker = Asker(officer)
    assert asker.ask("programs").status_code == 200
    revoke_key(ApiKey.objects.get(), by=officer, at=timezone.now())
    assert problem(asker.ask("programs")) == (401, "no-key")


def test_key_opens_through_its_last_day(officer: User) -> None:
    asker = Asker(officer)
    with time_machine.travel("2026-12-23 23:59:00+01:00", tick=False):
        assert asker.ask("programs").status_code == 200
    with time_machine.travel("2026-12-24 00:00:00+01:00", tick=False):
        assert problem(asker.ask("programs")) == (401, "no-key")


def test_key_of_an_account_switched_off_stays_closed(officer: User) -> None:
    asker = Asker(officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert problem(asker.ask("programs")) == (401, "no-key")
    assert ApiKey.objects.get().revoked_at is not None  # switched on again, it opens nothing


def test_key_has_the_rights_of_the_moment(officer: User) -> None:
    asker = Asker(officer)
    assert asker.ask("rollups/budget").status_code == 200
    officer.role_assignments.update(withdrawn_at=timezone.now())
    assert problem(asker.ask("rollups/budget")) == (403, "not-allowed")


def test_only_a_hash_of_the_key_is_kept(officer: User) -> None:
    secret = Asker(officer).secret
    kept = ApiKey.objects.filter(pk__isnull=False).values().get()
    assert [name for name, value in kept.items() if secret in str(value)] == []
    assert kept["hint"] == secret[:9]
    assert len(secret) > 40


def test_rate_is_counted_within_the_minute(officer: User) -> None:
    asker = Asker(officer)
    with time_machine.travel("2026-11-23 10:00:15+01:00", tick=False):
        assert asker.ask("programs").status_code == 200
        ApiKey.objects.update(used=PER_MINUTE - 1)
        assert asker.ask("programs").status_code == 200
        refused = asker.ask("programs")
    assert problem(refused) == (429, "too-often")
    assert refused["Retry-After"] == "45"
    with time_machine.travel("2026-11-23 10:01:00+01:00", tick=False):
        assert asker.ask("programs").status_code == 200


def test_log_has_one_line_a_minute(officer: User) -> None:
    asker = Asker(officer)
    with time_machine.travel("2026-11-23 10:00:15+01:00", tick=False):
        asker.ask("programs")
        asker.ask("grants")
    lines = SecurityEvent.objects.filter(kind=SecurityKind.KEY_USED)
    assert [(line.person, line.what.split(" ", 1)[1]) for line in lines] == [
        (officer, "GET /api/v1/programs")
    ]


def test_life_of_a_key_is_a_year_at_most(officer: User) -> None:
    assert made(officer, until=TODAY).pk
    assert made(officer, until=TODAY + timedelta(days=365)).pk
    for until in (TODAY - timedelta(days=1), TODAY + timedelta(days=366)):
        with pytest.raises(RuleError) as refused:
            made(officer, until=until)
        assert refused.value.field == "until"


def test_keys_in_force_are_few(officer: User) -> None:
    for _number in range(MOST_KEYS):
        made(officer)
    with pytest.raises(RuleError, match=str(MOST_KEYS)):
        made(officer)
    revoke_key(ApiKey.objects.all()[0], by=officer, at=timezone.now())
    assert made(officer).pk


def test_key_that_reports_is_for_those_who_may(officer: User) -> None:
    assert made(officer, scope=KeyScope.REPORT).pk  # the ministry corrects
    auditor = person(Role.AUDITOR)
    with pytest.raises(RuleError):
        made(auditor, scope=KeyScope.REPORT)
    assert made(auditor).pk


def test_nobody_revokes_the_key_of_another(officer: User) -> None:
    key = made(officer)
    with pytest.raises(RuleError):
        revoke_key(key, by=person(Role.AUDITOR), at=timezone.now())
    assert ApiKey.objects.get().revoked_at is None


@pytest.mark.parametrize(
    "change",
    [
        {"scope": KeyScope.REPORT},
        {"digest": "0" * 64},
        {"expires_at": timezone.now() + timedelta(days=10)},
        {"user_id": None},
    ],
)
def test_database_keeps_a_key_as_it_was_made(officer: User, change: dict[str, object]) -> None:
    made(officer)
    values = change if "user_id" not in change else {"user_id": person(Role.AUDITOR).pk}
    with pytest.raises(DatabaseError), transaction.atomic():
        ApiKey.objects.update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        ApiKey.objects.all().delete()


def test_database_refuses_a_key_that_is_revoked_to_come_back(officer: User) -> None:
    key = made(officer)
    revoke_key(key, by=officer, at=timezone.now())
    with pytest.raises(IntegrityError, match="stays as it was made"):
        ApiKey.objects.update(revoked_at=None)


# The page


def offered(client: Client, **typed: str) -> tuple[str, str]:
    """The secret that the page shows, and what it carries for the second click."""
    page = client.get(
        "/konto/schluessel/neu/",
        {"name": "Datendrehscheibe", "scope": "read", "until": "31.12.2026", **typed},
    )
    return page.context["secret"], page.context["offer"]


def test_page_makes_a_key_in_two_steps_and_shows_it_once(officer: User) -> None:
    client = signed_in(officer)
    secret, offer = offered(client)
    assert ApiKey.objects.count() == 0
    assert client.post("/konto/schluessel/neu/", {"offer": offer}).status_code == 302
    page = client.get("/konto/schluessel/").content.decode()
    assert secret not in page
    assert (secret[:9] in page, "Datendrehscheibe" in page) == (True, True)
    response = Client().get(f"{ROOT}programs", headers={"Authorization": f"Bearer {secret}"})
    assert response.status_code == 200
    assert SecurityEvent.objects.filter(kind=SecurityKind.KEY_MADE, person=officer).count() == 1


def test_session_left_open_makes_no_key(officer: User) -> None:
    client = signed_in(officer)
    _secret, offer = offered(client)
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        shown = client.get("/konto/schluessel/neu/", {"name": "x", "scope": "read"})
    with time_machine.travel(now + timedelta(minutes=31), tick=False):
        sent = client.post("/konto/schluessel/neu/", {"offer": offer})
    for answer in (shown, sent):
        assert answer.headers["Location"].startswith("/konto/bestaetigen/?next=%2Fkonto%2Fschlues")
    assert ApiKey.objects.count() == 0


def test_person_is_told_of_a_key_made_in_their_name(
    officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(officer)
    _secret, offer = offered(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/konto/schluessel/neu/", {"offer": offer})
    assert [(sent.to, "„Datendrehscheibe“" in sent.body) for sent in mail.outbox] == [
        ([officer.email], True)
    ]


def test_offer_is_worth_nothing_to_others_changed_or_late(officer: User) -> None:
    client = signed_in(officer)
    _secret, offer = offered(client)
    other = signed_in(person(Role.AUDITOR))
    for browser, sent in ((other, offer), (client, offer + "x"), (client, "")):
        browser.post("/konto/schluessel/neu/", {"offer": sent})
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        signed_in(officer).post("/konto/schluessel/neu/", {"offer": offer})
    assert ApiKey.objects.count() == 0


def test_page_offers_the_scopes_and_days_the_person_may_have(officer: User) -> None:
    auditor = signed_in(person(Role.AUDITOR))
    scopes = auditor.get("/konto/schluessel/").context["form"].fields["scope"].choices
    assert [key for key, _label in scopes] == ["read", "calendar"]
    for typed in ({"scope": "report"}, {"until": "22.11.2026"}, {"until": "01.12.2027"}):
        query = {"name": "x", "scope": "read", "until": "31.12.2026", **typed}
        page = auditor.get("/konto/schluessel/neu/", query)
        assert list(page.context["form"].errors) == list(typed)


def test_page_revokes_ones_own_key_alone(officer: User) -> None:
    key = made(officer)
    address = f"/konto/schluessel/{key.pk}/widerrufen/"
    assert signed_in(person(Role.AUDITOR)).post(address).status_code == 404
    assert ApiKey.objects.get().revoked_at is None
    client = signed_in(officer)
    assert client.get(address).status_code == 200
    assert ApiKey.objects.get().revoked_at is None
    assert client.post(address).status_code == 302
    assert ApiKey.objects.get().revoked_at is not None
    assert SecurityEvent.objects.filter(kind=SecurityKind.KEY_REVOKED).count() == 1


def test_page_costs_the_same_queries_for_one_and_three_keys(officer: User) -> None:
    client, counts = signed_in(officer), []
    for more in (1, 2):
        for _number in range(more):
            made(officer)
        counts.append(cost(client, "/konto/schluessel/"))
    assert counts[0] == counts[1]


def test_keys_page_is_for_those_who_can_ask() -> None:
    administrator = signed_in(UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR]))
    assert administrator.get("/konto/schluessel/").status_code == 403
    assert "/konto/schluessel/" not in administrator.get("/admin/").content.decode()
    editor = signed_in(person(Role.MUNICIPALITY_EDITOR, of=LAUTERBACH))
    assert "/konto/schluessel/" in editor.get("/kommunen/").content.decode()
