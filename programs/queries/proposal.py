"""What a proposal says, in words, as a signer sees it; and how two proposals differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.formats import format_day, format_eur, format_rate
from programs.models import Decision, Reclaim

EMPTY = ("", "–", "– – –")  # what is not known is no point of a proposal
Facts = dict[str, tuple[str, str]]  # label and value by key; the key never changes


@dataclass(frozen=True)
class Difference:
    """One point in which a proposal differs from the one before; empty is a point it lacks."""

    label: str
    before: str
    now: str


def facts_of_decision(decision: Decision) -> Facts:
    """What a decision would say: amounts, purpose, financing, period, shares and lines."""
    facts: Facts = {
        "amount": (_("Amount"), format_eur(decision.amount_eur)),
        "purpose": (_("Purpose of the grant"), decision.purpose),
        "legal_basis": (_("Legal basis"), decision.legal_basis),
        "financing": (_("Financing type"), decision.get_financing_type_display()),
        "rate": (_("Funding rate"), format_rate(decision.funding_rate)),
        "eligible": (_("Eligible expenditure"), _known_eur(decision.eligible_eur)),
        "own": (_("own funds (EUR)"), _known_eur(decision.own_eur)),
        "third": (_("third-party funds (EUR)"), _known_eur(decision.third_party_eur)),
        "period": (
            _("Approval period"),
            f"{format_day(decision.period_start)} – {format_day(decision.period_end)}",
        ),
        "conditions": (_("Special collateral clauses"), decision.special_conditions),
        "reason": (_("Reason"), decision.reason),
    }
    for share in decision.shares.select_related("municipality"):
        facts[f"share:{share.municipality_id}"] = (
            str(share.municipality),
            format_eur(share.amount_eur),
        )
    for tranche in decision.tranches.select_related("line__program"):
        facts[f"line:{tranche.line_id}"] = (str(tranche.line), format_eur(tranche.amount_eur))
    return {key: fact for key, fact in facts.items() if fact[1] not in EMPTY}


def _known_eur(amount_eur: Decimal | None) -> str:
    """An amount in words, nothing where it is unknown."""
    return "" if amount_eur is None else format_eur(amount_eur)


def facts_of_reclaim(reclaim: Reclaim) -> Facts:
    """What a reclaim would say."""
    return {
        "amount": (_("Amount"), format_eur(reclaim.amount_eur)),
        "reason": (_("Reason"), reclaim.reason),
        "hearing": (_("hearing on"), format_day(reclaim.hearing_on)),
        "interest_from": (_("interest from"), format_day(reclaim.interest_from)),
        "due": (_("due on"), format_day(reclaim.due_on)),
    }


def differences(before: Mapping[str, object], now: Facts) -> list[Difference]:
    """Where `now` says something else than the kept facts `before`, in the order of `now`."""
    found = []
    for key in dict.fromkeys([*now, *before]):
        old, new = before.get(key), now.get(key)
        label, was = old if isinstance(old, list | tuple) else ("", "")
        name, text = new or ("", "")
        if was != text:
            found.append(Difference(name or str(label), str(was), text))
    return found
