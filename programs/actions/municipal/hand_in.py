"""What the lead of a case hands in by itself: kept as it came, recorded by the officers' actions.

Each runs the action that an officer would run on receipt, with its checks; what follows (finding a
payment correct, ordering it, checking a proof) stays with the office and its two people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.database.values import takes_values
from core.errors import RuleError
from core.formats import format_eur
from core.uploads.papers import media_type_of
from core.uploads.sent import SentFile
from municipalities.models import Municipality
from programs.actions.application import receive_papers
from programs.actions.payment.orders import request_drawdown
from programs.actions.proof.check import receive_proof
from programs.actions.proof.interim import receive_interim_report
from programs.choices import HandInKind
from programs.models import (
    BudgetLine,
    CallApplication,
    Grant,
    HandIn,
    HandInFile,
    InterimReport,
    MissingPaper,
)
from programs.permissions import hands_in_for

Papers = Mapping[str, SentFile | None]  # what a paper is: the file, None where none was sent


@dataclass(frozen=True)
class Sender:
    """Who hands in, and when."""

    by: User
    at: datetime


@dataclass(frozen=True)
class Kept:
    """What a hand-in belongs to: a case, or an application to a call; and whose it is."""

    lead: Municipality
    grant: Grant | None = None
    application: CallApplication | None = None


def of_case(grant: Grant) -> Kept:
    return Kept(grant.lead, grant=grant)


@takes_values
@transaction.atomic
def hand_in_drawdown(
    grant: Grant,
    *,
    line: BudgetLine,
    amount_eur: Decimal,
    needed_for: str,
    papers: Papers,
    by: User,
    at: datetime,
) -> HandIn:
    """Request money, in euros, on a line of the case. Raises RuleError as request_drawdown."""
    check_speaks_for(grant, by)
    request_drawdown(
        grant,
        line,
        amount_eur,
        on=timezone.localdate(at),
        by=by,
        at=at,
        needed_for=needed_for,
    )
    told = [
        (_("Amount"), format_eur(amount_eur)),
        (_("Fiscal year"), str(line.fiscal_year)),
        (_("Needed for"), needed_for),
    ]
    return keep(HandInKind.DRAWDOWN, of_case(grant), told, papers, Sender(by, at))


@takes_values
@transaction.atomic
def hand_in_proof(
    grant: Grant,
    *,
    actual_eur: Decimal,
    other_funds_eur: Decimal,
    report: SentFile,
    statement: SentFile,
    papers: Papers,
    by: User,
    at: datetime,
) -> HandIn:
    """Hand the proof of use in, with report and statement. Raises RuleError as receive_proof."""
    check_speaks_for(grant, by)
    receive_proof(
        grant,
        on=timezone.localdate(at),
        by=by,
        at=at,
        actual_eur=actual_eur,
        other_funds_eur=other_funds_eur,
    )
    told = [
        (_("Actual eligible expenditure"), format_eur(actual_eur)),
        (_("Actual own and third-party funds"), format_eur(other_funds_eur)),
    ]
    parts = {_("Narrative report"): report, _("Financial statement"): statement}
    return keep(HandInKind.PROOF, of_case(grant), told, {**parts, **papers}, Sender(by, at))


@transaction.atomic
def hand_in_interim(
    report: InterimReport, *, paper: SentFile, note: str, by: User, at: datetime
) -> HandIn:
    """Hand the interim report of a year in. Raises RuleError as receive_interim_report."""
    check_speaks_for(report.grant, by)
    receive_interim_report(report, on=timezone.localdate(at), by=by, at=at)
    told = [(_("For the year"), str(report.for_year)), (_("Note"), note)]
    papers = {_("Interim report"): paper}
    return keep(
        HandInKind.INTERIM,
        of_case(report.grant),
        told,
        papers,
        Sender(by, at),
    )


@transaction.atomic
def hand_in_paper(
    paper: MissingPaper, *, sent: SentFile, note: str, by: User, at: datetime
) -> HandIn:
    """Hand a paper in that was asked for; the last one lets the review go on."""
    check_speaks_for(paper.grant, by)
    locked = MissingPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if locked.received_on is not None:
        raise RuleError(_("This paper is here already."), code="received_already")
    receive_papers(paper.grant, received=[locked], on=timezone.localdate(at), by=by, at=at)
    told = [(_("Paper asked for"), paper.title), (_("Note"), note)]
    return keep(
        HandInKind.PAPER,
        of_case(paper.grant),
        told,
        {paper.title: sent},
        Sender(by, at),
    )


def check_speaks_for(grant: Grant, by: User) -> None:
    """Raise RuleError unless `by` speaks for the lead: an officer records, and does not hand in."""
    if not hands_in_for(by, grant):
        raise RuleError(_("The lead municipality hands this in."), code="not_allowed")


def keep(
    kind: HandInKind,
    of: Kept,
    told: Sequence[tuple[str, str]],
    papers: Papers,
    sender: Sender,
) -> HandIn:
    """Keep what came as it came; lines and papers that were left empty are left out."""
    hand_in = HandIn.objects.create(
        kind=kind,
        municipality=of.lead,
        grant=of.grant,
        call_application=of.application,
        told=[[label, text] for label, text in told if text],
        handed_in_by=sender.by,
        handed_in_at=sender.at,
    )
    HandInFile.objects.bulk_create(
        HandInFile(
            hand_in=hand_in,
            label=label,
            name=paper.name,
            media_type=media_type_of(paper),
            sha256=hashlib.sha256(paper.content).hexdigest(),
            size=len(paper.content),
            content=paper.content,
        )
        for label, paper in papers.items()
        if paper is not None
    )
    return hand_in
