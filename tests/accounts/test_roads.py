"""No road to rights but the one named: by pages, by commands and by SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import grant_role_from_console, request_role, withdraw_role
from accounts.actions_changes import approve_change, propose_change
from accounts.choices import ChangeKind, KeyScope, Role
from accounts.keys import make_key, mark_of, new_secret
from accounts.models import PendingChange, RoleAssignment, User
from accounts.roles import APPROVE_BUDGET, APPROVE_ROLES
from accounts.sign_in.second_factor import SecondFactor
from municipalities.models import Membership
from programs.actions.directive import propose_version
from programs.models import Authority, BaseRate, DeliveryRule, Directive, Program, RateRule
from programs.models.program import LIMITS
from tests.application import as_application, refusal
from tests.factories.accounts import NOW, UserFactory
from tests.programs import desk
from tests.programs.desk import ALSFELD, LAUTERBACH, signed_in

STOLEN = "fremd@evil.example"
# One of each kind of work; what the others are refused, the table of all addresses shows.
ALONE_AT_WORK = (
    *(Role.SYSTEM_ADMINISTRATOR, Role.BUDGET_OFFICER, Role.OFFICER, Role.COORDINATOR),
    *(Role.AUDITOR, Role.MUNICIPALITY_EDITOR),
)


def rights() -> dict[str, Any]:
    """Everything that says who is who, and what they and others may do."""
    people = User.objects.order_by("pk").values(
        *("pk", "username", "first_name", "last_name", "email", "is_active", "is_staff"),
        *("is_superuser", "is_demo", "second_factor_round", "password"),
    )
    limits = Program.objects.order_by("pk").values("pk", *LIMITS)
    tables: Any = (
        Authority,
        BaseRate,
        DeliveryRule,
        Directive,
        RateRule,
        Membership,
        Authenticator,
    )
    return {
        "people": list(people),
        "roles": list(RoleAssignment.objects.order_by("pk").values()),
        "flags": list(User.groups.through.objects.values())
        + list(User.user_permissions.through.objects.values()),
        "limits": list(limits),
        **{table.__name__: list(table.objects.order_by("pk").values()) for table in tables},
    }


# What a form of an account is sent beside its own fields, and what only looks like a field.
POISON = {
    "password": "pbkdf2_sha256$1$a$b",
    "is_superuser": "on",
    "is_staff": "on",
    "is_demo": "on",
    "groups": "1",
    "user_permissions": "1",
    "second_factor_round": "7",
    "session_round": "7",
    "approved_by": "1",
    "approved_at": "2026-11-23 10:00:00",
    "approved_at_0": "23.11.2026",
    "approved_at_1": "10:00:00",
    "prepared_by": "",
    "applied_at": "2026-11-23 10:00:00",
    "role": "approver",
    "area_ags": "",
    "reason": "Bitte",
    "change_reason": "Bitte",
    "confirmed": "1",
    "post": "yes",
}


def attempts(victim: User, key: int, membership: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Requests of one person alone, each of which would move a right if it were let through."""
    account = reverse("admin:accounts_user_change", args=[victim.pk])
    named = {"username": victim.username, "email": victim.email, "is_active": "on"}
    below = {"role_assignments-TOTAL_FORMS": 1, "role_assignments-INITIAL_FORMS": 0}
    inline = {f"role_assignments-0-{name}": value for name, value in POISON.items()}
    for change in (
        {"email": STOLEN},
        {"username": "freigabe2"},
        {"first_name": "Anna", "last_name": "Andere"},
        {},
    ):
        yield account, {**POISON, **named, **below, **inline, "user": victim.pk, **change}
    yield f"{account}?_popup=1&_to_field=id", {**POISON, **named, **below, "email": STOLEN}
    yield reverse("admin:accounts_user_send_link", args=[victim.pk]), {"email": STOLEN}
    yield reverse("admin:accounts_user_take_factor_away", args=[victim.pk]), POISON
    yield reverse("admin:accounts_user_take_names_off", args=[victim.pk]), POISON
    for page, row in (("accounts_roleassignment", key), ("municipalities_membership", membership)):
        yield reverse(f"admin:{page}_change", args=[row]), {**POISON, "user": victim.pk}
        yield reverse(f"admin:{page}_delete", args=[row]), POISON
        for action in ("delete_selected", "approve", "withdraw", "step_approve", "bulk_approve"):
            data = {"action": action, "_selected_action": [row], **POISON}
            yield reverse(f"admin:{page}_changelist"), data
    listed = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": victim.pk}
    edited = {**listed, "form-0-email": STOLEN, "form-0-is_active": "on", "_save": "1"}
    yield reverse("admin:accounts_user_changelist"), edited
    yield reverse("admin:accounts_user_history", args=[victim.pk]), {"revert": "1", "event": "1"}
    member = {"user": victim.pk, "municipality": ALSFELD, **POISON}
    yield reverse("admin:municipalities_membership_add"), member
    body = reverse("admin:municipalities_municipality_change", args=[LAUTERBACH])
    yield body, {"memberships-TOTAL_FORMS": 1, "memberships-0-user": victim.pk, **POISON}
    program = Program.objects.get(code="ikz")
    free = {"third_signature_from_eur": "", "budget_officer_from_eur": "", "backdating_days": "31"}
    free |= {
        "starts_on": "01.01.2004",
        "ends_on": "31.12.2050",
        "checklist": "",
        "grant_kind": "in_kind",
    }
    named = {"code": program.code, "name": program.name}
    yield reverse("admin:programs_program_change", args=[program.pk]), {**POISON, **named, **free}
    rate = {"valid_from": "01.01.2031", "percent": "0,1", "source": "Bundesbank", **POISON}
    yield reverse("admin:programs_baserate_add"), rate
    yield f"/api/v1/municipalities/{LAUTERBACH}/rollouts", {"user": victim.pk, **POISON}
    yield "/konto/passwort/", {"email": STOLEN, "user": victim.pk, "password1": "x", **POISON}
    yield "/konto/zweiter-faktor/app/abschalten/", {"user": victim.pk}
    yield "/passwort-vergessen/", {"email": STOLEN}


