"""What of a case goes along to the line of the new year: bound by a decision, or drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleError
from core.formats import format_day
from core.money import ZERO, split_eur
from programs.actions.payment.limits import rests_by_partner, unpaid_eur
from programs.choices import EntryKind
from programs.models import BudgetLine, Drawdown, Grant, LedgerEntry

Parts = dict[tuple[int | None, str | None], Decimal]  # euros by decision and municipality (AGS)
ByBody = dict[str | None, Decimal]


def moved(case: Grant, source: BudgetLine, target: BudgetLine, *, on: date) -> list[LedgerEntry]:
    """The bookings that release on `source` what the case has left there and bind it on `target`.

    By the decision that bound the money and by body. What is drawn and unpaid is given back on its
    drawdown and drawn anew on the target; what was found correct to be paid stays.
    """
    entries, given_back = _drawn_anew(case, source, target, on=on)
    for (decision, ags), amount in _rests_by_decision(case, source, given_back).items():
        for line, sign in ((source, -1), (target, 1)):
            entry = LedgerEntry(
                kind=EntryKind.COMMITMENT,
                amount_eur=sign * amount,
                line=line,
                grant=case,
                municipality_id=ags,
                decision_id=decision,
                authorisation=source,
            )
            entries += [entry] if amount else []
    return entries


def _rests_by_decision(
    case: Grant, line: BudgetLine, given_back: Mapping[str | None, Decimal]
) -> Parts:
    """What is bound and not drawn on the line, by the decision that bound it; old ones first."""
    entries = LedgerEntry.objects.filter(grant=case, line=line).order_by("pk")
    rests: Parts = {}
    drawn: ByBody = {ags: -amount for ags, amount in given_back.items()}
    for decision, ags, kind, amount in entries.values_list(
        "decision", "municipality", "kind", "amount_eur"
    ):
        if kind == EntryKind.COMMITMENT:
            rests[decision, ags] = rests.get((decision, ags), ZERO) + amount
        elif kind == EntryKind.DRAWDOWN:
            drawn[ags] = drawn.get(ags, ZERO) + amount
    for part, rest in rests.items():
        used = min(drawn.get(part[1], ZERO), max(rest, ZERO))
        rests[part] = rest - used
        drawn[part[1]] = drawn.get(part[1], ZERO) - used
    return rests


def _drawn_anew(
    case: Grant, source: BudgetLine, target: BudgetLine, *, on: date
) -> tuple[list[LedgerEntry], ByBody]:
    """The bookings that move drawn, unpaid money, and how much of it each body had."""
    entries: list[LedgerEntry] = []
    given_back: ByBody = {}
    drawdowns = Drawdown.objects.select_for_update(of=("self",)).filter(grant=case, line=source)
    for old in drawdowns.order_by("pk"):
        rest = unpaid_eur(old)
        if rest <= 0:
            continue
        new = Drawdown.objects.create(
            grant=case,
            line=target,
            requested_on=on,
            amount_eur=rest,
            needed_for=_needed_for(old),
            recorded_by=old.recorded_by,
        )
        old.released_eur += rest
        old.save(update_fields=["released_eur"])
        parts = rests_by_partner(old, EntryKind.DRAWDOWN, EntryKind.PAYMENT)
        amounts = split_eur(rest, [max(part, ZERO) for _ags, part in parts])
        for (ags, _part), amount in zip(parts, amounts, strict=True):
            given_back[ags] = given_back.get(ags, ZERO) + amount
            for drawdown, sign in ((old, -1), (new, 1)):
                entry = LedgerEntry(
                    kind=EntryKind.DRAWDOWN,
                    amount_eur=sign * amount,
                    line_id=drawdown.line_id,
                    grant=case,
                    municipality_id=ags,
                    drawdown=drawdown,
                    authorisation=source,
                )
                entries += [entry] if amount else []
    return entries, given_back


def _needed_for(old: Drawdown) -> str:
    values = {"day": format_day(old.requested_on), "line": old.line}
    origin = _("drawn on %(day)s on %(line)s") % values
    told = f"{old.needed_for}; {origin}" if old.needed_for else origin
    return told[-300:]


def reversed_entry(
    entry: LedgerEntry, *, reason: str, asked_by: User | None, by: User, at: datetime
) -> LedgerEntry:
    """The booking that takes another one back on the day of the cancelling."""
    return LedgerEntry(
        kind=entry.kind,
        amount_eur=-entry.amount_eur,
        line_id=entry.line_id,
        grant_id=entry.grant_id,
        municipality_id=entry.municipality_id,
        decision_id=entry.decision_id,
        drawdown_id=entry.drawdown_id,
        authorisation_id=entry.authorisation_id,
        budget_booking_id=entry.budget_booking_id,
        document=entry.document,
        reason=reason,
        booked_on=timezone.localdate(at),
        recorded_at=at,
        recorded_by=asked_by,
        approved_by=by,
        reverses=entry,
    )


def give_drawdowns_back(entries: list[LedgerEntry]) -> None:
    """Let the drawdowns say what the reversal of a take-over left them.

    Raises RuleError "payment_open" if a payment was found correct on a new one meanwhile.
    """
    sums: dict[int, Decimal] = {}
    for entry in entries:
        if entry.kind == EntryKind.DRAWDOWN and entry.drawdown_id is not None:
            sums[entry.drawdown_id] = sums.get(entry.drawdown_id, ZERO) + entry.amount_eur
    for drawdown in Drawdown.objects.select_for_update(of=("self",)).filter(pk__in=sums):
        if sums[drawdown.pk] > unpaid_eur(drawdown):
            message = _("%(drawdown)s: money of the drawdown is paid, to be paid or given back.")
            raise RuleError(message % {"drawdown": drawdown}, code="payment_open")
        drawdown.released_eur += sums[drawdown.pk]
        drawdown.save(update_fields=["released_eur"])
