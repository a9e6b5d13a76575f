"""What waits for one person once money flows: reports, proofs, payments, reclaims, HKR."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE, MANAGE_BUDGET, PREPARE
from core.formats import format_day, format_eur
from programs.choices import GrantState
from programs.models import InterimReport, Payment, ProofOfUse
from programs.queries.budget.hkr import open_differences
from programs.queries.payment import unconfirmed, unused
from programs.queries.proof import awaiting_letter, reports_awaiting_letter
from programs.rules.steps.base import OWING_REPORTS
from programs.todo.filters import is_mine
from programs.todo.lists import Task, Todo, filled, local_day, with_asked_at
from programs.todo.reclaims import reclaim_todos, waivers
from programs.todo.signatures import PROOF_NOTICE_DAYS

RUNNING = (GrantState.FINAL, GrantState.IN_PAYMENT)


def after_payment_todos(user: User, *, today: date) -> list[Todo]:
    """The lists of `user` about running and completed cases; empty lists are left out."""
    found: list[Todo] = []
    if user.has_perm(APPROVE):
        found += [_cancellations(user), waivers(user)]
    if user.has_perm(PREPARE):
        found += [
            _interim_reports(user, today),
            _letters(user, today),
            _report_letters(user, today),
            _to_check(user),
            _unused(user, today),
            *reclaim_todos(user, today),
        ]
    if user.has_perm(PREPARE) or user.has_perm(MANAGE_BUDGET):
        found.append(_unconfirmed())
    if user.has_perm(MANAGE_BUDGET):
        found.append(_differences())
    return filled(found)


def _cancellations(user: User) -> Todo:
    asked = Payment.objects.filter(cancel_prepared_by__isnull=False, cancelled_at__isnull=True)
    payments = (
        with_asked_at(asked, "cancel_prepared_by", "cancel_reason")
        .exclude(cancel_prepared_by=user)
        .select_related("drawdown__grant", "cancel_prepared_by")
        .order_by("pk")
    )
    return Todo(
        payments,
        "cancellations",
        _("Payments to cancel"),
        lambda p: Task(
            p,
            str(p.drawdown.grant),
            _("%(amount)s, asked for by %(who)s: %(reason)s")
            % {
                "amount": format_eur(p.amount_eur),
                "who": p.cancel_prepared_by,
                "reason": p.cancel_reason,
            },
            day=local_day(p.asked_at),
        ),
    )


def _interim_reports(user: User, today: date) -> Todo:
    reports = (
        InterimReport.objects.filter(
            is_mine(user, "grant__"),
            submitted_on__isnull=True,
            due_on__lte=today + timedelta(days=PROOF_NOTICE_DAYS),
            grant__state__in=OWING_REPORTS,
        )
        .select_related("grant")
        .order_by("due_on", "pk")
    )
    return Todo(
        reports,
        "interim_reports",
        _("Interim reports due and overdue"),
        lambda r: Task(
            r.grant,
            str(r.grant),
            _("for %(year)s, due on %(day)s") % {"year": r.for_year, "day": format_day(r.due_on)},
            r.due_on < today,
            r.due_on,
        ),
    )


def _letters(user: User, today: date) -> Todo:
    proofs = (
        ProofOfUse.objects.filter(is_mine(user, "grant__"), pk__in=awaiting_letter(today))
        .select_related("grant")
        .order_by("due_on", "pk")
    )
    return Todo(
        proofs,
        "letters",
        _("Reminders to write"),
        lambda p: Task(
            p.grant,
            str(p.grant),
            _("proof of use due on %(day)s") % {"day": format_day(p.due_on)},
            day=p.due_on,
        ),
    )


def _report_letters(user: User, today: date) -> Todo:
    reports = (
        InterimReport.objects.filter(
            is_mine(user, "grant__"), pk__in=reports_awaiting_letter(today)
        )
        .select_related("grant")
        .order_by("due_on", "pk")
    )
    return Todo(
        reports,
        "report_letters",
        _("Reminders of interim reports to write"),
        lambda r: Task(
            r,
            str(r.grant),
            _("for %(year)s, due on %(day)s") % {"year": r.for_year, "day": format_day(r.due_on)},
            day=r.due_on,
        ),
    )


def _to_check(user: User) -> Todo:
    proofs = (
        ProofOfUse.objects.filter(
            is_mine(user, "grant__"),
            submitted_on__isnull=False,
            checked_on__isnull=True,
            grant__state=GrantState.PROOF_SUBMITTED,
        )
        .select_related("grant")
        .order_by("submitted_on", "pk")
    )
    return Todo(
        proofs,
        "to_check",
        _("Proofs of use to check"),
        lambda p: Task(
            p.grant,
            str(p.grant),
            _("received on %(day)s") % {"day": format_day(p.submitted_on)},
            day=p.submitted_on,
        ),
    )


def _unused(user: User, today: date) -> Todo:
    payments = (
        unused(today)
        .filter(is_mine(user, "drawdown__grant__"))
        .exclude(drawdown__grant__state=GrantState.CLOSED)
        .select_related("drawdown__grant")
        .order_by("use_until", "pk")
    )
    return Todo(
        payments,
        "unused",
        _("Use of the money not reported"),
        lambda p: Task(
            p,
            str(p.drawdown.grant),
            _("%(amount)s, to be used until %(day)s")
            % {"amount": format_eur(p.amount_eur), "day": format_day(p.use_until)},
            is_overdue=True,
            day=p.use_until,
        ),
    )


def _unconfirmed() -> Todo:
    payments = unconfirmed().select_related("drawdown__grant").order_by("paid_on", "pk")
    return Todo(
        payments,
        "unconfirmed",
        _("Payments to be confirmed by HKR"),
        lambda p: Task(
            p,
            str(p.drawdown.grant),
            _("%(amount)s, value date %(day)s")
            % {"amount": format_eur(p.amount_eur), "day": format_day(p.paid_on)},
            day=p.paid_on,
        ),
    )


def _differences() -> Todo:
    return Todo(
        open_differences(),
        "differences",
        _("Open differences to HKR"),
        lambda row: Task(
            row,
            str(row.line),
            _("%(month)s: %(amount)s")
            % {"month": f"{row.month:%m/%Y}", "amount": format_eur(row.difference_eur)},
            day=row.month,
        ),
    )
