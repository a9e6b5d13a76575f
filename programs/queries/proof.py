"""What a grant was approved, paid and is worth after its proof of use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django_stubs_ext import WithAnnotations

from core.as_of import AsOf
from core.database.together import rows_of
from core.formats import format_day
from core.money import ZERO, sum_eur
from programs.choices import TAKING_BACK, GrantState
from programs.models import Decision, Grant, InterimReport, ProofOfUse, Reclaim
from programs.queries.grant import Amounts, existing, with_amounts
from programs.rules.proof import Terms, reminder_days_reached
from programs.rules.steps.base import OWING_REPORTS

LAPSE_NOTICE_DAYS = 90


class Overdue(Amounts):
    """What overdue_proofs adds to a case: reminders sent by the day, and the last one's day."""

    reminders: int
    last_reminder: date | None


@dataclass(frozen=True)
class Booked:
    """The sums of a grant over all its budget lines, in euros."""

    approved_eur: Decimal
    drawn_eur: Decimal
    paid_eur: Decimal
    claimed_eur: Decimal
    repaid_eur: Decimal


def booked(grant: Grant) -> Booked:
    """What the ledger says of `grant`; one query, none where its rows were read."""
    balances = grant.balances.all()
    return Booked(
        approved_eur=sum_eur(balance.committed_eur for balance in balances),
        drawn_eur=sum_eur(balance.drawn_eur for balance in balances),
        paid_eur=sum_eur(balance.paid_eur for balance in balances),
        claimed_eur=sum_eur(balance.claimed_eur for balance in balances),
        repaid_eur=sum_eur(balance.repaid_eur for balance in balances),
    )


def terms_of(grant: Grant) -> Terms:
    """How the last approved decision that names its terms finances the grant.

    What was reclaimed of it is not granted any more.
    """
    decisions = grant.decisions.filter(approved_at__isnull=False).exclude(financing_type="")
    decision = decisions.order_by("-approved_at", "-pk").first()
    source: Decision | Grant = decision or grant
    sums = booked(grant)
    return Terms(
        financing_type=source.financing_type,
        funding_rate=source.funding_rate,
        approved_eur=sums.approved_eur - sums.claimed_eur,
        planned_other_eur=_planned_other_eur(source),
    )


def _planned_other_eur(source: Decision | Grant) -> Decimal | None:
    if source.own_eur is None and source.third_party_eur is None:
        return None
    return (source.own_eur or ZERO) + (source.third_party_eur or ZERO)


def proof_of(grant: Grant) -> ProofOfUse | None:
    """The proof of use of the case, None while none is awaited."""
    return next(iter(rows_of(grant, "proof")), None)


def lapsing_interest(today: date) -> QuerySet[Reclaim]:
    """Reclaims whose interest lapses soon, or did: approved, not settled, not waived."""
    return (
        Reclaim.objects.in_force()
        .unsettled()
        .filter(
            waived_by__isnull=True,
            limitation_on__lte=today + timedelta(days=LAPSE_NOTICE_DAYS),
        )
    )


def awaiting_letter(today: date) -> list[int]:
    """Keys of the missing proofs whose stage of reminding is reached and not logged.

    What the night could send is logged; what is left here needs a letter. One query.
    """
    return _not_reminded(ProofOfUse.objects.filter(grant__state=GrantState.PROOF_DUE), today)


def reports_awaiting_letter(today: date) -> list[int]:
    """Keys of the missing interim reports that need a letter, as awaiting_letter. One query."""
    return _not_reminded(InterimReport.objects.filter(grant__state__in=OWING_REPORTS), today)


def _not_reminded(owed: QuerySet[Any], today: date) -> list[int]:
    late = (
        owed.filter(submitted_on__isnull=True, due_on__lte=today)
        .exclude(grant__directive=None)
        .select_related("grant__directive")
        .annotate(last=Coalesce(Max("reminders__stage"), 0))
    )
    return [
        row.pk
        for row in late
        if row.last
        < reminder_days_reached(row.due_on, row.grant.directive.reminder_days, today=today)
    ]


def overpaid_eur(grant: Grant) -> Decimal:
    """What was paid beyond the recalculated grant and not reclaimed yet, in euros.

    0.00 while the proof of use is not checked.
    """
    proof = proof_of(grant)
    if proof is None or proof.recalculated_eur is None:
        return ZERO
    sums = booked(grant)
    covered = max(sums.claimed_eur, sums.repaid_eur)
    return max(ZERO, sums.paid_eur - covered - proof.recalculated_eur)


def reclaimable_eur(grant: Grant) -> Decimal | None:
    """What the checked proof says was overpaid and is not reclaimed yet, in euros.

    None where the proof does not say it: it is not checked, or the grant was taken back since.
    """
    proof = proof_of(grant)
    if proof is None or proof.recalculated_eur is None:
        return None
    if grant.decisions.filter(kind__in=TAKING_BACK, notified_on__isnull=False).exists():
        return None
    return overpaid_eur(grant)


def overdue_proofs(
    grants: QuerySet[Grant], *, at: AsOf
) -> QuerySet[WithAnnotations[Grant, Overdue]]:
    """Cases whose proof of use was overdue on the day, the oldest first; each with its `proof`.

    With what was booked and how often was reminded by then. The due day is the one of today.
    """
    missing = Q(proof__submitted_on__isnull=True) | Q(proof__submitted_on__gt=at.day)
    known: Any = with_amounts(existing(grants, at=at), at=at).filter(
        missing, proof__due_on__lt=at.day, state_then__in=OWING_REPORTS
    )
    sent = Q(proof__reminders__sent_on__lte=at.day)
    annotated: Any = (
        known.select_related("proof", "program", "directive", "lead__district", "officer")
        .annotate(
            reminders=Count("proof__reminders", filter=sent),
            last_reminder=Max("proof__reminders__sent_on", filter=sent),
        )
        .order_by("proof__due_on", "pk")
    )
    return annotated  # type: ignore[no-any-return]  # the stubs do not follow it


def proof_standing(proof: ProofOfUse, today: date) -> str:
    """In a few words, where the proof of use stands; "overdue" is computed, never stored."""
    if proof.checked_on is not None:
        return _("checked on %(day)s") % {"day": format_day(proof.checked_on)}
    if proof.submitted_on is not None:
        return _("received on %(day)s") % {"day": format_day(proof.submitted_on)}
    if proof.due_on < today:
        return _("overdue since %(day)s") % {"day": format_day(proof.due_on)}
    return _("due on %(day)s") % {"day": format_day(proof.due_on)}
