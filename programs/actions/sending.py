"""Send letters: record how and when one went out, a decision's through its notification."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import PREPARE
from core.choices import check_offered
from core.errors import RuleError
from core.forms.days import check_not_future
from programs.actions.application import notify_rejection
from programs.actions.decision.approval import notify_grant
from programs.actions.decision.later import notify_change
from programs.actions.signing import lock_grant
from programs.choices import DecisionKind, NotificationKind
from programs.models import Decision, Letter


@transaction.atomic
def send_letter(
    letter: Letter, *, on: date, kind: NotificationKind, by: User, at: datetime
) -> None:
    """Record that a letter was posted, handed over or sent electronically on a day.

    For a decision this is its notification, with all that follows from it. Raises RuleError for
    a letter that went out already or whose act was cancelled, and for what the notification
    refuses.
    """
    check_offered(kind, NotificationKind, field="kind")
    lock_grant(letter.grant)
    found = Letter.objects.in_force().filter(pk=letter.pk).select_related("decision").first()
    if found is None:
        raise RuleError(_("What this letter is about was cancelled."), code="cancelled")
    if found.decision is not None:
        _notify(found.decision, on=on, kind=kind, by=by, at=at)
        return
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if found.sent_on is not None:
        raise RuleError(_("This letter went out already."), code="sent_already")
    check_not_future(on, at=at)
    if on < timezone.localdate(found.made_at):
        raise RuleError(
            _("The letter was made later than this day."), field="on", code="before_making"
        )
    found.sent_on, found.sent_as = on, kind
    found.save(update_fields=["sent_on", "sent_as"])


@transaction.atomic
def take_sending_back(letter: Letter, *, reason: str, by: User, at: datetime) -> None:
    """Note that a letter did not go out after all; it waits in the print queue again.

    A decision's notification is undone by its correction, by two people.
    """
    lock_grant(letter.grant)
    found = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if found.sent_on is None:
        raise RuleError(_("No sending of this letter is recorded here."), code="nothing_open")
    if not reason.strip():
        raise RuleError(_("Give the reason."), field="reason")
    found.sent_on, found.sent_as = None, ""
    found.save(update_fields=["sent_on", "sent_as"])


def _notify(
    decision: Decision, *, on: date, kind: NotificationKind, by: User, at: datetime
) -> None:
    if decision.notified_on is not None:
        raise RuleError(_("This letter went out already."), code="sent_already")
    case = decision.grant
    if decision.kind == DecisionKind.INITIAL:
        notify_grant(case, on=on, by=by, at=at, kind=kind)
    elif decision.kind == DecisionKind.REJECTION:
        notify_rejection(case, on=on, by=by, at=at, kind=kind)
    else:
        notify_change(case, on=on, by=by, at=at, kind=kind)
