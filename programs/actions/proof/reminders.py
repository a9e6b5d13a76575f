"""Reminders for proofs of use and interim reports: by mail every night, or written by hand."""

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
from core.errors import RuleError
from core.formats import format_day
from core.forms.days import check_not_future
from core.text import in_one_line
from programs.actions.letter import keep_reminder_letter
from programs.actions.signing import lock_grant
from programs.choices import GrantState
from programs.models import Grant, InterimReport, ProofOfUse, Reminder
from programs.rules.proof import reminder_days_reached
from programs.rules.steps.base import OWING_REPORTS

logger = logging.getLogger(__name__)

Owed = ProofOfUse | InterimReport

OWED: tuple[tuple[type[Owed], tuple[GrantState, ...]], ...] = (
    (ProofOfUse, (GrantState.PROOF_DUE,)),
    (InterimReport, OWING_REPORTS),
)
RECIPIENTS = (Role.MUNICIPALITY_EDITOR, Role.MUNICIPALITY_VIEWER)


def send_due_reminders(*, today: date) -> int:
    """Write to the lead of each case whose proof or interim report is missing on its days.

    Safe to repeat: a stage goes out once, and of several missed stages the latest alone. Each
    reminder is logged in the transaction that sends it, so what could not be sent is tried again
    the next night. A case without an address is left to a person. Returns how many went out.
    """
    sent = 0
    for model, states in OWED:
        shown = Grant.objects.published_to_municipalities(today).filter(state__in=states)
        due = model._default_manager.filter(
            submitted_on__isnull=True, grant__in=shown, due_on__lte=today
        )
        for pk in due.order_by("pk").values_list("pk", flat=True):
            try:
                sent += _send(model, pk, today)
            except (smtplib.SMTPException, OSError) as error:
                name = model._meta.model_name
                logger.warning("Reminder for %s %s not sent, tried again: %s", name, pk, error)
    return sent


@transaction.atomic
def record_reminder(grant: Grant, *, on: date, by: User, at: datetime) -> Reminder:
    """Log that a person reminded the lead on `on`; the stage is that of the day, or the next one.

    Raises RuleError while the proof is not due or when it is here, and for a day on which, or after
    which, a reminder went out.
    """
    case = lock_grant(grant)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if case.state != GrantState.PROOF_DUE:
        raise RuleError(_("No proof of use is outstanding in this case."), field="state")
    proof = ProofOfUse.objects.select_for_update(of=("self",)).get(grant=case)
    proof.grant = case
    return _record(proof, on, by, at)


@transaction.atomic
def record_report_reminder(report: InterimReport, *, on: date, by: User, at: datetime) -> Reminder:
    """Log that a person reminded the lead of an interim report; stages as in record_reminder.

    Raises RuleError while the report is not due, when it is here and when none is owed any more.
    """
    case = lock_grant(report.grant)
    locked = InterimReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if locked.submitted_on is not None:
        raise RuleError(_("This interim report is here already."), code="received_already")
    if case.state not in OWING_REPORTS:
        raise RuleError(_("This case owes no interim report any more."), field="state")
    locked.grant = case
    return _record(locked, on, by, at)


def last_stage(owed: Owed) -> int:
    """The stage of the last reminder; 0 for none."""
    stage: int = owed.reminders.aggregate(last=Coalesce(Max("stage"), 0))["last"]
    return stage


def last_sent_on(owed: Owed) -> date | None:
    """The day of the last reminder."""
    day: date | None = owed.reminders.aggregate(last=Max("sent_on"))["last"]
    return day


def _record(owed: Owed, on: date, by: User, at: datetime) -> Reminder:
    check_not_future(on, at=at)
    if on < owed.due_on:
        if isinstance(owed, ProofOfUse):
            message = _("The proof of use is due on %(day)s only.")
        else:
            message = _("The interim report is due on %(day)s only.")
        raise RuleError(message % {"day": format_day(owed.due_on)}, field="on", code="not_due")
    sent_on = last_sent_on(owed)
    if sent_on is not None and on <= sent_on:
        message = _("A reminder went out on %(day)s. The next one goes out on a later day.")
        raise RuleError(message % {"day": format_day(sent_on)}, field="on", code="reminded")
    directive = owed.grant.directive
    days = directive.reminder_days if directive else []
    stage = max(last_stage(owed) + 1, reminder_days_reached(owed.due_on, days, today=on))
    reminder = owed.reminders.create(stage=stage, sent_on=on, recorded_by=by)
    keep_reminder_letter(reminder, owed, by=by, at=at)
    return reminder


@transaction.atomic
def _send(model: type[Owed], pk: int, today: date) -> bool:
    """Send and log the stage that is reached; the row is locked against a second run."""
    locked = model._default_manager.select_for_update(of=("self",), skip_locked=True)
    owed = locked.filter(pk=pk, submitted_on__isnull=True).select_related("grant__directive")
    found = owed.first()
    if found is None or found.grant.directive is None:
        return False
    stage = reminder_days_reached(found.due_on, found.grant.directive.reminder_days, today=today)
    addresses = _addresses(found.grant)
    if stage <= last_stage(found) or last_sent_on(found) == today or not addresses:
        return False
    found.reminders.create(stage=stage, sent_on=today)
    _mail(found, stage, addresses).send()
    return True


def _addresses(grant: Grant) -> list[str]:
    """Where the people of the lead municipality are reached."""
    found: set[str] = set()
    for role in RECIPIENTS:
        people = holders_of(role).filter(memberships__municipality=grant.lead_id)
        found |= set(people.exclude(email="").order_by().values_list("email", flat=True))
    return sorted(found)


def _mail(owed: Owed, stage: int, addresses: list[str]) -> EmailMessage:
    grant = owed.grant
    values = {
        "reference": grant.file_reference,
        "title": grant.title,
        "day": format_day(owed.due_on),
        "stage": stage,
    }
    if isinstance(owed, InterimReport):
        subject, body = _report_texts()
        values["year"] = owed.for_year
    else:
        subject, body = _proof_texts()
    officer = grant.officer.email if grant.officer else ""
    return EmailMessage(
        subject=in_one_line(subject % values),
        body=body % values,
        to=addresses,
        cc=[officer] if officer else [],
    )


def _proof_texts() -> tuple[str, str]:
    return (
        _("%(reference)s: the proof of use is outstanding (reminder %(stage)s)"),
        _(
            "The proof of use for “%(title)s” (file reference %(reference)s) was due on %(day)s "
            "and is not here yet.\n\nPlease send it, or tell the granting authority why it is late."
        ),
    )


def _report_texts() -> tuple[str, str]:
    return (
        _("%(reference)s: the interim report for %(year)s is outstanding (reminder %(stage)s)"),
        _(
            "The interim report for %(year)s on “%(title)s” (file reference %(reference)s) was due "
            "on %(day)s and is not here yet.\n\nPlease send it, or tell the granting authority why "
            "it is late."
        ),
    )
