"""What waits for one person: the first page of the administration."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE, MANAGE_BUDGET, PREPARE
from core.formats import format_day, format_eur, format_share
from programs.choices import DecisionKind, GrantState
from programs.models import (
    BudgetLine,
    CentralPayment,
    Decision,
    EfaCost,
    MissingPaper,
    Payment,
    ProofOfUse,
    ProposalReturn,
    Reclaim,
)
from programs.queries.consent import PROPOSED, WITHOUT_CONSENT, awaiting_consent
from programs.rules.steps.base import OWING_REPORTS
from programs.todo.filters import is_mine, returned_to
from programs.todo.lists import Task, Todo, filled, local_day, with_asked_at

PROOF_NOTICE_DAYS = 30
NEAR_CAP = Decimal("0.9")


def money_todos(user: User, *, today: date) -> list[Todo]:
    """The lists of `user` about grants and budgets; empty lists are left out."""
    found: list[Todo] = []
    if user.has_perm(APPROVE):
        found += [
            _approvals(user),
            _changes(user),
            _payments(user),
            _reclaims(user),
            _efa_costs(user),
            _central_payments(user),
        ]
    if user.has_perm(PREPARE) or user.has_perm(MANAGE_BUDGET):
        found.append(_sent_back(user))
    if user.has_perm(PREPARE):
        found += [
            _papers(user, today),
            _proofs(user, today),
            _changes_to_notify(user),
        ]
    if user.has_perm(MANAGE_BUDGET):
        found.append(_consents(user))
    if user.has_perm(PREPARE) or user.has_perm(MANAGE_BUDGET):
        found.append(_near_cap(today))
    return filled(found)


def waiting_for_signature(user: User) -> QuerySet[Decision]:
    """Decisions that `user` could sign: submitted, not approved, not prepared or signed by them.

    Those that wait for the budget officer come afterwards.
    """
    return (
        Decision.objects.filter(PROPOSED)
        .exclude(WITHOUT_CONSENT)
        .exclude(prepared_by=user)
        .exclude(countersigned_by=user)
        .select_related("grant", "prepared_by")
        .order_by("prepared_at", "pk")
    )


def _approvals(user: User) -> Todo:
    waiting = waiting_for_signature(user).filter(kind=DecisionKind.INITIAL)
    return _to_sign(waiting, "approvals", _("To approve"))


def _changes(user: User) -> Todo:
    waiting = waiting_for_signature(user).exclude(kind=DecisionKind.INITIAL)
    return _to_sign(waiting, "changes", _("Changes to approve"))


def _consents(user: User) -> Todo:
    waiting = awaiting_consent().exclude(prepared_by=user).select_related("grant", "prepared_by")
    return _to_sign(waiting, "consents", _("To consent to (budget officer)"))


def _to_sign(decisions: QuerySet[Decision], key: str, title: str) -> Todo:
    return Todo(
        decisions,
        key,
        title,
        lambda d: Task(
            d.grant,
            str(d.grant),
            _("%(kind)s, %(amount)s, prepared by %(who)s on %(day)s")
            % {
                "kind": d.get_kind_display(),
                "amount": format_eur(d.amount_eur),
                "who": d.prepared_by or "–",
                "day": format_day(d.prepared_at),
            },
            day=local_day(d.prepared_at),
        ),
    )


def _payments(user: User) -> Todo:
    payments = (
        Payment.objects.filter(ordered_at__isnull=True, cancelled_at__isnull=True)
        .exclude(prepared_by=user)
        .select_related("drawdown__grant", "prepared_by")
        .order_by("prepared_at", "pk")
    )
    return Todo(
        payments,
        "payments",
        _("Payments to order"),
        lambda p: Task(
            p,
            str(p.drawdown.grant),
            _("%(amount)s, found correct by %(who)s")
            % {"amount": format_eur(p.amount_eur), "who": p.prepared_by or "–"},
            day=local_day(p.prepared_at),
        ),
    )


def _reclaims(user: User) -> Todo:
    reclaims = (
        Reclaim.objects.filter(approved_at__isnull=True)
        .exclude(prepared_by=user)
        .select_related("grant")
        .order_by("prepared_at", "pk")
    )
    return Todo(
        reclaims,
        "reclaims",
        _("Reclaims to approve"),
        lambda r: Task(r, str(r.grant), format_eur(r.amount_eur), day=local_day(r.prepared_at)),
    )


def _efa_costs(user: User) -> Todo:
    asked = Q(approved_at__isnull=False, reversal_prepared_by=user)
    waiting = EfaCost.objects.waiting()
    costs = (
        with_asked_at(waiting, "reversal_prepared_by", "reversal_reason")
        .exclude(asked | Q(approved_at__isnull=True, prepared_by=user))
        .select_related("process", "line")
        .order_by("pk")
    )
    return Todo(
        costs,
        "efa_costs",
        _("EfA costs to approve or reverse"),
        lambda c: Task(
            c,
            str(c),
            c.reversal_reason or format_eur(c.amount_eur),
            day=local_day(c.asked_at if c.approved_at else c.prepared_at),
        ),
    )


def _central_payments(user: User) -> Todo:
    asked = Q(approved_at__isnull=False, cancel_prepared_by=user)
    waiting = CentralPayment.objects.waiting()
    payments = (
        with_asked_at(waiting, "cancel_prepared_by", "cancel_reason")
        .exclude(asked | Q(approved_at__isnull=True, prepared_by=user))
        .order_by("prepared_at", "pk")
    )
    return Todo(
        payments,
        "central_payments",
        _("Central payments to approve or cancel"),
        lambda p: Task(
            p,
            str(p),
            p.cancel_reason or p.purpose,
            day=local_day(p.asked_at if p.approved_at else p.prepared_at),
        ),
    )


def _sent_back(user: User) -> Todo:
    returned = (
        ProposalReturn.objects.filter(returned_to(user))
        .select_related("grant")
        .order_by("returned_at", "pk")
    )
    return Todo(
        returned,
        "sent_back",
        _("Sent back to me"),
        lambda r: Task(
            r.grant or r,
            f"{r.grant}: {r}" if r.grant else str(r),
            r.reason,
            day=local_day(r.returned_at),
        ),
    )


def _papers(user: User, today: date) -> Todo:
    papers = (
        MissingPaper.objects.filter(
            is_mine(user, "grant__"), received_on__isnull=True, grant__state=GrantState.QUERY
        )
        .select_related("grant")
        .order_by("due_on", "pk")
    )
    return Todo(
        papers,
        "papers",
        _("Missing papers"),
        lambda p: Task(
            p.grant,
            str(p.grant),
            _("%(title)s, due on %(day)s") % {"title": p.title, "day": format_day(p.due_on)},
            p.due_on < today,
            p.due_on,
        ),
    )


def _proofs(user: User, today: date) -> Todo:
    proofs = (
        ProofOfUse.objects.filter(
            is_mine(user, "grant__"),
            submitted_on__isnull=True,
            due_on__lte=today + timedelta(days=PROOF_NOTICE_DAYS),
            grant__state__in=OWING_REPORTS,
        )
        .select_related("grant")
        .order_by("due_on", "pk")
    )
    return Todo(
        proofs,
        "proofs",
        _("Proofs of use due and overdue"),
        lambda p: Task(
            p.grant,
            str(p.grant),
            _("due on %(day)s") % {"day": format_day(p.due_on)},
            p.due_on < today,
            p.due_on,
        ),
    )


def _changes_to_notify(user: User) -> Todo:
    changes = (
        Decision.objects.filter(
            is_mine(user, "grant__"), approved_at__isnull=False, notified_on__isnull=True
        )
        .exclude(kind=DecisionKind.INITIAL)
        .select_related("grant")
        .order_by("approved_at", "pk")
    )
    return Todo(
        changes,
        "changes_to_notify",
        _("Changes approved, to be notified"),
        lambda d: Task(d.grant, str(d.grant), d.get_kind_display(), day=local_day(d.approved_at)),
    )


def _near_cap(today: date) -> Todo:
    lines = (
        BudgetLine.objects.of_year(today.year)
        .filter(
            balance__available_eur__gt=0,
            balance__committed_eur__gte=F("balance__available_eur") * NEAR_CAP,
        )
        .select_related("program", "balance")
        .order_by("program__name", "pk")
    )
    return Todo(
        lines,
        "near_cap",
        _("Budget lines near their limit"),
        lambda line: Task(
            line,
            str(line),
            _("%(rate)s committed, %(free)s free")
            % {
                "rate": format_share(line.balance.committed_eur / line.balance.available_eur),
                "free": format_eur(line.balance.free_eur),
            },
        ),
    )
