"""Nobody comes to rights alone: each road asks for a second person, and the database agrees."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.urls import reverse

from accounts.actions_changes import approve_change, propose_change, withdraw_change
from accounts.choices import ChangeKind, Role
from accounts.models import PendingChange, User
from accounts.roles import APPROVE_ROLES
from core.errors import RuleError
from municipalities.models import Membership
from tests.accounts.changing import change_person, press
from tests.factories.accounts import NOW, UserFactory
from tests.programs import desk
from tests.programs.desk import LAUTERBACH, signed_in

pytestmark = pytest.mark.django_db
STOLEN = "fremd@evil.example"


@pytest.fixture
def first() -> User:
    return desk.person(Role.SYSTEM_ADMINISTRATOR, "verwaltung")


@pytest.fixture
def second() -> User:
    return desk.person(Role.SYSTEM_ADMINISTRATOR, "verwaltung2")


@pytest.fixture
def approver() -> User:
    return desk.person(Role.APPROVER, "freigabe")


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", STOLEN), ("username", "andere"), ("first_name", "A"), ("last_name", "B")],
)
def test_identity_of_an_approver_waits_for_the_second_administrator(
    first: User, second: User, approver: User, field: str, value: str
) -> None:
    assert change_person(first, approver, **{field: value}).status_code == 302
    approver.refresh_from_db()
    assert getattr(approver, field) != value
    assert press(first, "approve").status_code == 200  # not by who proposed it
    approver.refresh_from_db()
    assert getattr(approver, field) != value
    assert press(second, "approve").status_code == 302
    approver.refresh_from_db()
    assert getattr(approver, field) == value


def test_person_concerned_does_not_approve(first: User, second: User) -> None:
    """Two administrators are not reduced to one: the other would have to sign against himself."""
    change_person(first, second, email=STOLEN)
    for by in (first, second):
        assert press(by, "approve").status_code == 200
    second.refresh_from_db()
    assert second.email == "verwaltung2@example.org"


def test_own_address_is_approved_by_the_other_administrator(first: User, second: User) -> None:
    change_person(first, first, email="neu@example.org")
    assert press(second, "approve").status_code == 302
    first.refresh_from_db()
    assert (first.email, first.has_usable_password()) == ("neu@example.org", False)


def test_password_link_goes_to_the_address_in_force_alone(first: User, approver: User) -> None:
    change_person(first, approver, email=STOLEN)
    mail.outbox.clear()
    signed_in(first).post(reverse("admin:accounts_user_send_link", args=[approver.pk]))
    assert [message.to for message in mail.outbox] == [["freigabe@example.org"]]


def test_password_link_of_a_switched_off_account_is_not_sent(first: User, approver: User) -> None:
    User.objects.filter(pk=approver.pk).update(is_active=False)
    signed_in(first).post(reverse("admin:accounts_user_send_link", args=[approver.pk]))
    assert mail.outbox == []


def test_old_address_is_told_twice(
    first: User, second: User, approver: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        change_person(first, approver, email=STOLEN)
    with django_capture_on_commit_callbacks(execute=True):
        press(second, "approve")
    assert [message.to for message in mail.outbox] == [["freigabe@example.org"]] * 2
    assert all(STOLEN in str(message.body) for message in mail.outbox)


def test_new_address_ends_password_and_sessions(first: User, second: User, approver: User) -> None:
    """The password may be that of whoever read the old address."""
    client = signed_in(approver)
    assert client.get("/").wsgi_request.user == approver
    change_person(first, approver, email="neu@example.org")
    press(second, "approve")
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_account_is_switched_off_at_once_and_on_again_by_two(
    first: User, second: User, approver: User
) -> None:
    change_person(first, approver, is_active=None)
    approver.refresh_from_db()
    assert approver.is_active is False
    change_person(first, approver, is_active="on")
    approver.refresh_from_db()
    assert approver.is_active is False
    press(second, "approve")
    approver.refresh_from_db()
    assert approver.is_active is True


def test_withdrawn_role_protects_the_account_still(first: User, approver: User) -> None:
    """Else one administrator takes the role away, moves the account and asks for it anew."""
    approver.role_assignments.update(withdrawn_at=NOW)
    approver.set_unusable_password()
    approver.save()
    change_person(first, approver, email=STOLEN)
    approver.refresh_from_db()
    assert approver.email == "freigabe@example.org"


@pytest.mark.parametrize("known", ["password", "signed in", "role"])
def test_known_account_is_protected_before_it_has_rights(first: User, known: str) -> None:
    """Else one administrator sets its password, renames it, and has a role approved for it."""
    user = UserFactory.create(username="neu", password=None)
    if known == "password":
        user.set_password("ein langes Passwort")
        user.save()
    elif known == "signed in":
        User.objects.filter(pk=user.pk).update(last_login=NOW)
    else:
        desk.signed_in(first).post(
            reverse("admin:accounts_roleassignment_add"),
            {"user": user.pk, "role": Role.APPROVER.value, "reason": "Vertretung"},
        )
    change_person(first, user, email=STOLEN)
    user.refresh_from_db()
    assert user.email == "neu@example.org"
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email=STOLEN)


def test_typing_error_in_a_new_account_is_corrected_by_one(first: User) -> None:
    user = UserFactory.create(username="neu", password=None)
    change_person(first, user, email="richtig@example.org", change_reason="")
    user.refresh_from_db()
    assert (user.email, PendingChange.objects.count()) == ("richtig@example.org", 0)


@pytest.mark.parametrize(
    "values",
    [{"email": STOLEN}, {"username": "x"}, {"first_name": "x"}, {"last_name": "x"}],
)
def test_database_refuses_another_identity_without_two_people(
    approver: User, values: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError, match="has rights"):
        User.objects.filter(pk=approver.pk).update(**values)


def test_database_refuses_to_switch_an_account_on(approver: User) -> None:
    User.objects.filter(pk=approver.pk).update(is_active=False)
    with pytest.raises(IntegrityError, match="has rights"):
        User.objects.filter(pk=approver.pk).update(is_active=True)


def test_signature_works_once(first: User, second: User, approver: User) -> None:
    change_person(first, approver, last_name="Neu")
    press(second, "approve")
    change_person(first, approver, last_name="Alt")
    press(second, "approve", PendingChange.objects.waiting().get())
    with pytest.raises(IntegrityError, match="has rights"):
        User.objects.filter(pk=approver.pk).update(last_name="Neu")


@pytest.mark.parametrize("signer", ["prepared_by", "person"])
def test_database_refuses_a_change_without_four_eyes(
    first: User, approver: User, signer: str
) -> None:
    change_person(first, approver, email=STOLEN)
    change = PendingChange.objects.get()
    with pytest.raises(IntegrityError, match="change_four_eyes"):
        PendingChange.objects.filter(pk=change.pk).update(
            approved_by=getattr(change, signer), approved_at=NOW
        )


def test_database_keeps_the_change_as_proposed(first: User, approver: User) -> None:
    change_person(first, approver, email=STOLEN)
    with pytest.raises(IntegrityError, match="kept as proposed"):
        PendingChange.objects.update(after={"email": "x@example.org"})


def test_two_accounts_do_not_share_an_address(first: User, approver: User) -> None:
    user = UserFactory.create(username="neu", password=None)
    answer = change_person(first, user, email="Freigabe@example.org")
    assert "Konto" in str(answer.context["errors"])
    with pytest.raises(IntegrityError, match="address_of_one_account"):
        User.objects.filter(pk=user.pk).update(email="FREIGABE@example.org")


def test_change_needs_a_reason_and_waits_alone(first: User, approver: User) -> None:
    answer = change_person(first, approver, email=STOLEN, change_reason="")
    assert list(answer.context["adminform"].form.errors) == ["change_reason"]
    change_person(first, approver, email=STOLEN)
    assert change_person(first, approver, last_name="Neu").status_code == 200
    assert PendingChange.objects.count() == 1


def test_change_is_sent_back_or_withdrawn(first: User, second: User, approver: User) -> None:
    for by, name in ((second, "send_back"), (first, "withdraw")):
        change_person(first, approver, email=STOLEN)
        change = PendingChange.objects.waiting().get()
        assert press(by, name, change, reason="").status_code == 200
        assert press(by, name, change, reason="Falsch").status_code == 302
        press(second, "approve", change)
    approver.refresh_from_db()
    assert approver.email == "freigabe@example.org"
    endings = PendingChange.objects.order_by("pk").values_list("ending", "end_reason")
    assert list(endings) == [("sent_back", "Falsch"), ("withdrawn", "Falsch")]


def test_change_is_withdrawn_by_its_author_alone(first: User, second: User, approver: User) -> None:
    change_person(first, approver, email=STOLEN)
    with pytest.raises(RuleError, match="Zurückziehen"):
        withdraw_change(PendingChange.objects.get(), reason="x", by=second, at=NOW)


def test_row_that_changed_since_is_not_overwritten(
    first: User, second: User, approver: User
) -> None:
    change_person(first, approver, is_active=None)
    change_person(first, approver, is_active="on", last_name="Neu")
    change = PendingChange.objects.get()
    other = UserFactory.create(username="neu", password=None, email="a@example.org")
    other.last_name = "Neu"
    pending = propose_change(
        other,
        ChangeKind.CHANGE,
        by=first,
        at=NOW,
        reason="x",
        permission=APPROVE_ROLES,
        columns=["last_name"],
    )
    User.objects.filter(pk=other.pk).update(last_name="Dritte")
    with pytest.raises(RuleError) as refused:
        approve_change(pending, by=second, at=NOW)
    assert refused.value.code == "row_changed"
    assert change.after == {"is_active": True, "last_name": "Neu"}


def test_money_people_do_not_approve_changes_of_accounts(first: User, approver: User) -> None:
    other = desk.person(Role.APPROVER, "freigabe2")
    change_person(first, approver, email=STOLEN)
    assert press(other, "approve").status_code == 404
    assert (
        signed_in(other)
        .get(reverse("admin:accounts_pendingchange_changelist"))
        .context["cl"]
        .result_count
        == 0
    )


def test_membership_is_given_and_taken_by_two(first: User, second: User) -> None:
    user = desk.person(Role.MUNICIPALITY_EDITOR, "kommune")
    data = {"user": user.pk, "municipality": LAUTERBACH, "change_reason": "Zuständig"}
    signed_in(first).post(reverse("admin:municipalities_membership_add"), data)
    assert Membership.objects.count() == 0
    assert press(first, "approve").status_code == 200
    press(second, "approve")
    membership = Membership.objects.get()
    assert (membership.user, membership.municipality_id) == (user, LAUTERBACH)
    url = reverse("admin:municipalities_membership_delete", args=[membership.pk])
    signed_in(first).post(url, {"post": "yes"})
    assert PendingChange.objects.waiting().count() == 0
    signed_in(first).post(url, {"post": "yes", "change_reason": "Wechsel"})
    assert Membership.objects.count() == 1
    press(second, "approve", PendingChange.objects.waiting().get())
    assert Membership.objects.count() == 0


def test_memberships_are_not_removed_in_bulk(first: User) -> None:
    user = UserFactory.create(of=[LAUTERBACH])
    data = {"action": "delete_selected", "_selected_action": user.memberships.get().pk}
    url = reverse("admin:municipalities_membership_changelist")
    signed_in(first).post(url, data | {"post": "yes"})
    assert Membership.objects.count() == 1


def test_first_page_lists_what_waits_for_the_second_person(
    first: User, second: User, approver: User
) -> None:
    change_person(first, approver, email=STOLEN)
    seen = {
        user.username: [
            section.todo.key for section in signed_in(user).get("/admin/").context["todos"]
        ]
        for user in (first, second, approver)
    }
    assert seen == {"verwaltung": [], "verwaltung2": ["pending_changes"], "freigabe": []}


def test_page_of_the_row_says_what_waits(first: User, second: User, approver: User) -> None:
    change_person(first, approver, email=STOLEN)
    page = signed_in(second).get(reverse("admin:accounts_user_change", args=[approver.pk]))
    change = PendingChange.objects.get()
    link = reverse("admin:accounts_pendingchange_change", args=[change.pk])
    assert link in page.content.decode()
    shown = signed_in(second).get(link).content.decode()
    assert STOLEN in shown
    assert "freigabe@example.org" in shown


def propose_new(by: User, page: str, **data: Any) -> Any:
    return signed_in(by).post(reverse(f"admin:{page}_add"), {"change_reason": "Neu", **data})


def test_new_row_waits_once_whoever_proposes_it(approver: User) -> None:
    """Equal in all, or in what the table has once: both could not be approved."""
    budget, other = desk.person(Role.BUDGET_OFFICER), desk.person(Role.BUDGET_OFFICER, "zweiter")
    rate = {"valid_from": "01.01.2031", "percent": "1,27", "source": "Bundesbank"}
    assert propose_new(budget, "programs_baserate", **rate).status_code == 302
    for again in (rate, {**rate, "percent": "1,28"}):
        answer = propose_new(other, "programs_baserate", **again)
        assert answer.status_code == 200
        assert "Das wartet schon auf eine zweite Person: Basiszinssatz" in answer.content.decode()
    waiting = PendingChange.objects.get()
    assert propose_new(other, "programs_baserate", **{**rate, "valid_from": "01.07.2031"})
    assert PendingChange.objects.waiting().count() == 2
    assert press(budget, "withdraw", waiting, reason="Tippfehler").status_code == 302
    assert propose_new(other, "programs_baserate", **rate).status_code == 302


def test_membership_waits_once(first: User, second: User) -> None:
    person = UserFactory.create(username="kommune")
    member = {"user": person.pk, "municipality": LAUTERBACH}
    assert propose_new(first, "municipalities_membership", **member).status_code == 302
    assert propose_new(second, "municipalities_membership", **member).status_code == 200
    assert (
        propose_new(
            second, "municipalities_membership", user=person.pk, municipality=desk.ALSFELD
        ).status_code
        == 302
    )
    assert PendingChange.objects.count() == 2
