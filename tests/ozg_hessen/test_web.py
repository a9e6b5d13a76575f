"""What every answer of the web server carries, and who may come in."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from accounts.models import Session

User = get_user_model()
PASSWORD = "vier-Worte-und-eine-7"


@pytest.mark.django_db
def test_policy_allows_own_files_only_and_nothing_inline(client: Client) -> None:
    answer = client.get("/admin/login/")
    assert sorted(answer.headers["Content-Security-Policy"].split("; ")) == [
        "base-uri 'self'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
    ]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["clara", "clara@example.org", "CLARA@example.org"])
def test_user_signs_in_by_name_or_address(client: Client, login: str) -> None:
    user = User.objects.create_user("clara", "clara@example.org", PASSWORD)
    answer = client.post("/anmelden/", {"login": login, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_session_ends_half_an_hour_after_the_last_click(client: Client) -> None:
    User.objects.create_user("clara", "clara@example.org", PASSWORD)
    client.post("/anmelden/", {"login": "clara", "password": PASSWORD})
    assert client.session.get_expiry_age() == 30 * 60
    before = Session.objects.get().expire_date
    client.get("/konto/passwort/")
    assert Session.objects.get().expire_date > before


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    form = {
        "username": "eve",
        "email": "eve@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    client.post("/konto/registrieren/", form)
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_sixth_wrong_password_is_not_even_tried(client: Client) -> None:
    User.objects.create_user("clara", "clara@example.org", PASSWORD)
    for _ in range(5):
        client.post("/anmelden/", {"login": "clara", "password": "wrong"})
    client.post("/anmelden/", {"login": "clara", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