@pytest.mark.django_db
def test_nobody_alone_moves_a_right_by_any_page() -> None:
    """The pages propose at most; what is in force stays, whoever asks and whatever is sent."""
    victim = desk.person(Role.APPROVER, "freigabe")
    asked = request_role(
        victim, Role.BUDGET_OFFICER, reason="Vertretung", by=person("bittet"), at=NOW
    )
    worker = UserFactory.create(username="kommune", of=[LAUTERBACH])
    row = worker.memberships.get().pk
    people = [desk.person(role, of=LAUTERBACH) for role in ALONE_AT_WORK]
    before, moved, proposed = rights(), [], 0
    for user in people:
        client = signed_in(user)
        for url, data in attempts(victim, asked.pk, row):
            try:
                with transaction.atomic():
                    client.post(url, data)
                    now = rights()
                    proposed += PendingChange.objects.count()
                    transaction.set_rollback(True)
            except (IntegrityError, AssertionError):  # refused by the database
                continue
            if now != before and not is_second(url, user):
                moved.append((user.username, url))
    assert moved == []
    assert proposed > 0  # so the requests were such as would have written


def is_second(url: str, user: User) -> bool:
    """An administrator approves or withdraws the role that another one asked for."""
    roles = reverse("admin:accounts_roleassignment_changelist")
    return url == roles and user.has_perm(APPROVE_ROLES)


def person(name: str) -> User:
    return desk.person(Role.SYSTEM_ADMINISTRATOR, name)


@pytest.mark.parametrize("command", ["changepassword", "createsuperuser"])
def test_commands_of_django_make_no_way_in(command: str) -> None:
    with pytest.raises(CommandError, match=r"Nobody|no superusers"):
        call_command(command)


def test_history_and_files_write_no_account() -> None:
    """No page of the administration reverts a history, or reads rows from a file by itself."""
    assert Group not in admin.site._registry
    offered = {
        name
        for page in admin.site._registry.values()
        for name in dir(page)
        if name.startswith(("revert", "recover", "import_action", "process_import"))
    }
    assert offered == set()


