"""What waits for budget officers, and for whoever confirms what they record."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE_BUDGET, MANAGE_BUDGET
from core.formats import format_day, format_eur
from programs.models import BudgetBooking
from programs.queries.budget.commitments import lines_to_take_over
from programs.todo.lists import Task, Todo, filled, local_day, with_asked_at


def budget_todos(user: User, *, today: date) -> list[Todo]:
    """The lists of `user` about budget bookings and the change of years; without empty ones."""
    found: list[Todo] = []
    if user.has_perm(APPROVE_BUDGET):
        found.append(_waiting(user))
    if user.has_perm(MANAGE_BUDGET):
        found += [_returned(user), _bound_in_past_years(today)]
    return filled(found)


def _waiting(user: User) -> Todo:
    own = Q(confirmed_at__isnull=True, prepared_by=user)
    asked = Q(confirmed_at__isnull=False, cancel_prepared_by=user)
    rows = (
        with_asked_at(BudgetBooking.objects.waiting(), "cancel_prepared_by", "cancel_reason")
        .exclude(own | asked)
        .select_related("line__program", "prepared_by")
        .order_by("prepared_at", "pk")
    )
    return Todo(
        rows,
        "budget_bookings",
        _("Budget bookings to confirm or cancel"),
        lambda b: Task(
            b,
            f"{b}, {b.line}",
            b.cancel_reason
            or _("recorded by %(who)s on %(day)s")
            % {"who": b.prepared_by, "day": format_day(b.prepared_at)},
            day=local_day(b.asked_at if b.confirmed_at else b.prepared_at),
        ),
    )


def _returned(user: User) -> Todo:
    own = BudgetBooking.objects.returned().filter(prepared_by=user)
    rows = with_asked_at(own, "returned_by", "return_reason")
    return Todo(
        rows.select_related("line__program").order_by("pk"),
        "budget_bookings_returned",
        _("Budget bookings sent back to me"),
        lambda b: Task(b, f"{b}, {b.line}", b.return_reason, day=local_day(b.asked_at)),
    )


def _bound_in_past_years(today: date) -> Todo:
    return Todo(
        lines_to_take_over(today),
        "bound_in_past_years",
        _("Bound and unpaid on past or due budget lines, to be taken over"),
        lambda line: Task(
            line,
            str(line),
            _("%(amount)s bound, not paid") % {"amount": format_eur(line.open_eur)},
            (line.due_year or line.fiscal_year + 1) < today.year,
            date(line.due_year or line.fiscal_year + 1, 1, 1),
        ),
    )
