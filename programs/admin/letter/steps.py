"""The steps of a letter: it went out, or it did not after all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import PREPARE
from core.admin.steps import Reason, ReasonedAt, Step, StepForm, TakenAt, calls, day_field
from programs.actions.sending import send_letter, take_sending_back
from programs.choices import NotificationKind
from programs.models import Letter


class LetterSending(StepForm):
    on = day_field(
        gettext_lazy("Sent or handed over on"), years_ahead=0, initial=timezone.localdate
    )
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Way of sending"),
        choices=NotificationKind.choices,
        coerce=NotificationKind,
        initial=NotificationKind.POST,
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date
        kind: NotificationKind


def _is_open(letter: Letter) -> bool:
    return Letter.objects.unsent().filter(pk=letter.pk).exists()


def _note(letter: Letter) -> str:
    if letter.decision_id is None:
        return ""
    return _("With the sending of a decision its notification is recorded.")


LETTER_STEPS = (
    Step(
        name="send",
        label=gettext_lazy("Record the sending"),
        permission=PREPARE,
        is_open=_is_open,
        run=calls(LetterSending.Values)(send_letter),
        form=LetterSending,
        note=_note,
        bulk=gettext_lazy("Record the sending of chosen letters"),
    ),
    Step(
        name="take_sending_back",
        label=gettext_lazy("It did not go out"),
        permission=PREPARE,
        is_open=lambda letter: letter.sent_on is not None,
        run=calls(ReasonedAt)(take_sending_back),
        form=Reason,
    ),
)
