"""How long a file is kept, as the steps that end a case ask it, and its offer to the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.roles import PREPARE
from core.admin.steps import Step, StepForm, TakenAt, calls, day_field
from programs.actions.retention import offer_to_archive
from programs.models import Grant
from programs.rules.steps.base import ENDED


class Retained(StepForm):
    retention_until = day_field(
        gettext_lazy("retained until"),
        required=False,
        help_text=gettext_lazy("Empty: as many years as the directive says."),
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        retention_until: date | None


class Offer(StepForm):
    on = day_field(gettext_lazy("offered to the archive on"), initial=timezone.localdate)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date


def _is_over(grant: Grant) -> bool:
    return (
        grant.state in ENDED
        and grant.archive_offered_on is None
        and grant.retention_until is not None
        and grant.retention_until < timezone.localdate()
    )


RETENTION_STEPS = (
    Step(
        name="offer_to_archive",
        label=gettext_lazy("Record the offer to the state archive"),
        permission=PREPARE,
        is_open=_is_over,
        run=calls(Offer.Values)(offer_to_archive),
        form=Offer,
        bulk=gettext_lazy("Record that chosen cases were offered to the archive"),
    ),
)
