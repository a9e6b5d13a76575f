"""The rule in front of each page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.access import PUBLIC, public, requires
from accounts.choices import Role
from accounts.models import User
from accounts.roles import APPROVE, PREPARE, SEE_PROGRESS
from tests.factories.accounts import NOW, UserFactory

PATH = "/seite/7/?stand=2026-01-01&q=Gie%C3%9Fen"


def asked_by(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get(PATH)
    request.user = user
    return request


@requires(PREPARE, APPROVE)
def guarded(request: HttpRequest, number: int) -> HttpResponse:
    """A page for two permissions."""
    return HttpResponse(f"page {number}")


@public
def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


def test_stranger_is_sent_to_the_sign_in_and_back() -> None:
    response = guarded(asked_by(AnonymousUser()), 7)
    assert response.status_code == 302
    assert response["Location"] == (
        "/anmelden/?next=/seite/7/%3Fstand%3D2026-01-01%26q%3DGie%25C3%259Fen"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER])
def test_one_of_the_permissions_opens_the_page(role: Role) -> None:
    response = guarded(asked_by(UserFactory.create(roles=[role])), number=7)
    assert isinstance(response, HttpResponse)
    assert response.content == b"page 7"


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [[], [Role.AUDITOR], [Role.SYSTEM_ADMINISTRATOR]])
def test_none_of_the_permissions_is_refused(roles: list[Role]) -> None:
    with pytest.raises(PermissionDenied):
        guarded(asked_by(UserFactory.create(roles=roles)), 7)


@pytest.mark.django_db
def test_withdrawn_role_closes_the_page() -> None:
    user = UserFactory.create(roles=[Role.OFFICER])
    user.role_assignments.update(withdrawn_at=NOW)
    with pytest.raises(PermissionDenied):
        guarded(asked_by(user), 7)


def test_public_page_is_open_to_strangers() -> None:
    response = open_page(asked_by(AnonymousUser()))
    assert isinstance(response, HttpResponse)
    assert response.content == b"open"


def test_rules_and_names_can_be_read_from_the_views() -> None:
    views = (open_page, guarded, requires(SEE_PROGRESS)(open_page))
    assert [getattr(view, "access", None) for view in views] == [
        (PUBLIC,),
        (PREPARE, APPROVE),
        (SEE_PROGRESS,),
    ]
    assert (guarded.__name__, guarded.__doc__) == ("guarded", "A page for two permissions.")
