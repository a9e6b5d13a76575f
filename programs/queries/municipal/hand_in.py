"""What the people of a lead may hand in now, and what they handed in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import Viewer
from accounts.roles import HAND_IN
from core.formats import format_day, format_eur
from municipalities.models import municipalities_of
from programs.choices import GrantState, HandInKind
from programs.models import Grant, GrantBalance, InterimReport, MissingPaper
from programs.permissions import hands_in_for
from programs.queries.deadlines import Deadline
from programs.rules.steps.base import OWING_REPORTS, PAID_OUT
from programs.rules.transitions import is_allowed

HANDED_IN = frozenset({"paper", "interim", "proof"})  # the kinds of deadlines that ask for papers


@dataclass(frozen=True)
class OpenHandIn:
    """Something that may be handed in: what, until when or how much, and where."""

    label: str | Promise
    hint: str
    url: str


def drawable(grant: Grant, *, year: int) -> list[GrantBalance]:
    """The lines of the year on which the case has something approved and not drawn."""
    rows = grant.balances.filter(
        line__fiscal_year=year, line__due_year__isnull=True, committed_eur__gt=F("drawn_eur")
    )
    return list(rows.select_related("line__program").order_by("line"))


def undrawn_eur(balance: GrantBalance) -> Decimal:
    """What is approved on the line and not drawn, in euros."""
    return balance.committed_eur - balance.drawn_eur


def papers_asked_of(user: Viewer) -> QuerySet[MissingPaper]:
    """Papers that are asked of the bodies whose people hand in, earliest first.

    Whoever is asked for a paper knows of the application, so this goes before the notification;
    it tells of the case what the letter tells that asks for the paper.
    """
    if not user.has_perm(HAND_IN):
        return MissingPaper.objects.none()
    asked = MissingPaper.objects.filter(received_on__isnull=True)
    told = asked.filter(grant__state=GrantState.QUERY) | asked.filter(
        grant__in=Grant.objects.visible_to(user).values("pk"), grant__state__in=OWING_REPORTS
    )
    own = told.filter(grant__lead__in=municipalities_of(user))
    return own.select_related("grant__program", "grant__lead").order_by("due_on", "pk")


def hand_in_url(deadline: Deadline, user: Viewer) -> str:
    """Where what is due is handed in; empty for other deadlines and other people."""
    grant = deadline.grant
    if deadline.kind not in HANDED_IN or not hands_in_for(user, grant):
        return ""
    args = {
        "paper": ("programs:hand_in_paper", [deadline.key]),
        "interim": ("programs:hand_in_interim", [grant.pk, deadline.key]),
        "proof": ("programs:hand_in_proof", [grant.pk]),
    }
    name, keys = args[deadline.kind]
    return reverse(name, args=keys)


def interim_reports_due(user: Viewer, grant: Grant) -> list[InterimReport]:
    """The interim reports of a case of one's own that have not come."""
    if not hands_in_for(user, grant) or grant.state not in OWING_REPORTS:
        return []
    return list(grant.interim_reports.filter(submitted_on__isnull=True))


def open_hand_ins(user: User, grant: Grant, *, year: int) -> list[OpenHandIn]:
    """What `user` may hand in to the case, which has passed `visible_to`; nothing for others."""
    if not hands_in_for(user, grant):
        return []
    return [
        *_papers(user, grant),
        *_drawdowns(grant, year),
        *_interim(user, grant),
        *_proof(grant),
    ]


def _papers(user: User, grant: Grant) -> list[OpenHandIn]:
    return [
        OpenHandIn(paper.title, _until(paper), reverse("programs:hand_in_paper", args=[paper.pk]))
        for paper in papers_asked_of(user).filter(grant=grant)
    ]


def _drawdowns(grant: Grant, year: int) -> list[OpenHandIn]:
    if grant.state not in PAID_OUT:
        return []
    left = sum((undrawn_eur(row) for row in drawable(grant, year=year)), Decimal(0))
    if not left:
        return []
    hint = _("%(amount)s left in %(year)s") % {"amount": format_eur(left), "year": year}
    url = reverse("programs:hand_in_drawdown", args=[grant.pk])
    return [OpenHandIn(HandInKind.DRAWDOWN.label, hint, url)]


def _interim(user: User, grant: Grant) -> list[OpenHandIn]:
    label = _("Interim report for %(year)s")
    return [
        OpenHandIn(
            label % {"year": report.for_year},
            _until(report),
            reverse("programs:hand_in_interim", args=[grant.pk, report.for_year]),
        )
        for report in interim_reports_due(user, grant)
    ]


def _proof(grant: Grant) -> list[OpenHandIn]:
    if not is_allowed("receive_proof", grant.state):
        return []
    url = reverse("programs:hand_in_proof", args=[grant.pk])
    return [OpenHandIn(HandInKind.PROOF.label, _until(grant.proof), url)]


def _until(due: MissingPaper | InterimReport | object) -> str:
    day = getattr(due, "due_on", None)
    return _("due on %(day)s") % {"day": format_day(day)}
