"""What a signer reads before signing: one shape for decisions, changes, reclaims and payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.formats import format_day, format_eur, format_moment, format_shares_apart
from programs.choices import Act, DecisionKind
from programs.models import Decision, Grant, ProposalReturn, Reclaim
from programs.queries.budget.cap import Cap, caps
from programs.queries.consent import PROPOSED
from programs.queries.double_funding import overlaps_of
from programs.queries.proof import booked
from programs.queries.proposal import Difference, differences, facts_of_decision, facts_of_reclaim
from programs.rules import funding

AMOUNTS = ("share:", "line:")
REASONS = ("exception_reason", "saving_reason", "override_reason", "double_funding_reason")
ACTS = {kind.value: Act(kind.value) for kind in DecisionKind if kind != DecisionKind.INITIAL} | {
    DecisionKind.INITIAL.value: Act.DECISION
}


@dataclass(frozen=True)
class Point:
    """A point of the check list, or a paper; `note` says what is missing of it."""

    name: str
    is_done: bool
    note: str = ""


@dataclass(frozen=True)
class Proposal:
    """Everything that is signed, and what should make the signer look twice."""

    title: str
    total_eur: Decimal
    facts: Sequence[tuple[str, str]]
    prepared_by: User | None
    prepared_at: datetime | None
    shares: Sequence[tuple[str, str]] = ()
    lines: Sequence[Cap] = ()
    points: Sequence[Point] = ()
    reasons: Sequence[tuple[str, str]] = ()
    warnings: Sequence[str] = ()
    signatures: Sequence[str] = ()
    before: ProposalReturn | None = None
    changes: Sequence[Difference] = field(default_factory=tuple)


def proposed_decision(case: Grant) -> Decision | None:
    """The decision of the case that waits for a signature: grant, rejection or change."""
    waiting = case.decisions.filter(PROPOSED)
    people = ("prepared_by", "countersigned_by", "budget_officer_consent_by")
    return waiting.select_related(*people).order_by("-pk").first()


def proposal_of_decision(decision: Decision, case: Grant) -> Proposal:
    """What the decision that waits in the case would bind, say and need."""
    facts = facts_of_decision(decision)
    asked = {t.line_id: t.amount_eur for t in decision.tranches.all()}
    before = _sent_back(case, ACTS[decision.kind])
    is_first = decision.kind == DecisionKind.INITIAL
    return Proposal(
        title=decision.get_kind_display(),
        total_eur=decision.amount_eur,
        facts=[
            fact for key, fact in facts.items() if key != "amount" and not key.startswith(AMOUNTS)
        ],
        prepared_by=decision.prepared_by,
        prepared_at=decision.prepared_at,
        shares=[fact for key, fact in facts.items() if key.startswith("share:")],
        lines=caps(asked, grant=case),
        points=_points(case) if is_first else (),
        reasons=_reasons(case) if is_first else (),
        warnings=list(_warnings(case, decision)),
        signatures=list(_signatures(decision)),
        before=before,
        changes=differences(before.facts, facts) if before else (),
    )


def proposal_of_reclaim(reclaim: Reclaim) -> Proposal:
    """What the reclaim would demand."""
    facts, sums = facts_of_reclaim(reclaim), booked(reclaim.grant)
    before = _sent_back(reclaim.grant, Act.RECLAIM)
    case = [
        (_("Case"), str(reclaim.grant)),
        (_("Recipient"), str(reclaim.grant.lead or "–")),
        (_("Paid before"), format_eur(sums.paid_eur)),
        (_("Reclaimed before"), format_eur(sums.claimed_eur)),
    ]
    return Proposal(
        title=str(Act.RECLAIM.label),
        total_eur=reclaim.amount_eur,
        facts=[*case, *(f for k, f in facts.items() if k != "amount")],
        prepared_by=reclaim.prepared_by,
        prepared_at=reclaim.prepared_at,
        before=before,
        changes=differences(before.facts, facts) if before else (),
    )


def plain_proposal(
    title: str,
    total_eur: Decimal,
    facts: Iterable[tuple[object, object]],
    *,
    prepared_by: User | None,
    prepared_at: datetime | None = None,
    asked: tuple[int, Decimal] | None = None,
) -> Proposal:
    """A bill or a payment; `asked` is its budget line with the euros it would bind there."""
    return Proposal(
        title=title,
        total_eur=total_eur,
        facts=[(str(label), str(value)) for label, value in facts],
        prepared_by=prepared_by,
        prepared_at=prepared_at,
        lines=caps(dict([asked])) if asked else (),
    )


def _sent_back(case: Grant, act: Act) -> ProposalReturn | None:
    """The last proposal of the kind that came back before this one."""
    return case.returns.filter(act=act).exclude(facts={}).first()


def _points(case: Grant) -> list[Point]:
    done = set(case.checklist_done)
    points = [Point(point, point in done) for point in case.program.checklist]
    for paper in case.missing_papers.all():
        came = paper.received_on
        note = (
            _("received on %(day)s") % {"day": format_day(came)}
            if came
            else _("due on %(day)s") % {"day": format_day(paper.due_on)}
        )
        points.append(Point(paper.title, came is not None, note))
    return points


def _reasons(case: Grant) -> list[tuple[str, str]]:
    return [
        (str(case._meta.get_field(name).verbose_name), getattr(case, name))  # type: ignore[union-attr]
        for name in REASONS
        if getattr(case, name)
    ]


def _signatures(decision: Decision) -> Iterable[str]:
    if decision.budget_officer_consent_by is not None:
        yield _("Budget officer's consent: %(who)s, %(day)s") % {
            "who": decision.budget_officer_consent_by,
            "day": format_day(decision.budget_officer_consent_on),
        }
    if decision.countersigned_by is not None:
        yield _("First signature: %(who)s, %(at)s") % {
            "who": decision.countersigned_by,
            "at": format_moment(decision.countersigned_at),
        }
    if decision.needs_third_signature and decision.countersigned_by is None:
        yield _("Needs a third person's signature as well.")


def _warnings(case: Grant, decision: Decision) -> Iterable[str]:
    """What is allowed and should still be looked at."""
    if decision.kind != DecisionKind.LAPSE and not decision.appeal_notice.strip():
        months = case.directive.uninstructed_finality_months if case.directive else None
        yield _("No instruction on appeal: the decision is final after %(months)s months only.") % {
            "months": months or "–"
        }
    if decision.kind != DecisionKind.INITIAL:
        return
    if overlaps_of(case):
        yield _("Possible double funding: see the cases below.")
    yield from _saving_warning(case)
    yield from _dating_warnings(case, decision)


def _saving_warning(case: Grant) -> Iterable[str]:
    least = case.directive.min_saving_rate if case.directive else None
    if least is None or case.baseline_eur is None or case.planned_eur is None:
        return
    rate = funding.saving_rate(case.baseline_eur, case.planned_eur)
    if rate is not None and rate < least:
        saved, wanted = format_shares_apart(rate, least)
        values = {"rate": saved, "least": wanted}
        yield _("The saving is %(rate)s; %(least)s should be reached.") % values


def _dating_warnings(case: Grant, decision: Decision) -> Iterable[str]:
    begins: list[tuple[str, date | None]] = [
        (_("The project starts on %(day)s, before the decision."), case.project_start_on),
        (_("The approval period starts on %(day)s, before the decision."), decision.period_start),
    ]
    prepared = timezone.localdate(decision.prepared_at) if decision.prepared_at else None
    for message, day in begins:
        if prepared is not None and day is not None and day < prepared:
            yield message % {"day": format_day(day)}
    if case.received_on is None:
        yield _("The day of receipt is not recorded.")
