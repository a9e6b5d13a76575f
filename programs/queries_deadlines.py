"""What is due when in the cases a person may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy

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


def deadlines(grants: Iterable[Grant]) -> list[Deadline]:
    """Open deadlines of cases that passed `Grant.objects.visible_to`, earliest first; one query."""
    cases = {grant.pk: grant for grant in grants if grant.state not in CLOSED}
    papers, *others = (_rows(*source) for source in _sources(cases))
    rows = papers.union(*others, all=True)
    ends = [
        (grant.period_end, "period", "", pk)
        for pk, grant in cases.items()
        if grant.period_end and grant.state in RUNNING
    ]
    return [
        Deadline(day, TEXTS[kind] % {"detail": detail}, cases[case])
        for day, kind, detail, case in sorted([*rows, *ends], key=lambda row: (row[0], row[3]))
    ]


TEXTS = {
    "paper": gettext_lazy("Paper: %(detail)s"),
    "use": gettext_lazy("Use of the money"),
    "interim": gettext_lazy("Interim report for %(detail)s"),
    "proof": gettext_lazy("Proof of use"),
    "period": gettext_lazy("End of the approval period"),
}


def _sources(cases: Mapping[int, Grant]) -> list[tuple[str, QuerySet[Any], str, str, str]]:
    """What can be due: kind, open rows, and their columns for the day, the detail and the case."""
    payments = Payment.objects.filter(
        drawdown__grant__in=cases, use_until__isnull=False, cancelled_at__isnull=True
    )
    papers = MissingPaper.objects.filter(grant__in=cases, received_on__isnull=True)
    owing = [pk for pk, grant in cases.items() if grant.state in OWING_REPORTS]
    interim = InterimReport.objects.filter(grant__in=owing, submitted_on__isnull=True)
    proofs = ProofOfUse.objects.filter(grant__in=owing, submitted_on__isnull=True)
    return [
        ("paper", papers, "due_on", "title", "grant_id"),
        ("use", payments.filter(used_on__isnull=True), "use_until", "", "drawdown__grant_id"),
        ("interim", interim, "due_on", "for_year", "grant_id"),
        ("proof", proofs, "due_on", "", "grant_id"),
    ]


def _rows(kind: str, rows: QuerySet[Any], day: str, detail: str, case: str) -> QuerySet[Any, Any]:
    """Rows under names that no model uses, so that the kinds can be put one below the other."""
    text = Cast(F(detail), CharField()) if detail else Value("", output_field=CharField())
    columns = {"x_day": F(day), "x_kind": Value(kind), "x_detail": text, "x_case": F(case)}
    named: QuerySet[Any, Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return named
