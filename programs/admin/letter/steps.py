"""The steps of a letter: it went out, or it did not after all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import PREPARE
from core.admin.steps import Reason, Step, StepForm, day_field
from programs.actions.sending import send_letter, take_sending_back
from programs.choices import NotificationKind
from programs.models import Letter


class LetterSending(StepForm):
    on = day_field(_("Sent or handed over on"), years_ahead=0, initial=timezone.localdate)
    kind = forms.ChoiceField(
        label=_("Way of sending"),
        choices=NotificationKind.choices,
        initial=NotificationKind.POST,
    )
    warning = _("With the sending of a decision its notification is recorded.")


def _send(letter: Letter, values: Mapping[str, Any], by: User, at: datetime) -> None:
    kind = NotificationKind(values["kind"])
    send_letter(letter, on=values["on"], kind=kind, by=by, at=at)


def _take_back(letter: Letter, values: Mapping[str, Any], by: User, at: datetime) -> None:
    take_sending_back(letter, reason=values["reason"], by=by, at=at)


LETTER_STEPS = (
    Step(
        name="send",
        label=_("Record the sending"),
        permission=PREPARE,
        is_open=lambda letter: Letter.objects.unsent().filter(pk=letter.pk).exists(),
        run=_send,
        form=LetterSending,
        bulk=_("Record the sending of chosen letters"),
    ),
    Step(
        name="take_sending_back",
        label=_("It did not go out"),
        permission=PREPARE,
        is_open=lambda letter: letter.sent_on is not None,
        run=_take_back,
        form=Reason,
    ),
)
