"""What is due when in the cases a person may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.queries import Viewer
from programs.choices import GrantState
from programs.models import Grant, InterimReport, MissingPaper, Payment, ProofOfUse

CLOSED = (GrantState.CLOSED, GrantState.REJECTED, GrantState.WITHDRAWN, GrantState.RECORDED)


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
    """Open deadlines of the cases `user` may see, earliest first; one query per kind."""
    grants = Grant.objects.visible_to(user).exclude(state__in=CLOSED)
    if municipalities is not None:
        grants = grants.filter(participations__municipality__in=list(municipalities)).distinct()
    found = [
        *_papers(grants),
        *_uses(grants),
        *_interim_reports(grants),
        *_proofs(grants),
        *_periods(grants),
    ]
    return sorted(
        (d for d in found if until is None or d.day <= until), key=lambda d: (d.day, d.grant.pk)
    )


def _papers(grants: QuerySet[Grant]) -> Iterable[Deadline]:
    papers = MissingPaper.objects.filter(grant__in=grants, received_on__isnull=True)
    for paper in papers.select_related("grant"):
        yield Deadline(paper.due_on, _("Paper: %(title)s") % {"title": paper.title}, paper.grant)


def _uses(grants: QuerySet[Grant]) -> Iterable[Deadline]:
    payments = Payment.objects.filter(
        drawdown__grant__in=grants, use_until__isnull=False, used_on__isnull=True
    )
    for payment in payments.select_related("drawdown__grant"):
        if payment.use_until is not None:
            yield Deadline(payment.use_until, _("Use of the money"), payment.drawdown.grant)


def _interim_reports(grants: QuerySet[Grant]) -> Iterable[Deadline]:
    reports = InterimReport.objects.filter(grant__in=grants, submitted_on__isnull=True)
    for report in reports.select_related("grant"):
        text = _("Interim report for %(year)s") % {"year": report.for_year}
        yield Deadline(report.due_on, text, report.grant)


def _proofs(grants: QuerySet[Grant]) -> Iterable[Deadline]:
    proofs = ProofOfUse.objects.filter(grant__in=grants, submitted_on__isnull=True)
    for proof in proofs.select_related("grant"):
        yield Deadline(proof.due_on, _("Proof of use"), proof.grant)


def _periods(grants: QuerySet[Grant]) -> Iterable[Deadline]:
    running = Grant.objects.filter(
        pk__in=grants.values("pk"),
        period_end__isnull=False,
        state__in=[GrantState.NOTIFIED, GrantState.FINAL, GrantState.IN_PAYMENT],
    )
    for grant in running:
        if grant.period_end is not None:
            yield Deadline(grant.period_end, _("End of the approval period"), grant)
