"""What is due when in the cases a person may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy

from accounts.queries import Viewer
from programs.choices import GrantState
from programs.models import Grant, InterimReport, MissingPaper, Payment, ProofOfUse
from programs.transitions import OWING_REPORTS

CLOSED = (GrantState.CLOSED, GrantState.REJECTED, GrantState.WITHDRAWN, GrantState.RECORDED)
RUNNING = (GrantState.NOTIFIED, GrantState.FINAL, GrantState.IN_PAYMENT)


@dataclass(frozen=True)
class Deadline:
    """One due date of one case."""

    day: date
    what: str
    grant: Grant

    def is_overdue(self, today: date) -> bool:
        return self.day < today


def deadlines(
    user: Viewer, *, municipalities: Iterable[str] | None = None, until: date | None = None
) -> list[Deadline]:
    """Open deadlines of the cases `user` may see, earliest first; two queries in all."""
    grants = Grant.objects.visible_to(user).exclude(state__in=CLOSED)
    if municipalities is not None:
        grants = grants.filter(participations__municipality__in=list(municipalities)).distinct()
    papers, *others = (_rows(*source) for source in _sources(grants.values("pk")))
    rows = list(papers.union(*others, all=True).order_by("x_day", "x_case"))
    cases = Grant.objects.in_bulk({case for _day, _kind, _detail, case in rows})
    return [
        Deadline(day, TEXTS[kind] % {"detail": detail}, cases[case])
        for day, kind, detail, case in rows
        if until is None or day <= until
    ]


TEXTS = {
    "paper": gettext_lazy("Paper: %(detail)s"),
    "use": gettext_lazy("Use of the money"),
    "interim": gettext_lazy("Interim report for %(detail)s"),
    "proof": gettext_lazy("Proof of use"),
    "period": gettext_lazy("End of the approval period"),
}


def _sources(cases: QuerySet[Any, Any]) -> list[tuple[str, QuerySet[Any], str, str, str]]:
    """What can be due: kind, open rows, and their columns for the day, the detail and the case."""
    payments = Payment.objects.filter(
        drawdown__grant__in=cases, use_until__isnull=False, cancelled_at__isnull=True
    )
    running = Grant.objects.filter(pk__in=cases, period_end__isnull=False, state__in=RUNNING)
    papers = MissingPaper.objects.filter(grant__in=cases, received_on__isnull=True)
    owing = {"grant__in": cases, "grant__state__in": OWING_REPORTS, "submitted_on__isnull": True}
    interim = InterimReport.objects.filter(**owing)
    proofs = ProofOfUse.objects.filter(**owing)
    return [
        ("paper", papers, "due_on", "title", "grant_id"),
        ("use", payments.filter(used_on__isnull=True), "use_until", "", "drawdown__grant_id"),
        ("interim", interim, "due_on", "for_year", "grant_id"),
        ("proof", proofs, "due_on", "", "grant_id"),
        ("period", running, "period_end", "", "pk"),
    ]


def _rows(kind: str, rows: QuerySet[Any], day: str, detail: str, case: str) -> QuerySet[Any, Any]:
    """Rows under names that no model uses, so that the kinds can be put one below the other."""
    text = Cast(F(detail), CharField()) if detail else Value("", output_field=CharField())
    columns = {"x_day": F(day), "x_kind": Value(kind), "x_detail": text, "x_case": F(case)}
    named: QuerySet[Any, Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return named
