"""The days of a case in the actions and in the database, and what each entry may be."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from core.errors import RuleError
from core.forms.days import years_ahead_of
from programs.actions import application
from programs.actions.closing import complete_grant
from programs.actions.decision.approval import approve_decision, notify_grant, propose_grant
from programs.actions.payment.orders import request_drawdown
from programs.actions.way_back.withdrawing import send_back
from programs.choices import DecisionKind, GrantState
from programs.models import Decision, Grant, Program
from programs.models.triggers.dates import DAYS
from programs.rules.dates import Day
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import GrantFactory
from tests.programs.desk import DECIDED, PAPERS, signed_in

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)
# What happens beside the life of a case, or is written by a later step together with one of it.
BESIDE = {
    "grant.early_start_approved_on",
    "grant.contract_signed_on",
    "grant.archive_offered_on",
    "grant.project_start_on",
    "grant.state_on",
    "participation.resolution_on",
    "decision.applied_on",
    "interimreport.due_on",
    "proofofuse.due_on",
    "reclaim.due_on",
    "reclaim.interest_due_on",
    "reclaim.limitation_on",
    "letter.sent_on",
    "stationlog.received_on",
    "stationlog.forwarded_on",
    "document.received_on",
    "missingpaper.due_on",
}


def refused(act: Any, *args: Any, **kwargs: Any) -> RuleError:
    with pytest.raises(RuleError) as refusal:
        act(*args, **kwargs)
    return refusal.value


def test_every_day_of_a_case_has_its_place_in_the_order() -> None:
    known = {day.value for day in Day} | BESIDE
    columns = [f"{table}.{column}" for table, names in DAYS.items() for column in names.split()]
    happened = [name for name in columns if name.endswith("_on")]
    assert [name for name in happened if name not in known] == []


def test_every_day_in_the_tables_of_a_case_can_be_meant() -> None:
    """The database refuses 01.01.0001 in each of them, whatever door it comes through."""
    for table, names in DAYS.items():
        fields = apps.get_model("programs", table)._meta.concrete_fields
        days = {
            field.name
            for field in fields
            if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
        }
        assert days == set(names.split())


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2003, 12, 31), date(2099, 1, 1), date.max])
@pytest.mark.parametrize("column", ["received_on", "period_end", "binding_until"])
def test_database_refuses_a_day_nobody_means(column: str, day: date) -> None:
    grant = GrantFactory.create()
    with pytest.raises(IntegrityError, match="can_be_meant"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(**{column: day})


def test_what_happened_lies_in_the_past() -> None:
    assert [years_ahead_of(name) for name in ("received_on", "due_on", "retention_until")] == [
        0,
        5,
        40,
    ]


def test_decision_bears_a_day_between_its_proposal_and_its_signature(staff: Staff) -> None:
    decision = staff.proposed()
    sign: dict[str, Any] = {"by": staff.approver, "backdating_reason": "Auf Papier gezeichnet"}
    late = NOW + timedelta(days=3)
    error = refused(approve_decision, decision, at=late, decided_on=YESTERDAY, **sign)
    assert (error.code, error.field) == ("order", "decided_on")
    approve_decision(decision, at=late, decided_on=TODAY, **sign)
    decision.refresh_from_db()
    assert (decision.decided_on, decision.backdating_reason) == (TODAY, "Auf Papier gezeichnet")
    assert {entry.booked_on for entry in decision.entries.all()} == {TODAY}


def test_decision_is_dated_back_as_far_as_the_program_says(staff: Staff) -> None:
    decision = staff.proposed()
    sign: dict[str, Any] = {"by": staff.approver, "decided_on": TODAY, "at": NOW + timedelta(6)}
    reason: dict[str, Any] = {"backdating_reason": "Auf Papier gezeichnet"}
    assert refused(approve_decision, decision, **sign, **reason).code == "backdated"
    Program.objects.filter(code="ikz").update(backdating_days=6)
    assert refused(approve_decision, decision, **sign).field == "backdating_reason"
    approve_decision(decision, **sign, **reason)


def test_case_complete_after_today_is_not_proposed(staff: Staff) -> None:
    tomorrow = TODAY + timedelta(days=1)
    error = refused(staff.proposed, complete_on=tomorrow)
    assert (error.code, error.field) == ("order", "complete_on")
    assert staff.proposed(complete_on=TODAY).pk


def test_program_that_has_not_started_grants_nothing(staff: Staff) -> None:
    decision = staff.proposed()
    Program.objects.filter(code="ikz").update(starts_on=TODAY + timedelta(days=1))
    assert refused(approve_decision, decision, by=staff.approver, at=NOW).code == "order"
    Program.objects.filter(code="ikz").update(starts_on=TODAY)
    approve_decision(decision, by=staff.approver, at=NOW)


def test_rejection_is_not_before_the_receipt(staff: Staff) -> None:
    grant: Grant = GrantFactory.create(draft=True, state=GrantState.IN_REVIEW, received_on=TODAY)
    application.propose_rejection(grant, reason="Nicht förderfähig", by=staff.officer, at=NOW)
    error = refused(
        application.reject_application,
        grant,
        by=staff.approver,
        at=NOW,
        decided_on=YESTERDAY,
        backdating_reason="Irrtum",
    )
    assert (error.code, error.field) == ("order", "decided_on")


def test_embargo_lies_ahead_of_the_notification(staff: Staff) -> None:
    grant = staff.approved()
    send: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    assert refused(notify_grant, grant, embargo_until=YESTERDAY, **send).field == "embargo_until"
    notify_grant(grant, embargo_until=TODAY, **send)


def test_notification_is_not_before_the_decision(staff: Staff) -> None:
    grant = staff.approved()
    error = refused(notify_grant, grant, on=YESTERDAY, by=staff.officer, at=NOW)
    assert (error.code, error.field) == ("order", "on")


def test_purpose_is_not_fulfilled_before_the_decision(staff: Staff) -> None:
    grant = staff.final()
    error = refused(complete_grant, grant, fulfilled_on=YESTERDAY, by=staff.officer, at=NOW)
    assert error.field == "fulfilled_on"


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Decision, "notified_on"),
        (Decision, "delivered_on"),
        (Decision, "final_on"),
        (Grant, "purpose_fulfilled_on"),
    ],
)
def test_database_keeps_the_order(staff: Staff, model: Any, column: str) -> None:
    """Both within a row and across rows, and in both directions."""
    grant = staff.final()
    row = grant if model is Grant else grant.decisions.get(kind=DecisionKind.INITIAL)
    model.objects.filter(pk=row.pk).update(**{column: TODAY})
    with pytest.raises(IntegrityError, match=r"not_before|lies before"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**{column: YESTERDAY})


def test_database_keeps_the_receipt_before_the_decision(staff: Staff) -> None:
    grant = staff.approved()
    Grant.objects.filter(pk=grant.pk).update(received_on=TODAY)
    with pytest.raises(IntegrityError, match="lies before"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(received_on=TODAY + timedelta(days=1))


def test_second_drawdown_follows_the_payment_of_the_first(staff: Staff) -> None:
    grant = staff.final()
    payment = staff.paid(grant, "10000.00")
    assert staff.drawn(grant, "10000.00").requested_on == payment.paid_on
    on = TODAY + timedelta(days=1)
    later: dict[str, Any] = {"on": on, "by": staff.officer, "at": NOW + timedelta(days=2)}
    assert request_drawdown(grant, payment.drawdown.line, Decimal(1), **later).requested_on == on


def test_receipt_may_be_corrected_after_a_proposal_was_sent_back(staff: Staff) -> None:
    """The proposal is made anew, so its old day binds nothing."""
    decision = staff.proposed()
    send_back(decision.grant, by=staff.approver, at=NOW, reason="Unklar")
    Decision.objects.filter(pk=decision.pk).update(prepared_at=NOW - timedelta(days=9))
    Grant.objects.filter(pk=decision.grant_id).update(received_on=YESTERDAY)
    approve_decision(
        propose_grant(fresh(decision.grant), by=staff.officer, at=NOW), by=staff.approver, at=NOW
    )


def test_form_names_a_day_out_of_order(staff: Staff) -> None:
    grant = staff.completed(staff.final())
    page = reverse("admin:programs_grant_change", args=[grant.pk])
    officer = signed_in(staff.officer)
    data = {
        name: value if value is not None else ""
        for form in (officer.get(page).context["adminform"].form,)
        for name, value in form.initial.items()
        if name in form.fields and name not in ("reused_by", "services")
    }
    for prefix in (*PAPERS, *DECIDED, "participations", "tranches"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    answer = officer.post(page, data | {"purpose_fulfilled_on": "22.11.2026"})
    assert "purpose_fulfilled_on" in answer.context["adminform"].form.errors
    assert fresh(grant).purpose_fulfilled_on == TODAY


def test_amendment_may_follow_the_completion(staff: Staff) -> None:
    """What only the grant decision is bound by does not bind a later change."""
    grant = staff.completed(staff.final())
    line = grant.tranches.get().line
    assert staff.amended(grant, {line: -line.tranches.get().amount_eur / 2}).final_on == TODAY
