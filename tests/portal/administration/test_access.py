"""The door of the administration: only the ministry gets in, and there no page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.forms import DecimalField, IntegerField
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, reverse

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from accounts.roles import ADMIN_SITE
from tests.factories.accounts import NOW
from tests.programs import desk
from tests.trust.blank import BLANK

pytestmark = pytest.mark.django_db
OUTSIDE = [role for role in Role if role not in ADMIN_SITE]
KEYS = {"object_id": "1", "pk": "1", "name": "approve", "app_label": "programs"}


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "/admin/") -> Iterator[str]:
    """Each address of the administration with sample keys."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            plain = re.sub(r"<(?:\w+:)?(\w+)>", lambda key: KEYS.get(key[1], "1"), route)
            yield re.sub(r"\(\?P<\w+>([^|)]*)[^)]*\)", r"\1", plain).strip("$^")


ADDRESSES = sorted(set(routes(admin.site.urls[0])))
OPEN = {"/admin/login/", "/admin/logout/", "/admin/jsi18n/"}


def test_addresses_are_many() -> None:
    assert len(ADDRESSES) > 100


def test_stranger_is_sent_to_the_sign_in(client: Client, settings: Any) -> None:
    settings.TEMPLATES = BLANK
    opened = []
    for address in ADDRESSES:
        if address in OPEN:
            continue
        response = client.get(address, follow=True)
        if response.request["PATH_INFO"] != reverse("account_login"):
            opened.append((address, response.status_code))
    assert opened == []


def test_roles_outside_the_ministry_get_nowhere(settings: Any) -> None:
    settings.TEMPLATES = BLANK
    opened = []
    for role in OUTSIDE:
        client = desk.signed_in(desk.person(role, of=desk.LAUTERBACH))
        for address in ADDRESSES:
            if address in OPEN:
                continue
            response = client.get(address, follow=True)
            if response.status_code != 403:
                opened.append((role.value, address, response.status_code))
    assert opened == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_ministry_opens_lists_and_forms_or_is_refused(role: Role) -> None:
    """No page breaks for who writes most and who reads all; a missing row leads home.

    Who gets in is asked for every role in tests/trust.
    """
    client = desk.signed_in(desk.person(role))
    broken = [
        (address, status)
        for address in ADDRESSES
        if address != "/admin/logout/"
        and (status := client.get(address).status_code) not in {200, 302, 403, 404, 405}
    ]
    assert broken == []


def test_nobody_is_staff_by_a_flag(client: Client) -> None:
    user = desk.person(Role.MUNICIPALITY_VIEWER)
    user.is_staff = True
    user.save()
    client.force_login(user)
    assert client.get("/admin/", follow=True).status_code == 403


def test_withdrawn_role_closes_the_door() -> None:
    user = desk.person(Role.OFFICER)
    RoleAssignment.objects.filter(user=user).update(withdrawn_at=NOW)
    assert desk.signed_in(user).get("/admin/", follow=True).status_code == 403


def waiting(user: User) -> list[str]:
    """The lists on the first page of `user`."""
    page = desk.signed_in(user).get("/admin/")
    return [section.todo.key for section in page.context["todos"]]


def test_first_page_lists_what_waits_for_the_approver_alone() -> None:
    line = desk.ikz_line("100000.00")
    officer, approver = desk.person(Role.OFFICER), desk.person(Role.APPROVER)
    standing = waiting(officer)  # what the reference data and today's date ask of every officer
    assert set(standing) <= {"base_rate", "directives"}
    grant = desk.case(line, "A 1", by=officer)
    page = desk.signed_in(approver).get("/admin/")
    sections = {section.todo.key: section for section in page.context["todos"]}
    assert list(sections) == ["approvals"]
    assert [row.url for row in sections["approvals"].rows] == [
        reverse("admin:programs_grant_change", args=[grant.pk])
    ]
    assert waiting(officer) == standing
    desk.approved(grant, by=approver)
    found = [key for key in waiting(officer) if key not in standing]
    assert found == ["to_notify", "near_cap"]


def test_numbers_of_the_administration_are_read_in_one_way() -> None:
    """No form takes "1.234" for 1.234 or "1.000" for 1."""
    request = RequestFactory().get("/admin/")
    desks: list[Any] = [*admin.site._registry.values()]
    desks += [part(desk.model, admin.site) for desk in desks for part in desk.inlines]
    lenient = [
        f"{desk.model._meta.label}.{field.name}"
        for desk in desks
        for field in desk.model._meta.concrete_fields
        if isinstance(field, models.DecimalField | models.IntegerField) and field.editable
        if type(desk.formfield_for_dbfield(field, request)) in {DecimalField, IntegerField}
    ]
    assert lenient == []
