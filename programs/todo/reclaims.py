"""What waits for one person about reclaims: principal and interest that are owed, and waivers."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from core.formats import format_day, format_eur
from programs.models import Reclaim
from programs.queries.proof import lapsing_interest as lapsing
from programs.queries.reclaim import (
    awaiting_waiver,
    with_interest_owed,
    with_open,
    with_open_principal,
    with_unclaimed_interest,
)
from programs.todo.filters import is_mine
from programs.todo.lists import Task, Todo, local_day, with_asked_at


def reclaim_todos(user: User, today: date) -> list[Todo]:
    """What is owed on the reclaims of the cases of `user`."""
    return [
        open_reclaims(user, today),
        unclaimed_interest(user),
        open_interest(user, today),
        lapsing_interest(user, today),
    ]


def open_reclaims(user: User, today: date) -> Todo:
    reclaims = (
        with_open(with_open_principal(Reclaim.objects.in_force().filter(is_mine(user, "grant__"))))
        .select_related("grant")
        .order_by("due_on", "pk")
    )
    return Todo(
        reclaims,
        "open_reclaims",
        _("Open reclaims"),
        lambda r: Task(
            r,
            str(r.grant),
            _("%(amount)s, due on %(day)s")
            % {"amount": format_eur(r.open_eur), "day": format_day(r.due_on)},
            r.due_on < today,
            r.due_on,
        ),
    )


def unclaimed_interest(user: User) -> Todo:
    reclaims = (
        with_unclaimed_interest(Reclaim.objects.in_force())
        .filter(is_mine(user, "grant__"))
        .select_related("grant")
        .order_by("paid_on", "pk")
    )
    return Todo(
        reclaims,
        "unclaimed_interest",
        _("Interest to be claimed"),
        lambda r: Task(
            r,
            str(r.grant),
            _("principal repaid on %(day)s") % {"day": format_day(r.paid_on)},
            day=r.paid_on,
        ),
    )


def open_interest(user: User, today: date) -> Todo:
    reclaims = (
        with_open(with_interest_owed(Reclaim.objects.in_force()))
        .filter(is_mine(user, "grant__"))
        .select_related("grant")
        .order_by("interest_due_on", "pk")
    )
    return Todo(
        reclaims,
        "open_interest",
        _("Interest due"),
        lambda r: Task(
            r,
            str(r.grant),
            _("%(amount)s of interest, due on %(day)s")
            % {"amount": format_eur(r.open_interest_eur), "day": format_day(r.interest_due_on)},
            r.interest_due_on < today,
            r.interest_due_on,
        ),
    )


def waivers(user: User) -> Todo:
    waiting = awaiting_waiver(Reclaim.objects.in_force())
    reclaims = (
        with_asked_at(waiting, "waiver_proposed_by", "waived_interest_reason")
        .exclude(waiver_proposed_by=user)
        .exclude(prepared_by=user)
        .select_related("grant", "waiver_proposed_by")
        .order_by("pk")
    )
    return Todo(
        reclaims,
        "waivers",
        _("Interest to be waived"),
        lambda r: Task(
            r,
            str(r.grant),
            _("proposed by %(who)s: %(reason)s")
            % {"who": r.waiver_proposed_by, "reason": r.waived_interest_reason},
            day=local_day(r.asked_at),
        ),
    )


def lapsing_interest(user: User, today: date) -> Todo:
    reclaims = (
        lapsing(today)
        .filter(is_mine(user, "grant__"))
        .select_related("grant")
        .order_by("limitation_on", "pk")
    )
    return Todo(
        reclaims,
        "lapsing_interest",
        _("Interest that is about to lapse"),
        lambda r: Task(
            r,
            str(r.grant),
            _("%(amount)s, interest lapses on %(day)s")
            % {"amount": format_eur(r.amount_eur), "day": format_day(r.limitation_on)},
            r.limitation_on < today,
            r.limitation_on,
        ),
    )
