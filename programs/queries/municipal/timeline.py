"""The course of a case: what happened when, and what is to come, in one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from programs.choices import GrantState
from programs.models import Decision, Grant, Payment
from programs.queries.proof import proof_of


@dataclass(frozen=True)
class Moment:
    """Something of a day; `is_open` is due then and has not come."""

    day: date
    what: str
    is_open: bool = False


def timeline(grant: Grant, *, sees_all: bool) -> list[Moment]:
    """The days of the case, earliest first, without any amount.

    A municipality is told what it was told anyway: no decision before its notification, and of the
    work of the office nothing.
    """
    found = [
        *_application(grant, sees_all=sees_all),
        *_decisions(grant, sees_all=sees_all),
        *_money(grant),
        *_reports(grant, sees_all=sees_all),
        *_end(grant),
    ]
    return sorted(found, key=lambda moment: moment.day)


def _application(grant: Grant, *, sees_all: bool) -> Iterator[Moment]:
    yield from _at(grant.received_on, _("Application received"))
    for paper in grant.missing_papers.all():
        yield Moment(paper.requested_on, _("Paper asked for: %(paper)s") % {"paper": paper.title})
        text = _("Paper received: %(paper)s") % {"paper": paper.title}
        yield from _at(paper.received_on, text)
    if sees_all:
        yield from _at(grant.complete_on, _("Papers complete"))
    yield from _at(grant.withdrawn_on, _("Application withdrawn"))


def _decisions(grant: Grant, *, sees_all: bool) -> Iterator[Moment]:
    for decision in grant.decisions.all():
        if decision.notified_on or sees_all:
            yield from _decision(decision)


def _decision(decision: Decision) -> Iterator[Moment]:
    kind = {"kind": decision.get_kind_display()}
    yield from _at(decision.decided_on, _("%(kind)s decided") % kind)
    yield from _at(decision.notified_on, _("%(kind)s sent or handed over") % kind)
    yield from _at(decision.delivered_on, _("%(kind)s notified") % kind)
    yield from _at(decision.objected_on, _("Appeal against: %(kind)s") % kind)
    yield from _at(decision.final_on, _("%(kind)s final") % kind)


def _money(grant: Grant) -> Iterator[Moment]:
    for drawdown in grant.drawdowns.all():
        yield Moment(drawdown.requested_on, _("Money requested"))
    paid = Payment.objects.filter(drawdown__grant=grant, cancelled_at__isnull=True)
    for payment in paid.filter(paid_on__isnull=False):
        yield from _at(payment.paid_on, _("Payment"))
        yield from _at(payment.used_on, _("Use of the money reported"))
        if payment.used_on is None:
            yield from _at(payment.use_until, _("Use of the money due"), is_open=True)


def _reports(grant: Grant, *, sees_all: bool) -> Iterator[Moment]:
    for report in grant.interim_reports.all():
        year = {"year": report.for_year}
        if report.submitted_on is None:
            yield Moment(report.due_on, _("Interim report for %(year)s due") % year, is_open=True)
        yield from _at(report.submitted_on, _("Interim report for %(year)s received") % year)
    proof = proof_of(grant)
    if proof is None:
        return
    if proof.submitted_on is None:
        yield Moment(proof.due_on, _("Proof of use due"), is_open=True)
    yield from _at(proof.submitted_on, _("Proof of use received"))
    if sees_all:
        yield from _at(proof.checked_on, _("Proof of use checked"))


def _end(grant: Grant) -> Iterator[Moment]:
    yield from _at(grant.purpose_fulfilled_on, _("Purpose fulfilled"))
    if grant.purpose_fulfilled_on is None and grant.state != GrantState.CLOSED:
        yield from _at(grant.period_end, _("End of the approval period"))
    yield from _at(grant.closed_on, _("Case closed"))
    yield from _at(grant.binding_until, _("End of the binding of assets"))


def _at(day: date | None, what: str, *, is_open: bool = False) -> Iterator[Moment]:
    if day is not None:
        yield Moment(day, what, is_open)
