"""What waits in the cases of a person, and what ends soon for whoever keeps the programs."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MANAGE_BUDGET, PREPARE
from core.formats import format_day, format_eur
from programs.models import BaseRate
from programs.todo.case_filters import CASE_LISTS, NOTICE_DAYS, CaseList
from programs.todo.filters import (
    ending_directives,
    is_mine,
    letters_to_send,
    missing_base_rate,
    unpaid_drawdowns,
)
from programs.todo.lists import Task, Todo, filled


def case_todos(user: User, *, today: date) -> list[Todo]:
    """The lists of cases, drawdowns, directives and base rates; empty ones are left out."""
    found: list[Todo] = []
    if user.has_perm(PREPARE):
        found += [*_cases(user, today), _drawdowns(user), _letters(user)]
    if user.has_perm(PREPARE) or user.has_perm(MANAGE_BUDGET):
        found += [_directives(today), _base_rate(today)]
    return filled(found)


def _cases(user: User, today: date) -> list[Todo]:
    return [_case_list(entry, user, today) for entry in CASE_LISTS.values()]


def _case_list(entry: CaseList, user: User, today: date) -> Todo:
    return Todo(
        entry.mine(user, today),
        entry.key,
        str(entry.title),
        lambda case: Task(
            case,
            str(case),
            entry.detail(case),
            entry.is_overdue(case, today),
            getattr(case, entry.day),
        ),
    )


def _drawdowns(user: User) -> Todo:
    rows = unpaid_drawdowns().filter(is_mine(user, "grant__")).select_related("grant")
    return Todo(
        rows.order_by("requested_on", "pk"),
        "to_pay",
        _("Drawdowns to pay"),
        lambda d: Task(
            d,
            str(d.grant),
            _("%(amount)s not paid, requested on %(day)s")
            % {"amount": format_eur(d.unpaid_eur), "day": format_day(d.requested_on)},
            day=d.requested_on,
        ),
    )


def _letters(user: User) -> Todo:
    rows = letters_to_send(user).select_related("grant", "recipient")
    return Todo(
        rows.order_by("made_at", "pk"),
        "letters_to_send",
        _("Letters to send"),
        lambda letter: Task(
            letter,
            str(letter.grant),
            _("%(letter)s to %(recipient)s, signed on %(day)s")
            % {
                "letter": letter.get_kind_display(),
                "recipient": letter.recipient,
                "day": format_day(timezone.localdate(letter.made_at)),
            },
            day=timezone.localdate(letter.made_at),
        ),
    )


def _directives(today: date) -> Todo:
    ending = ending_directives(today, today + timedelta(days=NOTICE_DAYS))
    return Todo(
        ending.select_related("program").order_by("valid_to", "pk"),
        "directives",
        _("Directives ending within 60 days"),
        lambda d: Task(
            d, str(d), _("ends on %(day)s") % {"day": format_day(d.valid_to)}, day=d.valid_to
        ),
    )


def _base_rate(today: date) -> Todo:
    begin = missing_base_rate(today)
    return Todo(
        [begin] if begin is not None else [],
        "base_rate",
        _("Base rates missing"),
        lambda day: Task(
            BaseRate,
            _("Base rate from %(day)s") % {"day": format_day(day)},
            _("Interest cannot be computed without it."),
            True,
            day,
        ),
    )