@pytest.mark.django_db
def test_new_address_ends_each_way_in_of_the_old() -> None:
    """Whoever had the account before may have left a passkey or a key of the API behind."""
    first, second, user = person("eins"), person("zwei"), desk.person(Role.APPROVER)
    key = make_key(
        user,
        mark_of(new_secret()),
        name="Abruf",
        scope=KeyScope.READ,
        until=date(2026, 12, 31),
        at=NOW,
    )
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": SecondFactor().encrypt("x")}
    )
    user.email = "neu@example.org"
    change = propose_change(
        user,
        ChangeKind.CHANGE,
        by=first,
        at=NOW,
        reason="Nachfolge",
        permission=APPROVE_ROLES,
        person=user,
        columns=["email"],
    )
    assert Authenticator.objects.filter(user=user).exists()
    approve_change(change, by=second, at=NOW)
    assert not Authenticator.objects.filter(user=user).exists()
    key.refresh_from_db()
    assert key.revoked_at is not None


@pytest.mark.django_db
def test_account_that_a_membership_waits_for_is_known() -> None:
    """The second person approves it for the name and the address they read."""
    first, user = person("eins"), UserFactory.create()
    user.set_unusable_password()
    user.save()
    assert not user.needs_two_people()
    propose_change(
        Membership(user=user, municipality_id=LAUTERBACH),
        ChangeKind.ADD,
        by=first,
        at=NOW,
        reason="Zuständig",
        permission=APPROVE_ROLES,
        person=user,
    )
    assert user.needs_two_people()
    assert "two people change it" in refusal(
        "UPDATE accounts_user SET email = 'fremd@evil.example' WHERE last_login IS NULL"
    )


