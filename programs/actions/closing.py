"""The end of a project and of its file: completed, closed, retained."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleError
from core.formats import format_eur
from core.forms.days import check_not_future
from programs.actions.decision.finality import unfinal_changes
from programs.actions.moving import move
from programs.actions.retention import kept_until
from programs.actions.signing import lock_grant
from programs.choices import GrantState
from programs.models import Grant, Payment
from programs.permissions import check_may
from programs.queries.dates import check_day
from programs.queries.proof import booked, overpaid_eur
from programs.rules.dates import Day
from programs.rules.transitions import target_of
from programs.terms.amendment import check_all_sent

TAKEN_BACK = (GrantState.REVOKED, GrantState.ANNULLED, GrantState.LAPSED)


@transaction.atomic
def complete_grant(grant: Grant, *, fulfilled_on: date, by: User, at: datetime) -> None:
    """Record the day the purpose was fulfilled; the months for the proof of use run from it."""
    case = lock_grant(grant)
    target = target_of("complete", case.state)
    check_may("complete", by, case)
    check_all_sent(case)
    check_not_future(fulfilled_on, at=at, field="fulfilled_on")
    check_day(case, Day.COMPLETED, fulfilled_on, field="fulfilled_on")
    case.purpose_fulfilled_on = fulfilled_on
    move(case, target, "purpose_fulfilled_on", on=fulfilled_on)


@transaction.atomic
def close_grant(
    grant: Grant, *, on: date, by: User, at: datetime, retention_until: date | None = None
) -> None:
    """Close the file; nothing is paid any more, and nobody deletes it inside its retention.

    Raises RuleError while something is open: what awaits a signature, money bound and not drawn or
    drawn and not paid, money paid and neither used nor reclaimed.
    """
    case = lock_grant(grant)
    target = target_of("close", case.state)
    check_may("close", by, case)
    check_not_future(on, at=at)
    _check_nothing_open(case)
    check_day(case, Day.CLOSED, on, field="on")
    case.retention_until = kept_until(case, on, typed=retention_until)
    case.closed_on = on
    move(case, target, "closed_on", "retention_until", on=on)


def _check_nothing_waits(case: Grant) -> None:
    """Raise RuleError while somebody is to sign: no step of a closed case leads there."""
    cancellings = Payment.objects.filter(
        drawdown__grant=case, cancel_prepared_by__isnull=False, cancelled_at__isnull=True
    )
    waiting = (
        (case.decisions.filter(approved_at__isnull=True), _("A change awaits its approval.")),
        (case.corrections.filter(approved_at__isnull=True), _("A correction awaits its approval.")),
        (cancellings, _("The cancelling of a payment awaits its approval.")),
    )
    for rows, text in waiting:
        if rows.exists():
            message = _("%(what)s Have it signed, withdrawn or sent back first.")
            raise RuleError(message % {"what": text}, code="awaits_signature")


def _check_nothing_open(case: Grant) -> None:
    check_all_sent(case)
    _check_nothing_waits(case)
    if case.reclaims.unsettled().exists():
        raise RuleError(
            _("A reclaim or its interest is open. Record its payment first."), code="reclaim_open"
        )
    if any(decision.objected_on is not None for decision in unfinal_changes(case)):
        raise RuleError(
            _("An appeal is open. Record its end with the finality of the change first."),
            code="appeal_open",
        )
    sums = booked(case)
    to_be_returned = (
        sums.paid_eur - sums.repaid_eur if case.state in TAKEN_BACK else overpaid_eur(case)
    )
    rests = (
        (
            sums.approved_eur - sums.drawn_eur,
            _("%(amount)s are bound and not drawn. Reduce the grant by an amendment first."),
        ),
        (
            sums.drawn_eur - sums.paid_eur,
            _("%(amount)s are drawn and not paid. Pay them or have them given back first."),
        ),
        (to_be_returned, _("%(amount)s are to be returned. Open a reclaim first.")),
    )
    for amount, message in rests:
        if amount > 0:
            raise RuleError(message % {"amount": format_eur(amount)}, code="money_open")
