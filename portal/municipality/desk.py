"""What a body has to do first: what is overdue, what is due next, what it has not reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import Viewer
from core.formats import format_count, format_day
from programs.queries.deadlines import Deadline
from programs.queries.municipal.hand_in import hand_in_url, papers_asked_of
from services.queries.progress import Progress

NEXT = 5  # deadlines to come that stand at the top; all of them follow folded


@dataclass(frozen=True)
class DeskTask:
    """One thing to do: what, until when or since when, and the one button that leads to it."""

    what: str
    about: str
    url: str
    action: str
    is_overdue: bool = False


def desk_tasks(due: Sequence[Deadline], user: Viewer, *, today: date) -> list[DeskTask]:
    """Every overdue deadline and the next five; due today is not overdue yet."""
    late = [deadline for deadline in due if deadline.day < today]
    ahead = [deadline for deadline in due if deadline.day >= today]
    return [_of_deadline(deadline, user, today) for deadline in [*late, *ahead[:NEXT]]]


def _of_deadline(deadline: Deadline, user: Viewer, today: date) -> DeskTask:
    values = {"day": format_day(deadline.day), "case": str(deadline.grant)}
    url = hand_in_url(deadline, user)
    return DeskTask(
        what=deadline.what,
        about=_("due on %(day)s · %(case)s") % values,
        url=url or deadline.grant.get_absolute_url(),
        action=_("Hand in") if url else _("Look at the case"),
        is_overdue=deadline.day < today,
    )


def paper_deadlines(user: Viewer, body: str, *, known: Iterable[Deadline]) -> list[Deadline]:
    """The papers asked of the body before its case is told to it; those `known` are left out."""
    shown = {deadline.key for deadline in known if deadline.kind == "paper"}
    asked = papers_asked_of(user).filter(grant__lead=body).exclude(pk__in=shown)
    text = _("Paper: %(detail)s")
    return [
        Deadline(paper.due_on, text % {"detail": paper.title}, paper.grant, "paper", paper.pk)
        for paper in asked
    ]


def unreported_task(progress: Progress, *, url: str) -> list[DeskTask]:
    """The services without any report, with the day of the last one; empty where none is left."""
    missing = progress.competent - progress.reported
    if not missing or not url:
        return []
    told = progress.last_report
    what = ngettext(
        "%(number)s service not reported yet", "%(number)s services not reported yet", missing
    )
    since = _("last report on %(day)s") % {"day": format_day(told)} if told else _("no report yet")
    return [DeskTask(what % {"number": format_count(missing)}, since, url, _("Report the state"))]