@pytest.mark.django_db
def test_role_that_comes_during_a_session_asks_for_its_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_COMPULSORY = True
    user = desk.person(Role.AUDITOR)
    client = signed_in(user)
    assert client.get("/admin/").status_code == 200
    RoleAssignment.objects.create(
        user=user, role=Role.APPROVER, reason="Test", prepared_at=NOW, approved_at=NOW
    )
    answer = client.get("/admin/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


ALONE = (
    """INSERT INTO municipalities_membership (user_id, municipality_id)
    SELECT id, '06535001' FROM accounts_user LIMIT 1""",
    "UPDATE municipalities_membership SET municipality_id = '06535001'",
    "DELETE FROM municipalities_membership",
    "UPDATE programs_program SET third_signature_from_eur = NULL",
    "UPDATE programs_program SET budget_officer_from_eur = budget_officer_from_eur + 1",
    "UPDATE programs_program SET backdating_days = 31",
    "UPDATE programs_program SET starts_on = '2004-01-01'",
    "UPDATE programs_program SET ends_on = '2050-12-31'",
    "UPDATE programs_program SET grant_kind = 'in_kind' WHERE code = 'ikz'",
    "UPDATE programs_program SET checklist = '{x}'",
    """UPDATE programs_budgetline SET funding_status =
    CASE funding_status WHEN 'open' THEN 'committed' ELSE 'open' END""",
    "UPDATE programs_directive SET min_partners = 1",
    "UPDATE programs_directive SET valid_to = '2026-12-31'",
    "UPDATE programs_authority SET address = 'Andere Straße 1'",
    "DELETE FROM programs_baserate",
    "UPDATE programs_baserate SET percent = percent - 1",
    "UPDATE programs_deliveryrule SET days = 0",
    """INSERT INTO programs_raterule (directive_id, min_partners, max_rate, source)
    SELECT id, 9, 1, 'x' FROM programs_directive LIMIT 1""",
    "DELETE FROM accounts_roleassignment",
    "UPDATE accounts_roleassignment SET role = 'approver', area_ags = ''",
    "UPDATE accounts_roleassignment SET user_id = (SELECT max(id) FROM accounts_user)",
    "UPDATE accounts_user SET is_superuser = true",
    "UPDATE accounts_user SET email = 'x' || id",
)


@pytest.mark.usefixtures("committed_db")
def test_database_lets_the_application_write_what_two_people_agreed_on_and_no_more() -> None:
    budget, approver = desk.person(Role.BUDGET_OFFICER), desk.person(Role.APPROVER)
    first, second = person("eins"), person("zwei")
    user = UserFactory.create(username="kommune", of=[LAUTERBACH])
    desk.ikz_line()
    with as_application():
        assert [sql for sql in ALONE if not refusal(sql)] == []

        def agreed(row: Any, kind: ChangeKind, *columns: str) -> None:
            by, other, permission = budget, approver, APPROVE_BUDGET
            if isinstance(row, Membership):
                by, other, permission = first, second, APPROVE_ROLES
            change = propose_change(
                row, kind, by=by, at=NOW, reason="Test", permission=permission, columns=columns
            )
            approve_change(change, by=other, at=NOW)

        agreed(Membership(user=user, municipality_id=ALSFELD), ChangeKind.ADD)
        assert user.memberships.count() == 2
        agreed(user.memberships.get(municipality_id=ALSFELD), ChangeKind.DELETE)
        assert user.memberships.count() == 1
        program = Program.objects.get(code="ikz")
        program.third_signature_from_eur = Decimal("99000.50")
        agreed(program, ChangeKind.CHANGE, "third_signature_from_eur")
        program.refresh_from_db()
        assert program.third_signature_from_eur == Decimal("99000.50")
        Program.objects.filter(pk=program.pk).update(funding_source="frei")  # limits nobody
        authority = Authority.objects.get(code="hmd")
        authority.address = "Wilhelmstraße 1\n65185 Wiesbaden"
        agreed(authority, ChangeKind.CHANGE, "address")
        rate = BaseRate(valid_from=date(2031, 1, 1), percent=Decimal("2.5"), source="Bundesbank")
        agreed(rate, ChangeKind.ADD)
        assert BaseRate.objects.filter(valid_from=date(2031, 1, 1)).exists()
        rule = DeliveryRule.objects.order_by("-valid_from")[0]
        rule.days += 1
        agreed(rule, ChangeKind.CHANGE, "days")
        directive = Directive.objects.filter(program=program).order_by("-valid_from")[0]
        joint = RateRule(
            directive=directive, min_partners=7, max_rate=Decimal("0.5"), source="Erlass"
        )
        agreed(joint, ChangeKind.ADD)
        following = propose_version(
            directive,
            valid_from=date(2027, 1, 1),
            version="2027",
            reason="Neu gefasst",
            by=budget,
            at=NOW,
        )
        approve_change(following, by=approver, at=NOW)
        version = Directive.objects.get(program=program, version="2027")
        assert list(version.rate_rules.values_list("min_partners", "max_rate")) == [
            (7, Decimal("0.5000"))
        ]
        assert [sql for sql in ALONE if not refusal(sql)] == []


@pytest.mark.usefixtures("committed_db")
def test_application_ends_a_role_of_the_first_set_up_and_gives_none_without_people() -> None:
    administrator, user = person("eins"), UserFactory.create()
    grant_role_from_console(user, Role.APPROVER, reason="Einrichtung", at=NOW)
    role = RoleAssignment.objects.get(user=user)
    given = "UPDATE accounts_roleassignment SET approved_at = now() WHERE approved_at IS NULL"
    with as_application():
        withdraw_role(role, by=administrator, at=NOW)
        assert not user.role_assignments.filter(withdrawn_at=None).exists()
        RoleAssignment.objects.create(user=user, role=Role.OFFICER, prepared_at=NOW)
        assert "a role needs two people" in refusal(given)


@pytest.mark.usefixtures("committed_db")
def test_agreement_about_one_row_opens_no_other() -> None:
    """An approval that has not been applied yet is good for its own row and values alone."""
    first, second = person("eins"), person("zwei")
    user, other = UserFactory.create(username="a"), UserFactory.create(username="b")
    change = propose_change(
        Membership(user=user, municipality_id=LAUTERBACH),
        ChangeKind.ADD,
        by=first,
        at=NOW,
        reason="Test",
        permission=APPROVE_ROLES,
        person=user,
    )
    insert = "INSERT INTO municipalities_membership (user_id, municipality_id) VALUES (%s, '%s')"
    with as_application():
        assert refusal(insert % (user.pk, LAUTERBACH))  # proposed is not agreed
        change.approved_by, change.approved_at = second, NOW
        change.save()
        assert refusal(insert % (other.pk, LAUTERBACH))
        assert refusal(insert % (user.pk, ALSFELD))
        assert refusal(insert % (user.pk, LAUTERBACH)) == ""
        change.applied_at = NOW
        change.save()
        assert refusal(insert % (user.pk, LAUTERBACH))
