"""Reminders for proofs of use that are due: by mail every night, or written by hand."""

from __future__ import annotations

import logging
import smtplib
from datetime import date, datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from accounts.queries import holders_of
from accounts.roles import PREPARE
from core.days import check_not_future
from core.errors import RuleError
from core.formats import format_day
from programs.actions.decision import lock_grant
from programs.choices import GrantState
from programs.models import Grant, ProofOfUse, Reminder
from programs.proof_rules import reminder_days_reached

logger = logging.getLogger(__name__)

RECIPIENTS = (Role.MUNICIPALITY_EDITOR, Role.MUNICIPALITY_VIEWER)


def send_due_reminders(*, today: date) -> int:
    """Write to the lead of each case whose proof is missing on a day of reminding.

    Safe to repeat: a stage goes out once, and of several missed stages the latest alone. Each
    reminder is logged in the transaction that sends it, so what could not be sent is tried again
    the next night. A case without an address is left to a person. Returns how many went out.
    """
    due = ProofOfUse.objects.filter(
        submitted_on__isnull=True, grant__state=GrantState.PROOF_DUE, due_on__lte=today
    )
    sent = 0
    for pk in due.order_by("pk").values_list("pk", flat=True):
        try:
            sent += _send(pk, today)
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("Reminder for proof of use %s not sent, tried again: %s", pk, error)
    return sent


@transaction.atomic
def record_reminder(grant: Grant, *, on: date, by: User, at: datetime) -> Reminder:
    """Log that a person reminded the lead on `on`; the stage is that of the day, or the next one.

    Raises RuleError while the proof is not due or when it is here.
    """
    case = lock_grant(grant)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if case.state != GrantState.PROOF_DUE:
        raise RuleError(_("No proof of use is outstanding in this case."), field="state")
    proof = ProofOfUse.objects.select_for_update(of=("self",)).get(grant=case)
    check_not_future(on, at=at)
    if on < proof.due_on:
        message = _("The proof of use is due on %(day)s only.")
        raise RuleError(message % {"day": format_day(proof.due_on)}, field="on", code="not_due")
    days = case.directive.reminder_days if case.directive else []
    stage = max(last_stage(proof) + 1, reminder_days_reached(proof.due_on, days, today=on))
    return Reminder.objects.create(proof=proof, stage=stage, sent_on=on, recorded_by=by)


def last_stage(proof: ProofOfUse) -> int:
    """The stage of the last reminder; 0 for none."""
    stage: int = proof.reminders.aggregate(last=Coalesce(Max("stage"), 0))["last"]
    return stage


@transaction.atomic
def _send(pk: int, today: date) -> bool:
    """Send and log the stage that is reached; the row is locked against a second run."""
    locked = ProofOfUse.objects.select_for_update(of=("self",), skip_locked=True)
    proof = locked.filter(pk=pk, submitted_on__isnull=True).select_related("grant__directive")
    found = proof.first()
    if found is None or found.grant.directive is None:
        return False
    stage = reminder_days_reached(found.due_on, found.grant.directive.reminder_days, today=today)
    addresses = _addresses(found.grant)
    if stage <= last_stage(found) or not addresses:
        return False
    Reminder.objects.create(proof=found, stage=stage, sent_on=today)
    _mail(found, stage, addresses).send()
    return True


def _addresses(grant: Grant) -> list[str]:
    """Where the people of the lead municipality are reached."""
    found: set[str] = set()
    for role in RECIPIENTS:
        people = holders_of(role).filter(memberships__municipality=grant.lead_id)
        found |= set(people.exclude(email="").order_by().values_list("email", flat=True))
    return sorted(found)


def _mail(proof: ProofOfUse, stage: int, addresses: list[str]) -> EmailMessage:
    grant = proof.grant
    values = {
        "reference": grant.file_reference,
        "title": grant.title,
        "day": format_day(proof.due_on),
        "stage": stage,
    }
    officer = grant.officer.email if grant.officer else ""
    return EmailMessage(
        subject=_("%(reference)s: the proof of use is outstanding (reminder %(stage)s)") % values,
        body=_(
            "The proof of use for “%(title)s” (file reference %(reference)s) was due on %(day)s "
            "and is not here yet.\n\nPlease send it, or tell the granting authority why it is late."
        )
        % values,
        to=addresses,
        cc=[officer] if officer else [],
    )
