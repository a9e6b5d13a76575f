"""Joins what waits for a person in all apps, each list with the page that shows all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.changes import waiting_for
from accounts.models import BarrierReport, RoleAssignment, User
from accounts.roles import ANSWER_BARRIERS, APPROVE_CHANGES, APPROVE_ROLES, EDIT_CATALOGUE
from programs.queries.budget.hkr import Reconciled
from programs.todo.budget import budget_todos
from programs.todo.case_filters import CASE_LISTS
from programs.todo.cases import case_todos
from programs.todo.lists import Task, Todo, filled, local_day
from programs.todo.money import after_payment_todos
from programs.todo.signatures import money_todos
from services.choices import CompetenceLevel
from services.models import Competence

# Where the whole list stands: the model's list page and its filter.
MORE = {
    "approvals": ("programs_grant", {"state__exact": "approval_pending"}),
    "changes": ("programs_decision", {"standing": "unsigned"}),
    "consents": ("programs_decision", {"standing": "consent"}),
    "changes_to_notify": ("programs_decision", {"standing": "unsent"}),
    "payments": ("programs_payment", {"ordered": "no"}),
    "reclaims": ("programs_reclaim", {"approved": "no"}),
    "efa_costs": ("programs_efacost", {"standing": "waiting"}),
    "central_payments": ("programs_centralpayment", {"standing": "waiting"}),
    "sent_back": ("programs_proposalreturn", {"open": "me"}),
    "papers": ("programs_grant", {"state__exact": "query", "mine": "yes"}),
    "proofs": ("programs_proofofuse", {"due": "soon"}),
    "cancellations": ("programs_payment", {"open": "cancel"}),
    "interim_reports": ("programs_interimreport", {"due": "soon"}),
    "letters": ("programs_proofofuse", {"due": "letter"}),
    "report_letters": ("programs_interimreport", {"due": "letter"}),
    "to_check": ("programs_proofofuse", {"due": "check"}),
    "unused": ("programs_payment", {"open": "use"}),
    "open_reclaims": ("programs_reclaim", {"open": "principal"}),
    "unclaimed_interest": ("programs_reclaim", {"open": "unclaimed"}),
    "open_interest": ("programs_reclaim", {"open": "interest"}),
    "waivers": ("programs_reclaim", {"open": "waiver"}),
    "lapsing_interest": ("programs_reclaim", {"lapsing": "yes"}),
    "unconfirmed": ("programs_payment", {"open": "hkr"}),
    "budget_bookings": ("programs_budgetbooking", {"standing": "waiting"}),
    "budget_bookings_returned": ("programs_budgetbooking", {"standing": "returned"}),
    "bound_in_past_years": ("programs_budgetline", {"bound": "past"}),
    "letters_to_send": ("programs_letter", {"sending": "mine"}),
    "to_pay": ("programs_drawdown", {"open": "pay"}),
    "directives": ("programs_directive", {"ending": "soon"}),
    "base_rate": ("programs_baserate", {}),
    "near_cap": ("programs_budgetline", {"near_cap": "yes"}),
    "roles": ("accounts_roleassignment", {"standing": "asked"}),
    "pending_changes": ("accounts_pendingchange", {"standing": "waiting"}),
    "barriers": ("accounts_barrierreport", {"standing": "waiting"}),
    "unclear": ("services_competence", {"level__exact": "unclear"}),
}


@dataclass(frozen=True)
class LinkedTask:
    """A task with its address."""

    url: str
    task: Task
    age: str = ""


@dataclass(frozen=True)
class Section:
    """One list of the first page."""

    todo: Todo
    more_url: str
    rows: list[LinkedTask]


def todos(user: User, *, today: date) -> list[Section]:
    """All lists of `user` that are not empty."""
    found = [
        *money_todos(user, today=today),
        *after_payment_todos(user, today=today),
        *budget_todos(user, today=today),
        *case_todos(user, today=today),
        *filled([*_roles(user), *_pending_changes(user), *_barriers(user, today), *_unclear(user)]),
    ]
    sections = [
        Section(
            entry,
            _more(entry.key),
            [LinkedTask(_page(task.target), task, _age(task, today)) for task in entry.tasks],
        )
        for entry in found
    ]
    return sorted(sections, key=_first_day)


def _first_day(section: Section) -> tuple[bool, date]:
    """Lists with something overdue first, then by their oldest day; without a day last."""
    days = [task.day for task in section.todo.tasks if task.day is not None]
    is_late = any(task.is_overdue for task in section.todo.tasks)
    return not is_late, min(days, default=date.max)


def _age(task: Task, today: date) -> str:
    """How long it waits, or until when there is time."""
    if task.day is None:
        return ""
    days = (today - task.day).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("for %(days)s day", "for %(days)s days", days) % {"days": days}
    return ngettext("in %(days)s day", "in %(days)s days", -days) % {"days": -days}


def _more(key: str) -> str:
    if key == "differences":
        return reverse("admin:programs_hkrpayment_reconciliation") + "?offen=on"
    if key in CASE_LISTS:
        return reverse("admin:programs_grant_changelist") + "?" + urlencode({"liste": key})
    model, query = MORE[key]
    return reverse(f"admin:{model}_changelist") + "?" + urlencode(query)


def _page(target: Model | Reconciled | type[Model]) -> str:
    if isinstance(target, Reconciled):
        place = [target.line.pk, target.month.year, target.month.month]
        return reverse("admin:programs_hkrpayment_difference", args=place)
    opts = target._meta
    if isinstance(target, type):
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[target.pk])


def _roles(user: User) -> Iterator[Todo]:
    if not user.has_perm(APPROVE_ROLES):
        return
    asked = (
        RoleAssignment.objects.filter(approved_at__isnull=True, withdrawn_at__isnull=True)
        .exclude(prepared_by=user)
        .exclude(user=user)
        .select_related("user", "prepared_by")
        .order_by("prepared_at", "pk")
    )
    yield Todo(
        asked,
        "roles",
        _("Roles to approve"),
        lambda r: Task(r, str(r), r.reason, day=local_day(r.prepared_at)),
    )


def _pending_changes(user: User) -> Iterator[Todo]:
    if not user.has_perm(APPROVE_CHANGES):
        return
    title = _("Changes by two people to approve")
    yield Todo(
        waiting_for(user),
        "pending_changes",
        title,
        lambda c: Task(c, str(c), c.reason, day=local_day(c.prepared_at)),
    )


def _barriers(user: User, today: date) -> Iterator[Todo]:
    if not user.has_perm(ANSWER_BARRIERS):
        return
    yield Todo(
        BarrierReport.objects.unanswered(),
        "barriers",
        _("Reports of barriers to answer"),
        lambda b: Task(b, str(b), b.page, is_overdue=b.due_on < today, day=b.due_on),
    )


def _unclear(user: User) -> Iterator[Todo]:
    if not user.has_perm(EDIT_CATALOGUE):
        return
    unclear = (
        Competence.objects.filter(level=CompetenceLevel.UNCLEAR, valid_to__isnull=True)
        .select_related("service")
        .order_by("service__sort_name", "pk")
    )
    title = _("Competence to be clarified")
    yield Todo(
        unclear, "unclear", title, lambda c: Task(c, str(c.service), c.basis, day=c.valid_from)
    )
