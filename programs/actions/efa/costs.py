"""EfA operating costs: found correct by one person, booked by another, reversed by two."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import APPROVE, PREPARE
from core.choices import check_choices
from core.database.values import takes_values
from core.errors import RuleError
from core.formats import format_day
from core.forms.days import check_not_future
from core.forms.reasons import check_reason_fits
from programs.actions.booking import book, check_free, lock_lines
from programs.actions.signing import check_signatory
from programs.actions.way_back.returns import check_not_asked
from programs.choices import AllocationKeyKind, CostBearer, EntryKind, FundingStatus
from programs.models import AllocationKey, BudgetLine, EfaCost, EfaShare, LedgerEntry
from programs.queries.efa import EFA_PROGRAM
from programs.terms.allocation import inhabitants_on, split_notionally, weights_of
from programs.terms.years import check_books_take_back
from services.choices import ProcessKind


def line_of_year(year: int) -> BudgetLine:
    """The budget line that bears the costs of `year`.

    Raises RuleError with code "no_promise" if the state promised nothing for that year.
    """
    lines = list(
        BudgetLine.objects.cash()
        .of_year(year)
        .filter(program__code=EFA_PROGRAM)
        .select_related("program")
        .order_by("pk")
    )
    promised = [line for line in lines if line.funding_status == FundingStatus.COMMITTED]
    if not promised:
        message = _("No funding promise is recorded for %(year)s: nothing can be committed.")
        raise RuleError(message % {"year": year}, field="year", code="no_promise")
    if len(promised) > 1:
        message = _("%(year)s has several budget lines for EfA costs. Keep one of them promised.")
        raise RuleError(message % {"year": year}, field="year", code="several_lines")
    return promised[0]


def check_cost(cost: EfaCost, *, by: User) -> BudgetLine | None:
    """The line that would bear the cost, None where a municipality does; writes nothing.

    Raises RuleError for the first rule that is broken.
    """
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow preparing costs."), code="not_allowed")
    check_choices(cost)
    if cost.amount_eur is None or cost.amount_eur <= 0:
        raise RuleError(_("Enter an amount of more than 0,00 €."), field="amount_eur")
    if cost.process.kind != ProcessKind.EFA:
        message = _("%(process)s is not an EfA service.")
        raise RuleError(message % {"process": cost.process}, field="process", code="not_efa")
    standing = EfaCost.objects.filter(
        process=cost.process,
        year=cost.year,
        category=cost.category,
        bearer=cost.bearer,
        reversed_at__isnull=True,
    )
    if standing.exclude(pk=cost.pk).exists():
        raise RuleError(
            _("This cost stands already. Reverse it before you record another."), code="twice"
        )
    if cost.bearer == CostBearer.MUNICIPALITY:
        return None
    line = line_of_year(cost.year)
    check_free(lock_lines([line.pk]), {line.pk: cost.amount_eur})
    return line


@takes_values
@transaction.atomic
def prepare_cost(cost: EfaCost, *, by: User, at: datetime) -> EfaCost:
    """Save a new cost, found correct by `by`; nothing is booked before a second person signs."""
    cost.line = check_cost(cost, by=by)
    cost.prepared_by, cost.prepared_at = by, at
    cost.save()
    return cost


@transaction.atomic
def approve_cost(cost: EfaCost, *, on: date, by: User, at: datetime) -> None:
    """Book a cost that somebody else prepared, with its value date, and share it out notionally.

    Locks the cost, then its line. The notional shares are support in kind; the booking names no
    municipality. Raises BudgetExceeded with what is free, RuleError with code "four_eyes" if `by`
    prepared it, "no_promise" in a year without one.
    """
    locked = _lock(cost)
    if locked.approved_at is not None:
        raise RuleError(_("This cost is approved already."), code="approved_already")
    check_signatory(by, APPROVE, prepared_by=locked.prepared_by_id, what=locked)
    _check_day(locked, on, at)
    locked.approved_by, locked.approved_at = by, at
    locked.save(update_fields=["approved_by", "approved_at"])
    if locked.line is None:
        return
    check_free(lock_lines([locked.line.pk]), {locked.line.pk: locked.amount_eur})
    _book(
        locked,
        locked.line,
        locked.amount_eur,
        on=on,
        prepared=locked.prepared_by,
        approved=by,
        at=at,
    )
    share_out(locked)


@transaction.atomic
def prepare_reversal(cost: EfaCost, *, reason: str, by: User, at: datetime) -> None:
    """Ask for the reversal of an approved cost; nothing is booked before a second person signs."""
    locked = _lock(cost)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow preparing costs."), code="not_allowed")
    if locked.approved_at is None or locked.reversed_at is not None:
        raise RuleError(_("Only an approved cost is reversed, and only once."), code="not_booked")
    if not reason.strip():
        raise RuleError(_("Give a reason."), field="reason", code="no_reason")
    check_reason_fits(reason)
    check_not_asked(locked.reversal_prepared_by_id, locked)
    _check_may_come_back(locked, at=at)
    locked.reversal_reason, locked.reversal_prepared_by = reason.strip(), by
    locked.save(update_fields=["reversal_reason", "reversal_prepared_by"])


@transaction.atomic
def approve_reversal(cost: EfaCost, *, by: User, at: datetime) -> None:
    """Book the cost back and drop its notional shares; the row stays with its reason.

    Raises RuleError with code "closed" once the books it was recorded in are closed.
    """
    locked = _lock(cost)
    if locked.reversed_at is not None or locked.reversal_prepared_by_id is None:
        raise RuleError(_("Nobody asked for this reversal, or it is done."), code="not_prepared")
    check_signatory(by, APPROVE, prepared_by=locked.reversal_prepared_by_id, what=locked)
    _check_may_come_back(locked, at=at)
    locked.reversed_by, locked.reversed_at = by, at
    locked.save(update_fields=["reversed_by", "reversed_at"])
    if locked.line is not None:
        lock_lines([locked.line.pk])
        _book(
            locked,
            locked.line,
            -locked.amount_eur,
            on=timezone.localdate(at),
            at=at,
            prepared=locked.reversal_prepared_by,
            approved=by,
            reverses=locked.entries.filter(reverses__isnull=True).get(),
            reason=locked.reversal_reason,
        )
    locked.shares.all().delete()


@transaction.atomic
def share_out(cost: EfaCost) -> int:
    """Compute the notional shares of a cost anew from its year's key; returns how many there are.

    Without a key there are none: nothing is invented. A cost that a municipality bears, that is
    not approved or that is reversed has none either.
    """
    locked = _lock(cost)
    locked.shares.all().delete()
    if locked.line is None or locked.approved_at is None or locked.reversed_at is not None:
        return 0
    weights = weights_of(locked)
    if not weights:
        return 0
    parts = split_notionally(locked.amount_eur, weights)
    rows = [
        EfaShare(cost=locked, municipality_id=ags, key_value=weights[ags], amount_eur=part)
        for ags, part in parts.items()
    ]
    return len(EfaShare.objects.bulk_create(rows))


@transaction.atomic
def share_out_again(cost: EfaCost, *, by: User) -> int:
    """Compute the shares of a cost anew, after its key was corrected."""
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow preparing costs."), code="not_allowed")
    count = share_out(cost)
    if not count:
        message = _("There is no allocation key “%(key)s” for %(year)s. Record it first.")
        values = {"key": cost.get_key_kind_display(), "year": cost.year}
        raise RuleError(message % values, code="no_key")
    return count


@transaction.atomic
def take_over_inhabitants(year: int, *, by: User) -> int:
    """Record the inhabitants of 1 January as the general key of `year`; returns how many bodies.

    What stands is left as it is, so that a corrected value survives.
    """
    if not by.has_perm("programs.add_allocationkey"):
        raise RuleError(_("Your role does not allow recording keys."), code="not_allowed")
    source = _("Population update, %(day)s")
    keys = [
        AllocationKey(
            year=year,
            kind=AllocationKeyKind.INHABITANTS,
            municipality_id=ags,
            value=population,
            source=source % {"day": format_day(as_of)},
        )
        for ags, (population, as_of) in inhabitants_on(date(year, 1, 1)).items()
    ]
    standing = AllocationKey.objects.filter(
        year=year, kind=AllocationKeyKind.INHABITANTS, process__isnull=True
    )
    known = set(standing.values_list("municipality", flat=True))
    return len(
        AllocationKey.objects.bulk_create(key for key in keys if key.municipality_id not in known)
    )


def _lock(cost: EfaCost) -> EfaCost:
    locked = EfaCost.objects.select_for_update(of=("self",))
    return locked.select_related("process", "line__program").get(pk=cost.pk)


def _check_may_come_back(cost: EfaCost, *, at: datetime) -> None:
    if cost.line is not None and cost.approved_at is not None:
        check_books_take_back(cost.line, recorded_at=cost.approved_at, at=at)


def _check_day(cost: EfaCost, on: date, at: datetime) -> None:
    if on.year != cost.year:
        message = _("The cost is one of %(year)s. A cost is booked in the year it is paid.")
        raise RuleError(message % {"year": cost.year}, field="on", code="other_year")
    check_not_future(on, at=at)


def _book(
    cost: EfaCost,
    line: BudgetLine,
    amount_eur: Decimal,
    *,
    on: date,
    at: datetime,
    prepared: User | None,
    approved: User,
    reverses: LedgerEntry | None = None,
    reason: str = "",
) -> None:
    document = cost.document or f"EfA: {cost}"
    book(
        [
            LedgerEntry(
                kind=EntryKind.OPERATING_COST,
                amount_eur=amount_eur,
                line=line,
                efa_cost=cost,
                document=document[:200],
                reason=reason,
                booked_on=on,
                recorded_by=prepared,
                approved_by=approved,
                reverses=reverses,
            )
        ],
        at=at,
    )
