"""Whoever asks gets all the house knows about them, no secret, and nothing about others."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import KeyScope, Role
from accounts.keys import make_key, mark_of, new_secret
from accounts.models import SavedView, SecurityEvent, Session, User
from accounts.privacy.own_data import ABOUT, naming_columns, own_data
from tests.accounts.sign_in.test_second_factor import with_app
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.life import Staff

pytestmark = pytest.mark.django_db
FILE = "/konto/auskunft/"


@pytest.fixture
def clara() -> User:
    return UserFactory.create(
        username="clara", first_name="Clara", roles=[Role.COORDINATOR], of=["06535011"]
    )


def told(client: Client) -> dict[str, Any]:
    answer = client.get(FILE)
    assert answer["Content-Disposition"].startswith('attachment; filename="auskunft-2026-11-23')
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_person_gets_account_roles_sessions_log_and_no_secret(clara: User) -> None:
    secret = new_secret()
    now, mark = timezone.now(), mark_of(secret)
    until = timezone.localdate()
    make_key(clara, mark, name="Kalender", scope=KeyScope.READ, until=until, at=now)
    app = with_app(clara)
    SavedView.objects.create(person=clara, name="Meine", address="/fortschritt/")
    client = Client(headers={"User-Agent": "Firefox/145.0 (Windows NT 10.0)"})
    client.force_login(clara)
    data = told(client)
    assert data["Konto"]["E-Mail-Adresse"] == "clara@example.org"
    assert [row["Rolle"] for row in data["Rollenzuweisung"]] == ["Koordinierung"]
    assert len(data["Gespeicherte Ansicht"]) == 1
    text = json.dumps(data, ensure_ascii=False)
    key = client.session.session_key
    assert key is not None
    assert SecurityEvent.objects.filter(kind="download", person=clara, what=FILE).count() == 1
    for hidden in (secret, mark.digest, app, key, clara.password):
        assert hidden not in text


def test_nothing_about_others(clara: User) -> None:
    other = UserFactory.create(username="otto", first_name="Ottokar", roles=[Role.APPROVER])
    SavedView.objects.create(person=other, name="Geheim", address="/fortschritt/")
    Client().post("/anmelden/", {"login": "otto", "password": PASSWORD})
    text = own_data(clara).decode()
    assert "ttokar" not in text
    assert "Geheim" not in text


def test_rows_that_name_the_person_are_counted_whatever_they_may_open() -> None:
    staff = Staff.hire()
    staff.paid(staff.final(), "50000.00")
    client = Client()
    client.force_login(staff.officer)
    before = told(client)["an anderer Stelle genannt"]
    assert sum(row["Zeilen"] for row in before) > 5
    staff.officer.role_assignments.all().update(withdrawn_at=timezone.now())
    assert told(client)["an anderer Stelle genannt"] == before


def test_every_column_that_names_a_person_is_told_or_counted() -> None:
    """ABOUT names columns there are; what is new is counted without being listed."""
    counted = {(model._meta.label_lower, field.name) for model, field in naming_columns()}
    assert ("programs.ledgerentry", "recorded_by") in counted
    assert not counted & {(label, column) for label, (column, _rest) in ABOUT.items()}
    assert ("accounts.pendingchange", "prepared_by") in counted


def test_questions_do_not_grow_with_the_rows(clara: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            own_data(clara)
        return len(queries)

    one = asked()
    for number in range(3):
        SavedView.objects.create(person=clara, name=str(number), address="/fortschritt/")
        Session.objects.create(
            session_key=str(number), session_data="", expire_date=timezone.now(), person=clara
        )
    assert asked() == one


def test_operator_asks_for_those_who_are_gone(clara: User) -> None:
    clara.is_active = False
    clara.save()
    out = StringIO()
    call_command("own_data", "clara", stdout=out)
    assert json.loads(out.getvalue())["Konto"]["Vorname"] == "Clara"
    with pytest.raises(CommandError, match="no account"):
        call_command("own_data", "nobody")


def test_stranger_is_sent_to_the_sign_in() -> None:
    assert Client().get(FILE)["Location"].startswith("/anmelden/")
