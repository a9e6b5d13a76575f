"""Whom an identity at the provider of the state signs in, and whom it does not."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions_changes import approve_change, propose_change
from accounts.choices import ChangeKind, Role
from accounts.models import Identity, RoleAssignment, SecurityEvent, User
from accounts.roles import APPROVE_ROLES
from tests.accounts.identity.conftest import Provider
from tests.accounts.sign_in.test_second_factor import with_app
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.machine_clock]  # the provider has it too


@pytest.fixture
def clara(provider: Provider) -> User:
    provider.knows("clara")
    return UserFactory.create(username="clara", roles=[Role.COORDINATOR])


def who(browser: Client) -> str | None:
    """The key of the account that is signed in."""
    return browser.session.get("_auth_user_id")


def log() -> list[tuple[str, str | None]]:
    events = SecurityEvent.objects.order_by("pk")
    return list(events.values_list("kind", "person__username"))


def test_confirmed_address_of_an_account_signs_in_and_is_tied(
    provider: Provider, clara: User, django_capture_on_commit_callbacks: Any
) -> None:
    browser = Client()
    with django_capture_on_commit_callbacks(execute=True):
        answer = provider.brings(browser, "clara", next="/fortschritt/")
    assert [*SecurityEvent.objects.filter(kind="failed").values_list("what")] == []
    assert (answer["Location"], who(browser)) == ("/fortschritt/", str(clara.pk))
    tied = Identity.objects.get()
    assert (tied.user, tied.provider, tied.uid) == (clara, "state", "clara")
    assert tied.extra_data == {"second_factor": False}  # no name, no address
    assert log() == [("linked", "clara"), ("signed_in", "clara")]
    assert [message.to for message in mail.outbox] == [["clara@example.org"]]
    clara.refresh_from_db()
    assert clara.check_password(PASSWORD)  # the other way in stays
    again = Client()
    provider.brings(again, "clara")
    assert who(again) == str(clara.pk)
    assert log()[2:] == [("signed_in", "clara")]


def test_rights_are_those_of_the_roles_whatever_the_provider_says(
    provider: Provider, clara: User
) -> None:
    before = list(RoleAssignment.objects.values())
    provider.knows("clara", roles=["approver"], groups=["administrators"], name="Die Ministerin")
    browser = Client()
    provider.brings(browser, "clara")
    assert list(RoleAssignment.objects.values()) == before
    clara.refresh_from_db()
    assert (clara.is_superuser, clara.is_staff, clara.get_full_name()) == (False, False, "")
    assert browser.get("/admin/accounts/user/").status_code == 403


def test_subject_counts_once_it_is_tied_and_the_address_no_longer(
    provider: Provider, clara: User
) -> None:
    provider.brings(Client(), "clara")
    provider.knows("clara", email="clara.neu@example.org")
    browser = Client()
    provider.brings(browser, "clara")
    assert who(browser) == str(clara.pk)
    provider.knows("heir", email="clara@example.org")  # the address was given to somebody else
    stranger = Client()
    provider.brings(stranger, "heir")
    assert who(stranger) is None
    assert log()[-1] == ("failed", "clara")


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org"},
        {"email": ""},
        {"email": "clara@example.org", "email_verified": False},
        {"email": "clara@example.org", "email_verified": "true"},
        {"email": "clara@example.org", "email_verified": None},
        {"email": "clara@example.org.evil.example"},
    ],
    ids=["unknown", "none", "not confirmed", "a word", "not told", "another domain"],
)
def test_no_account_has_such_a_confirmed_address(
    provider: Provider, clara: User, claims: dict[str, Any]
) -> None:
    provider.knows("somebody", **claims)
    browser = Client()
    answer = provider.brings(browser, "somebody")
    assert (answer["Location"], who(browser)) == ("/anmelden/", None)
    (message,) = get_messages(answer.wsgi_request)
    assert "kein aktives Konto" in str(message)
    assert User.objects.count() == 1
    assert not Identity.objects.exists()
    assert log() == [("failed", None)]
    assert not SecurityEvent.objects.filter(what__contains="nobody").exists()


def test_accounts_without_an_address_are_nobodys(provider: Provider) -> None:
    UserFactory.create(username="ohne", email="")
    provider.knows("empty", email="")
    browser = Client()
    provider.brings(browser, "empty")
    assert who(browser) is None


@pytest.mark.parametrize("tied_before", [False, True])
def test_switched_off_account_stays_closed(
    provider: Provider, clara: User, tied_before: bool
) -> None:
    if tied_before:
        provider.brings(Client(), "clara")
    clara.is_active = False
    clara.save()
    assert not Identity.objects.exists()  # a subject that comes back is asked for the address
    browser = Client()
    assert provider.brings(browser, "clara")["Location"] == "/anmelden/"
    assert who(browser) is None


def test_identity_of_a_switched_off_account_is_refused_too(provider: Provider, clara: User) -> None:
    provider.brings(Client(), "clara")
    User.objects.filter(pk=clara.pk).update(is_active=False)
    with transaction.atomic():
        Identity.objects.all().delete()
    with pytest.raises(IntegrityError, match="one identity"), transaction.atomic():
        Identity.objects.create(user=clara, provider="state", uid="clara")


def test_identity_ends_with_the_address_and_with_a_lost_factor(
    provider: Provider, clara: User
) -> None:
    first, second = UserFactory.create_batch(2, roles=[Role.SYSTEM_ADMINISTRATOR])
    for column, value in (("email", "c.neu@example.org"), ("second_factor_round", 1)):
        Identity.objects.create(user=clara, provider="state", uid="clara")
        setattr(clara, column, value)
        change = propose_change(
            clara,
            ChangeKind.CHANGE,
            by=first,
            at=timezone.now(),
            reason="Neu",
            permission=APPROVE_ROLES,
            person=clara,
            columns=[column],
        )
        assert Identity.objects.exists()
        approve_change(change, by=second, at=timezone.now())
        clara.refresh_from_db()
        assert not Identity.objects.exists()


@pytest.mark.parametrize("column", ["user_id", "uid"])
def test_identity_never_moves(provider: Provider, clara: User, column: str) -> None:
    tied = Identity.objects.create(user=clara, provider="state", uid="clara")
    other: dict[str, Any] = {"user_id": UserFactory.create().pk, "uid": "other"}
    with pytest.raises(IntegrityError, match="one identity"), transaction.atomic():
        Identity.objects.filter(pk=tied.pk).update(**{column: other[column]})
    with pytest.raises(IntegrityError, match="one identity"), transaction.atomic():
        Identity.objects.create(user=clara, provider="state", uid="second")


class TestSecondFactor:
    """Whether that of the provider counts is written in the configuration."""

    @pytest.fixture(autouse=True)
    def compulsory(self, settings: Any) -> None:
        settings.SECOND_FACTOR_COMPULSORY = True

    @pytest.fixture
    def anna(self, provider: Provider) -> User:
        return UserFactory.create(username="anna", roles=[Role.APPROVER])

    @pytest.mark.parametrize("said", [{"acr": "substantial"}, {"amr": ["pwd", "mfa"]}])
    def test_named_values_count(self, provider: Provider, anna: User, said: dict[str, Any]) -> None:
        with_app(anna)
        provider.knows("anna", **said)
        browser = Client()
        provider.brings(browser, "anna")
        assert who(browser) == str(anna.pk)
        assert browser.get("/admin/").status_code == 200

    @pytest.mark.parametrize("said", [{}, {"acr": "low"}, {"amr": ["pwd"]}, {"amr": "mfa"}])
    def test_other_values_do_not(
        self, provider: Provider, anna: User, said: dict[str, Any]
    ) -> None:
        provider.knows("anna", **said)
        browser = Client()
        provider.brings(browser, "anna")
        assert browser.get("/admin/")["Location"] == "/konto/zweiter-faktor/"
        with_app(anna)
        later = Client()
        assert provider.brings(later, "anna")["Location"] == "/anmelden/zweiter-faktor/"
        assert who(later) is None

    def test_factor_of_one_person_does_not_serve_another(
        self, provider: Provider, anna: User
    ) -> None:
        """In the same browser, after signing out."""
        provider.knows("anna", amr=["mfa"])
        browser = Client()
        provider.brings(browser, "anna")
        browser.post("/abmelden/")
        other = UserFactory.create(username="otto", roles=[Role.APPROVER])
        browser.post("/anmelden/", {"login": "otto", "password": PASSWORD})
        assert who(browser) == str(other.pk)
        assert browser.get("/admin/")["Location"] == "/konto/zweiter-faktor/"
        assert not Authenticator.objects.filter(user=other).exists()


def test_signature_is_confirmed_at_the_provider(provider: Provider, clara: User) -> None:
    """By whoever has neither a password nor a factor here."""
    clara.set_unusable_password()
    clara.save()
    browser = Client()
    provider.brings(browser, "clara")
    asked = browser.get(reverse("account_reauthenticate"), {"next": "/fortschritt/"})
    assert asked["Location"].startswith("/anmelden/landeskonto/?next=")
    address = provider.asked(browser, next="/fortschritt/")
    assert "prompt=login" in address
    assert "max_age=0" in address
    provider.knows("clara", auth_time=int(timezone.now().timestamp()) - 3600)
    assert browser.get(provider.answered(address, "clara"))["Location"] == "/anmelden/"
    assert who(browser) == str(clara.pk)  # it did not ask again: nothing is confirmed
    provider.knows("clara", auth_time=int(timezone.now().timestamp()))
    assert provider.brings(browser, "clara", next="/fortschritt/")["Location"] == "/fortschritt/"


def test_factor_is_set_up_only_by_whom_the_provider_has_just_asked(
    provider: Provider, clara: User, settings: Any
) -> None:
    """A borrowed session does not become a passkey."""
    clara.set_unusable_password()
    clara.save()
    browser = Client()
    provider.brings(browser, "clara")
    page = "/konto/zweiter-faktor/schluessel/neu/"
    assert browser.get(page).status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    assert browser.get(page)["Location"].startswith("/anmelden/landeskonto/?next=")
