"""Barriers: reported by anybody, answered by staff within six weeks, who are reminded before."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import BarrierReport, RoleAssignment, User
from accounts.roles import ANSWER_BARRIERS, PERMISSIONS
from core.errors import RuleError
from core.formats import format_day

# What the statement promises; whoever has no answer by then turns to the enforcement body.
ANSWER_WITHIN = timedelta(weeks=6)
REMINDED_BEFORE = timedelta(days=7)


def report_barrier(
    *, key: uuid.UUID, message: str, page: str, mail: str, at: datetime
) -> BarrierReport:
    """Keep the report with the day its answer is due; the same form sent again is the same report.

    Nothing is sent to `mail`: anybody can type anybody's address.
    """
    report, _is_new = BarrierReport.objects.get_or_create(
        key=key,
        defaults={
            "message": message,
            "page": page,
            "mail": mail,
            "received_at": at,
            "due_on": timezone.localdate(at) + ANSWER_WITHIN,
        },
    )
    return report


@transaction.atomic
def answer_barrier(report: BarrierReport, *, answer: str, by: User, at: datetime) -> None:
    """Record what was answered. Raises RuleError for other roles and for an answered report."""
    if not by.has_perm(ANSWER_BARRIERS):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    locked = BarrierReport.objects.select_for_update().get(pk=report.pk)
    if locked.answered_at is not None:
        raise RuleError(_("This report is answered already."), code="answered")
    locked.answer, locked.answered_by, locked.answered_at = answer, by, at
    locked.save(update_fields=["answer", "answered_by", "answered_at"])


@transaction.atomic
def remind_of_barriers(*, today: date) -> int:
    """Write once to the staff about each report whose answer is due within a week.

    One mail names them all, without what strangers typed. A report stays to be reminded of while
    nobody has an address. Returns how many reports were reminded of.
    """
    due = list(
        BarrierReport.objects.unanswered()
        .filter(reminded_on__isnull=True, due_on__lte=today + REMINDED_BEFORE)
        .select_for_update(skip_locked=True)
    )
    addresses = _staff_addresses()
    if not due or not addresses:
        return 0
    lines = [
        _("Report %(number)s: answer due on %(day)s")
        % {"number": report.pk, "day": format_day(report.due_on)}
        for report in due
    ]
    text = _("These reports of barriers wait for an answer:\n\n%(lines)s") % {
        "lines": "\n".join(lines)
    }
    BarrierReport.objects.filter(pk__in=[report.pk for report in due]).update(reminded_on=today)
    send_mail(_("OZG Hessen: answer reports of barriers"), text, None, addresses)
    return len(due)


def _staff_addresses() -> list[str]:
    """Where those are reached who may answer."""
    roles = [role for role, held in PERMISSIONS.items() if ANSWER_BARRIERS in held]
    holders = RoleAssignment.objects.active().filter(role__in=roles)
    people = User.objects.filter(is_active=True, pk__in=holders.values("user")).exclude(email="")
    return sorted(people.order_by().values_list("email", flat=True))
