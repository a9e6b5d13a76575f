"""The file of an ended case: kept, offered to the state archive, and only then deletable."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.choices import Role
from core.errors import RuleError
from programs.actions import application
from programs.actions.closing import close_grant
from programs.actions.retention import offer_to_archive
from programs.choices import DecisionKind, GrantState
from programs.models import Directive, Grant
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import GrantFactory
from tests.programs.desk import person, signed_in, step

pytestmark = pytest.mark.django_db
OVER = date(2020, 12, 31)


def kept(state: GrantState = GrantState.CLOSED, until: date | None = OVER) -> Grant:
    grant: Grant = GrantFactory.create(state=state, retention_until=until)
    return grant


def refused(grant: Grant, **values: Any) -> RuleError:
    with pytest.raises(RuleError) as refusal:
        offer_to_archive(grant, **values)
    return refusal.value


def delete(grant: Grant) -> None:
    """Delete the row as the database sees it; its parts are out of the way first."""
    with transaction.atomic():
        grant.participations.all().delete()
        grant.state_days.all().delete()
        Grant.objects.filter(pk=grant.pk)._raw_delete("default")


@pytest.mark.parametrize(
    "state", [GrantState.CLOSED, GrantState.REJECTED, GrantState.WITHDRAWN], ids=str
)
def test_ended_case_is_deletable_after_its_retention_and_its_offer_only(
    staff: Staff, state: GrantState
) -> None:
    grant = kept(state)
    with pytest.raises(IntegrityError, match="inside its retention"):
        delete(grant)
    offer_to_archive(grant, on=TODAY, by=staff.officer, at=NOW)
    assert fresh(grant).archive_offered_on == TODAY
    delete(grant)
    assert not Grant.objects.filter(pk=grant.pk).exists()


def test_offer_waits_for_the_end_of_the_retention(staff: Staff) -> None:
    by: dict[str, Any] = {"by": staff.officer, "at": NOW}
    assert refused(kept(until=TODAY), on=TODAY, **by).code == "retained"
    assert refused(kept(until=None), on=TODAY, **by).code == "retained"
    offer_to_archive(kept(until=TODAY - timedelta(days=1)), on=TODAY, **by)
    assert refused(kept(), on=TODAY + timedelta(days=1), **by).code == "future"
    assert refused(kept(GrantState.FINAL), on=TODAY, **by).code == "not_ended"
    assert refused(kept(), on=TODAY, by=staff.approver, at=NOW).code == "not_allowed"


def test_offer_is_recorded_once(staff: Staff) -> None:
    grant = kept()
    offer_to_archive(grant, on=TODAY, by=staff.officer, at=NOW)
    error = refused(grant, on=TODAY, by=staff.officer, at=NOW)
    assert error.code == "offered_already"


@pytest.mark.parametrize("until", [TODAY, None])
def test_database_refuses_an_offer_inside_the_retention(until: date | None) -> None:
    grant = kept(until=until)
    with pytest.raises(IntegrityError, match="archive_offered_after_retention"):
        Grant.objects.filter(pk=grant.pk).update(archive_offered_on=TODAY)


def test_rejected_case_is_kept_from_the_notification_on(staff: Staff) -> None:
    grant: Grant = GrantFactory.create(state=GrantState.IN_REVIEW, received_on=date(2026, 3, 2))
    application.propose_rejection(grant, reason="Kein Interesse", by=staff.officer, at=NOW)
    application.reject_application(grant, by=staff.approver, at=NOW)
    assert fresh(grant).retention_until is None
    application.notify_rejection(grant, on=TODAY, by=staff.officer, at=NOW)
    assert fresh(grant).retention_until == date(2036, 12, 31)


def test_withdrawn_case_is_kept_from_the_withdrawal_on(staff: Staff) -> None:
    grant: Grant = GrantFactory.create(state=GrantState.SUBMITTED, received_on=date(2025, 3, 2))
    application.withdraw_application(grant, on=date(2025, 12, 30), by=staff.officer, at=NOW)
    assert fresh(grant).retention_until == date(2035, 12, 31)


def test_withdrawal_asks_for_the_retention_where_no_directive_says_it(staff: Staff) -> None:
    Directive.objects.update(retention_years=None)
    grant: Grant = GrantFactory.create(state=GrantState.SUBMITTED)
    officer = signed_in(staff.officer)
    answer = step(officer, grant, "withdraw", on="23.11.2026")
    assert "retention_until" in answer.context["form"].errors
    step(officer, grant, "withdraw", on="23.11.2026", retention_until="31.12.2030")
    assert fresh(grant).retention_until == date(2030, 12, 31)


def test_officer_records_the_offer_and_nobody_types_it(staff: Staff) -> None:
    officer = signed_in(staff.officer)
    grant = staff.ended(staff.final(), DecisionKind.LAPSE)
    close_grant(grant, on=TODAY, by=staff.officer, at=NOW)
    address = reverse("admin:programs_grant_change", args=[grant.pk])
    page = officer.get(address).content.decode()
    assert 'name="archive_offered_on"' not in page
    assert "offer_to_archive" not in page
    Grant.objects.filter(pk=grant.pk).update(received_on=None, closed_on=OVER, retention_until=OVER)
    assert "offer_to_archive" in officer.get(address).content.decode()
    assert step(officer, grant, "offer_to_archive", on="23.11.2026").status_code == 302
    assert fresh(grant).archive_offered_on == TODAY


@pytest.mark.parametrize("role", [Role.APPROVER, Role.BUDGET_OFFICER, Role.AUDITOR])
def test_offer_is_the_officers(role: Role) -> None:
    grant = kept()
    assert step(signed_in(person(role)), grant, "offer_to_archive").status_code == 403
    assert fresh(grant).archive_offered_on is None


@pytest.mark.parametrize("role", list(Role))
def test_administration_deletes_no_kept_case_for_anybody(role: Role) -> None:
    grant = kept()
    client = signed_in(person(role))
    address = reverse("admin:programs_grant_delete", args=[grant.pk])
    assert client.post(address, {"post": "yes"}).status_code in (302, 403, 404)
    assert Grant.objects.filter(pk=grant.pk).exists()
