"""What a grant was approved, paid and is worth after its proof of use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.formats import format_day
from core.money import ZERO
from programs.choices import GrantState
from programs.models import Decision, Grant, GrantBalance, InterimReport, ProofOfUse, Reclaim
from programs.rules.proof import Terms, reminder_days_reached
from programs.rules.transitions import OWING_REPORTS

LAPSE_NOTICE_DAYS = 90


@dataclass(frozen=True)
class Booked:
    """The sums of a grant over all its budget lines, in euros."""

    approved_eur: Decimal
    drawn_eur: Decimal
    paid_eur: Decimal
    claimed_eur: Decimal
    repaid_eur: Decimal


def booked(grant: Grant) -> Booked:
    """What the ledger says of `grant`; one query."""
    names = {
        "approved_eur": "committed_eur",
        "drawn_eur": "drawn_eur",
        "paid_eur": "paid_eur",
        "claimed_eur": "claimed_eur",
        "repaid_eur": "repaid_eur",
    }
    sums = GrantBalance.objects.filter(grant=grant).aggregate(
        **{f"sum_{name}": Sum(column) for name, column in names.items()}
    )
    return Booked(**{name: sums[f"sum_{name}"] or ZERO for name in names})


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
    )


def proof_of(grant: Grant) -> ProofOfUse | None:
    """The proof of use of the case, None while none is awaited."""
    return ProofOfUse.objects.filter(grant=grant).first()


def lapsing_interest(today: date) -> QuerySet[Reclaim]:
    """Reclaims whose interest lapses soon, or did: approved, not paid, not waived."""
    return Reclaim.objects.filter(
        approved_at__isnull=False,
        paid_on__isnull=True,
        waived_interest_reason="",
        limitation_on__lte=today + timedelta(days=LAPSE_NOTICE_DAYS),
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


def proof_standing(proof: ProofOfUse, today: date) -> str:
    """In a few words, where the proof of use stands; "overdue" is computed, never stored."""
    if proof.checked_on is not None:
        return _("checked on %(day)s") % {"day": format_day(proof.checked_on)}
    if proof.submitted_on is not None:
        return _("received on %(day)s") % {"day": format_day(proof.submitted_on)}
    if proof.due_on < today:
        return _("overdue since %(day)s") % {"day": format_day(proof.due_on)}
    return _("due on %(day)s") % {"day": format_day(proof.due_on)}
