"""What a production refuses: weak keys, open hosts, mail into nowhere, a demo's database."""

from __future__ import annotations

from secrets import token_hex, token_urlsafe

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.sign_in.demo import DEMO_DATA_SET
from core.models import DataSet
from ozg_hessen.demo_guard import refuse_demo_in_production
from ozg_hessen.production import unfit_for_production
from tests.factories.accounts import UserFactory

FIT = {
    "SECRET_KEY": "wB3_kQ9zXnV-7tLfRj2YhC6mPdEa5sUgO8iJx0rTqN1uKyHvGb",  # 50 characters by chance
    "ALLOWED_HOSTS": "ozg.example.org",
    "EMAIL_URL": "smtp+tls://user:secret@127.0.0.1:1",
    "DEBUG": "false",
    "DEMO_LOGINS": "false",
}


def lines(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    for name, value in {**FIT, **values}.items():
        monkeypatch.setenv(name, value)
    return unfit_for_production(environ.Env())


def test_fit_values_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lines(monkeypatch) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "x", "SECRET_KEY is weak"),
        ("SECRET_KEY", FIT["SECRET_KEY"][:-1], "SECRET_KEY is weak"),
        ("SECRET_KEY", "x" * 80, "SECRET_KEY is weak"),
        ("SECRET_KEY", "abcdefghij" * 6, "SECRET_KEY is weak"),
        ("SECRET_KEY", "Zx8-" * 10 + "qwertzuiop", "SECRET_KEY is weak"),
        ("SECRET_KEY", "zyxwvutsrqponmlkjihgfedcba9876543210ZYXWVUTSRQPONMLKJI", "SECRET_KEY is"),
        ("SECRET_KEY", FIT["SECRET_KEY"][:25] * 2, "SECRET_KEY is weak"),
        ("SECRET_KEY", "django-insecure-" + FIT["SECRET_KEY"], "SECRET_KEY is weak"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS holds *"),
        ("ALLOWED_HOSTS", "ozg.example.org,*.example.org", "ALLOWED_HOSTS holds *"),
        ("EMAIL_URL", "consolemail://", "EMAIL_URL sends no mail"),
        ("DEBUG", "true", "DEBUG=true"),
        ("DEMO_LOGINS", "true", "DEMO_LOGINS=true"),
    ],
)
def test_each_unfit_value_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    (line,) = lines(monkeypatch, **{name: value})
    assert line.startswith(said)


def test_shortest_key_by_chance_is_fit_and_one_of_repeated_signs_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_chance = "7ed649defb8326cf3e65d0688e07431934af01e995b6d12d85"  # hexadecimal, 50 characters
    assert lines(monkeypatch, SECRET_KEY=by_chance) == []
    (line,) = lines(monkeypatch, SECRET_KEY=by_chance[:25] * 2)
    assert line.startswith("SECRET_KEY is weak")


def test_keys_of_the_generators_that_the_house_names_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours, which the refusal names too, and that of `openssl rand -hex 32`."""
    for make, length in ((token_urlsafe, 50), (token_hex, 32)):
        assert [
            key for key in (make(length) for _ in range(1000)) if _unfit(monkeypatch, key)
        ] == []


def _unfit(monkeypatch: pytest.MonkeyPatch, key: str) -> list[str]:
    return lines(monkeypatch, SECRET_KEY=key)


@pytest.mark.django_db
def test_database_that_was_a_demo_is_refused(settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    refuse_demo_in_production()
    DataSet.objects.create(name=DEMO_DATA_SET, digest="")
    with pytest.raises(ImproperlyConfigured, match="demo data"):
        refuse_demo_in_production()


@pytest.mark.django_db
def test_single_demo_account_is_refused_while_it_is_active(settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    user = UserFactory.create(is_demo=True)
    with pytest.raises(ImproperlyConfigured, match="demo accounts"):
        refuse_demo_in_production()
    user.is_active = False
    user.save()
    refuse_demo_in_production()


@pytest.mark.django_db
def test_demo_house_keeps_its_demo_data() -> None:
    DataSet.objects.create(name=DEMO_DATA_SET, digest="")
    refuse_demo_in_production()
