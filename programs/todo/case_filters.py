"""The work lists of cases: which cases wait for what. The first page and the list of cases share
these rows, so that an entry leads to exactly what it counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.formats import format_day
from core.money import ZERO
from programs.choices import DecisionKind, GrantState
from programs.models import Decision, Grant, GrantBalance, MissingPaper, ProofOfUse, Reclaim
from programs.queries.retention import to_be_offered
from programs.rules.steps.base import DECIDED
from programs.terms.finality import final_day
from programs.todo.filters import is_mine

NOTICE_DAYS = 60
TARGET_DAYS = 90  # from the complete papers to the decision
RUNNING = (GrantState.FINAL, GrantState.IN_PAYMENT)
Rows = Callable[[date], QuerySet[Grant]]


@dataclass(frozen=True)
class CaseList:
    """One list of cases. `rows` are in the order of their day, `day` and `late_after` say how old.

    `day` names the field of that day; `late_after` the days after it from which it is overdue.
    """

    key: str
    title: str | Promise
    rows: Rows
    day: str
    says: str | Promise
    late_after: int | None = None

    def mine(self, user: User, today: date) -> QuerySet[Any]:
        """The rows of the officer: their own and those of nobody, oldest first."""
        return self.rows(today).filter(is_mine(user)).order_by(self.day, "pk")

    def detail(self, case: Any) -> str:
        return str(self.says) % {"day": format_day(getattr(case, self.day))}

    def is_overdue(self, case: Any, today: date) -> bool:
        day: date | None = getattr(case, self.day)
        if self.late_after is None or day is None:
            return False
        return (today - day).days > self.late_after


def _in(*states: str) -> Rows:
    return lambda today: Grant.objects.filter(state__in=states)


def _drafts(today: date) -> QuerySet[Grant]:
    return Grant.objects.filter(state=GrantState.DRAFT).annotate(begun_on=F("created_at__date"))


def _waiting(today: date) -> QuerySet[Grant]:
    """Applications received or in review; what was sent back stands in a list of its own."""
    states = (GrantState.SUBMITTED, GrantState.IN_REVIEW)
    return Grant.objects.filter(state__in=states).annotate(
        waits_since=Coalesce("complete_on", "received_on")
    )


def _complete(today: date) -> QuerySet[Grant]:
    """Papers were asked for and the last one came."""
    missing = MissingPaper.objects.filter(grant=OuterRef("pk"), received_on__isnull=True)
    return Grant.objects.filter(~Exists(missing), state=GrantState.QUERY)


def _appeal_over(today: date) -> QuerySet[Grant]:
    """Notified cases whose time for an appeal is over: their finality can be recorded."""
    told = Decision.objects.filter(
        kind=DecisionKind.INITIAL,
        grant__state=GrantState.NOTIFIED,
        delivered_on__lt=today,
    ).select_related("grant__directive")
    over = [d.grant_id for d in told if (end := final_day(d)) is not None and end < today]
    delivered = Decision.objects.filter(grant=OuterRef("pk"), kind=DecisionKind.INITIAL)
    return Grant.objects.filter(pk__in=over).annotate(
        told_on=Subquery(delivered.values("delivered_on")[:1])
    )


def _over(today: date) -> QuerySet[Grant]:
    return Grant.objects.filter(state__in=RUNNING, period_end__lt=today)


def _ending(today: date) -> QuerySet[Grant]:
    last = today + timedelta(days=NOTICE_DAYS)
    return Grant.objects.filter(state__in=RUNNING, period_end__gte=today, period_end__lte=last)


def _hand_overs(today: date) -> QuerySet[Grant]:
    waiting = Grant.objects.filter(
        state__in=DECIDED, awaits_hand_over=True, handed_over_on__isnull=True
    )
    return _told(waiting)


def _told(cases: QuerySet[Grant]) -> QuerySet[Grant]:
    first = Decision.objects.filter(grant=OuterRef("pk"), kind=DecisionKind.INITIAL)
    return cases.annotate(
        told_on=Subquery(first.values("notified_on")[:1]),
        signed_on=Subquery(first.values("decided_on")[:1]),
    )


def _to_notify(today: date) -> QuerySet[Grant]:
    return _told(Grant.objects.filter(state=GrantState.APPROVED))


def _closable(today: date) -> QuerySet[Grant]:
    """Ended or checked cases with nothing bound, drawn, to be returned or open any more."""
    balances = GrantBalance.objects.filter(grant=OuterRef("pk"))
    open_money = balances.exclude(committed_eur=F("drawn_eur"), drawn_eur=F("paid_eur"))
    sums = balances.order_by().values("grant")
    returned = Greatest("claimed_eur", "repaid_eur")
    kept = Subquery(sums.annotate(sum_eur=Sum(F("paid_eur") - returned)).values("sum_eur"))
    checked = ProofOfUse.objects.filter(
        grant=OuterRef("pk"), checked_on__isnull=False, recalculated_eur__gte=OuterRef("kept_eur")
    )
    open_claims = Reclaim.objects.unsettled().filter(grant=OuterRef("pk"))
    unsent = Decision.objects.filter(grant=OuterRef("pk"), notified_on__isnull=True)
    ended = (GrantState.REVOKED, GrantState.ANNULLED, GrantState.LAPSED)
    found = Grant.objects.annotate(kept_eur=Coalesce(kept, ZERO)).filter(
        ~Exists(open_money),
        ~Exists(open_claims),
        ~Exists(unsent),
        Q(state=GrantState.RECLAIM_SETTLED)
        | Q(state__in=ended, kept_eur__lte=Decimal(0))
        | Q(Exists(checked), state=GrantState.PROOF_CHECKED),
    )
    return found.annotate(begun_on=F("created_at__date"))


CASE_LISTS: dict[str, CaseList] = {
    entry.key: entry
    for entry in (
        CaseList(
            "drafts",
            gettext_lazy("My drafts"),
            _drafts,
            "begun_on",
            gettext_lazy("begun on %(day)s"),
        ),
        CaseList(
            "received",
            gettext_lazy("Applications received and in review"),
            _waiting,
            "waits_since",
            gettext_lazy("waits since %(day)s"),
            late_after=TARGET_DAYS,
        ),
        CaseList(
            "papers_in",
            gettext_lazy("Papers complete, review to be continued"),
            _complete,
            "received_on",
            gettext_lazy("application received on %(day)s"),
            late_after=TARGET_DAYS,
        ),
        CaseList(
            "ready",
            gettext_lazy("Ready, to be submitted for approval"),
            _in(GrantState.RECOMMENDED),
            "complete_on",
            gettext_lazy("papers complete on %(day)s"),
            late_after=TARGET_DAYS,
        ),
        CaseList(
            "to_notify",
            gettext_lazy("Approved, to be notified"),
            _to_notify,
            "signed_on",
            gettext_lazy("decided on %(day)s"),
        ),
        CaseList(
            "hand_overs",
            gettext_lazy("Decisions to hand over"),
            _hand_overs,
            "told_on",
            gettext_lazy("embargo until the hand-over, notified on %(day)s"),
        ),
        CaseList(
            "appeal_over",
            gettext_lazy("Time for an appeal over, finality to be recorded"),
            _appeal_over,
            "told_on",
            gettext_lazy("counts as notified on %(day)s"),
        ),
        CaseList(
            "ending_soon",
            gettext_lazy("Approval period ends within 60 days"),
            _ending,
            "period_end",
            gettext_lazy("period ends on %(day)s"),
        ),
        CaseList(
            "to_complete",
            gettext_lazy("Approval period over, project to complete"),
            _over,
            "period_end",
            gettext_lazy("period ended on %(day)s"),
        ),
        CaseList(
            "closable",
            gettext_lazy("Cases that can be closed"),
            _closable,
            "begun_on",
            gettext_lazy("opened on %(day)s"),
        ),
        CaseList(
            "to_archive",
            gettext_lazy("Retention over, to be offered to the state archive"),
            to_be_offered,
            "retention_until",
            gettext_lazy("retained until %(day)s"),
        ),
    )
}
