"""People and roles in the administration: asked for by one, approved by another."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from accounts.queries import roles_of
from tests.programs import desk

pytestmark = pytest.mark.django_db


EMPTY = {"role_assignments-TOTAL_FORMS": 0, "role_assignments-INITIAL_FORMS": 0}


@pytest.fixture
def administrator() -> User:
    return desk.person(Role.SYSTEM_ADMINISTRATOR)


def ask(client: Client, user: User, role: Role, reason: str = "Vertretung") -> RoleAssignment:
    """The role as the form asks for it."""
    data = {"user": user.pk, "role": role.value, "reason": reason}
    client.post(reverse("admin:accounts_roleassignment_add"), data)
    return RoleAssignment.objects.get(user=user, role=role)


def approve(client: Client, asked: RoleAssignment) -> int:
    """The status of the confirmed approval."""
    url = reverse("admin:accounts_roleassignment_step", args=[asked.pk, "approve"])
    return client.post(url, {"confirmed": "1"}).status_code


def test_new_account_has_no_password_of_ours(administrator: User) -> None:
    data = {
        "username": "neu",
        "email": "neu@example.org",
        "is_active": "on",
        "role_assignments-TOTAL_FORMS": 0,
        "role_assignments-INITIAL_FORMS": 0,
    }
    desk.signed_in(administrator).post(reverse("admin:accounts_user_add"), data)
    assert User.objects.get(username="neu").has_usable_password() is False


def test_no_account_is_called_nearly_like_another(administrator: User) -> None:
    """The second administrator, who approves a role, reads the user name."""
    desk.person(Role.APPROVER, "freigabe")
    User.objects.filter(username="freigabe").update(email="freigabe@example.org")
    page = desk.signed_in(administrator)
    for name in ("Freigabe", "freigab\u0435", "freigabe@example.org", "FREIGABE@example.org"):
        answer = page.post(reverse("admin:accounts_user_add"), {"username": name, **EMPTY})
        assert list(answer.context["adminform"].form.errors) == ["username"], name
    page.post(reverse("admin:accounts_user_add"), {"username": "müller", **EMPTY})
    assert User.objects.filter(username="müller").exists()


def test_link_to_set_the_password_goes_to_the_person_alone(administrator: User) -> None:
    user = User.objects.create_user("neu", "neu@example.org")
    client = desk.signed_in(administrator)
    url = reverse("admin:accounts_user_send_link", args=[user.pk])
    assert client.get(url)["Location"] == reverse("admin:accounts_user_change", args=[user.pk])
    client.post(url)
    assert [message.to for message in mail.outbox] == [["neu@example.org"]]


def test_role_is_effective_once_a_second_administrator_approves(administrator: User) -> None:
    user = User.objects.create_user("neu")
    asked = ask(desk.signed_in(administrator), user, Role.OFFICER)
    assert roles_of(User.objects.get(pk=user.pk)) == frozenset()
    assert approve(desk.signed_in(administrator), asked) == 200
    second = desk.person(Role.SYSTEM_ADMINISTRATOR, "zweite")
    assert approve(desk.signed_in(second), asked) == 302
    assert roles_of(User.objects.get(pk=user.pk)) == {Role.OFFICER}


def test_nobody_approves_a_role_for_themselves(administrator: User) -> None:
    second = desk.person(Role.SYSTEM_ADMINISTRATOR, "zweite")
    asked = ask(desk.signed_in(administrator), second, Role.APPROVER)
    assert approve(desk.signed_in(second), asked) == 200
    assert Role.APPROVER not in roles_of(User.objects.get(pk=second.pk))


def test_role_is_asked_for_once(administrator: User) -> None:
    user = User.objects.create_user("neu")
    client = desk.signed_in(administrator)
    ask(client, user, Role.OFFICER)
    data = {"user": user.pk, "role": Role.OFFICER.value, "reason": "noch einmal"}
    response = client.post(reverse("admin:accounts_roleassignment_add"), data)
    assert list(response.context["adminform"].form.errors) == ["role"]


def test_withdrawal_needs_a_reason_and_works_at_once(administrator: User) -> None:
    user = desk.person(Role.OFFICER)
    held = RoleAssignment.objects.get(user=user)
    url = reverse("admin:accounts_roleassignment_step", args=[held.pk, "withdraw"])
    client = desk.signed_in(administrator)
    assert client.post(url, {"reason": ""}).status_code == 200
    assert client.post(url, {"reason": "Wechsel"}).status_code == 302
    assert roles_of(User.objects.get(pk=user.pk)) == frozenset()


def test_assignment_is_never_rewritten_or_deleted(administrator: User) -> None:
    held = RoleAssignment.objects.get(user=administrator)
    client = desk.signed_in(desk.person(Role.SYSTEM_ADMINISTRATOR, "zweite"))
    change = reverse("admin:accounts_roleassignment_change", args=[held.pk])
    delete = reverse("admin:accounts_roleassignment_delete", args=[held.pk])
    data = {"user": administrator.pk, "role": Role.APPROVER.value, "reason": "x"}
    assert client.post(change, data).status_code == 403
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_accounts_are_switched_off_not_deleted(administrator: User) -> None:
    user = desk.person(Role.OFFICER)
    url = reverse("admin:accounts_user_delete", args=[user.pk])
    assert desk.signed_in(administrator).post(url, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["accounts_user", "accounts_roleassignment"])
def test_lists_cost_the_same_queries_for_one_and_three_people(
    administrator: User, name: str
) -> None:
    client, counts = desk.signed_in(administrator), []
    for people in (["a"], ["b", "c"]):
        for username in people:
            desk.person(Role.OFFICER, username)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_history_of_a_person_names_their_roles(administrator: User) -> None:
    user = User.objects.create_user("neu")
    ask(desk.signed_in(administrator), user, Role.OFFICER)
    page = desk.signed_in(administrator).get(reverse("admin:accounts_user_history", args=[user.pk]))
    assert sorted(change.what for change in page.context["changes"]) == sorted(
        [str(User._meta.verbose_name), str(RoleAssignment._meta.verbose_name)]
    )


def test_person_is_chosen_from_those_in_order(administrator: User) -> None:
    for name in ("Zander", "Adler"):
        User.objects.create(username=f"{name}er", last_name=name)
    asked = {"app_label": "accounts", "model_name": "roleassignment", "field_name": "user"}
    found = desk.signed_in(administrator).get(
        reverse("admin:autocomplete"), {**asked, "term": "er"}
    )
    names = [choice["text"] for choice in found.json()["results"]]
    assert names.index("Adler") < names.index("Zander")
