"""A list of the administration is asked about its declared columns alone, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from accounts.roles import ADMIN_SITE
from core.admin.base import DeskAdmin
from portal.administration.todo import MORE
from tests.factories.accounts import UserFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
WAYS = ("", "__exact", "__regex", "__startswith", "__isnull", "__gt", "__in")


def asked_of(model: type[Model]) -> Iterator[str]:
    """Each column, relation and reverse relation of a table, and the columns one step further."""
    for field in model._meta.get_fields(include_hidden=True):
        name = field.name.rstrip("+") or field.name
        yield name
        target: Any = getattr(field, "related_model", None)
        if target is not None and target != "self":
            yield from (f"{name}__{further.name}" for further in target._meta.concrete_fields)


def declared(page: admin.ModelAdmin[Any]) -> set[str]:
    """What filters and calendar of a list are about."""
    names = {str(entry) for entry in page.list_filter if isinstance(entry, str)}
    names |= {str(entry[0]) for entry in page.list_filter if isinstance(entry, tuple)}
    return names | {page.date_hierarchy or ""} | set(getattr(page, "allowed_lookups", ()))


def stem(lookup: str, names: set[str]) -> bool:
    return any(name and (lookup == name or lookup.startswith(f"{name}__")) for name in names)


def test_lists_are_all_desks_of_the_house() -> None:
    strange = [page for page in admin.site._registry.values() if not isinstance(page, DeskAdmin)]
    assert strange == []


def test_undeclared_lookups_are_denied_on_every_list() -> None:
    request, open_doors = RequestFactory().get("/"), []
    for model, page in admin.site._registry.items():
        request.user = UserFactory.build()
        names = declared(page)
        for name in asked_of(model):
            open_doors += [
                (model.__name__, name + way)
                for way in WAYS
                if not stem(name + way, names) and page.lookup_allowed(name + way, "1", request)
            ]
    assert open_doors == []


def test_declared_columns_are_not_searched_by_pattern() -> None:
    found = [
        (model.__name__, f"{name}__{way}")
        for model, page in admin.site._registry.items()
        for name in declared(page)
        for way in ("regex", "iregex", "startswith", "contains", "gt")
        if name and page.lookup_allowed(f"{name}__{way}", "1", RequestFactory().get("/"))
    ]
    assert found == []


def refuses(page: DeskAdmin, user: User, name: str) -> bool:
    """Whether a list refuses the question before it asks the database."""
    request = RequestFactory().get("/", {name: "1"})
    request.user = user
    try:
        page.get_changelist_instance(request)
    except DisallowedModelAdminLookup:
        return True
    except IncorrectLookupParameters:
        pass  # it was asked, and did not understand the answer
    return False


@pytest.mark.parametrize("role", sorted(ADMIN_SITE))
def test_every_column_and_relation_is_denied_unless_declared(role: Role) -> None:
    """Through the list itself, as each role: every column, relation and reverse relation."""
    user, asked, answered = UserFactory.create(roles=[role]), 0, []
    for model, page in admin.site._registry.items():
        assert isinstance(page, DeskAdmin)
        request = RequestFactory().get("/")
        request.user = user
        if not page.has_view_or_change_permission(request):
            continue
        for name in (name for name in asked_of(model) if "__" not in name):
            if not stem(name, declared(page)):
                asked += 1
                answered += [] if refuses(page, user, name) else [(model, name)]
    assert answered == []
    assert asked > 40


def test_lists_refuse_on_their_page_too() -> None:
    client = signed_in(holder(Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.COORDINATOR))
    for model in admin.site._registry:
        opts = model._meta
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        assert client.get(url, {f"{opts.concrete_fields[-1].name}__regex": "1"}).status_code == 400


def listed(client: Client, name: str, **query: str) -> int:
    return client.get(reverse(f"admin:{name}_changelist"), query).status_code


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
def test_password_hashes_are_not_read_out(role: Role) -> None:
    client = signed_in(UserFactory.create(username="freigabe", roles=[role]))
    assert listed(client, "accounts_user", password__regex="^md5") == 400
    assert listed(client, "accounts_user", username__startswith="f") == 400


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR, Role.OFFICER])
def test_lead_of_a_secret_case_is_not_told(role: Role) -> None:
    client = signed_in(UserFactory.create(roles=[role]))
    for name in ("led_grants", "participations__grant", "led_grants__state"):
        assert listed(client, "municipalities_municipality", **{name: "1"}) == 400


def holder(*roles: Role) -> User:
    return UserFactory.create(roles=roles)


@pytest.mark.parametrize("key", sorted(MORE))
def test_links_of_the_first_page_open_their_list(key: str) -> None:
    name, query = MORE[key]
    client = signed_in(holder(Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.COORDINATOR))
    assert listed(client, name, **query) == 200


def test_choices_of_each_filter_open_their_list() -> None:
    """What the filters themselves send is answered: every link of every list."""
    client = signed_in(holder(Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.COORDINATOR))
    refused = []
    for model in admin.site._registry:
        opts = model._meta
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        changes = client.get(url).context["cl"]
        for spec in changes.filter_specs:
            for choice in list(spec.choices(changes))[:3]:
                answer = client.get(url + choice["query_string"])
                if answer.status_code != 200:
                    refused.append((url, choice["query_string"], answer.status_code))
    assert refused == []


def test_walk_reaches_columns_and_relations() -> None:
    names = set(asked_of(User))
    assert {"password", "role_assignments", "role_assignments__reason"} <= names
