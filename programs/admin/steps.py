"""What steps share: a transition of a case, a way back with a reason, and what money is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.admin.steps import (
    ActionCall,
    Confirm,
    Reason,
    ReasonedAt,
    Step,
    StepForm,
    calls,
    no_note,
)
from core.formats import format_eur
from programs.choices import NotificationKind
from programs.models import Grant
from programs.rules.transitions import TRANSITIONS, is_allowed

Row = TypeVar("Row")
ActedOn = TypeVar("ActedOn", contravariant=True)


class ReasonedAction(Protocol[ActedOn]):
    """An action that wants to know why, and nothing else."""

    def __call__(self, row: ActedOn, /, *, by: User, at: datetime, reason: str) -> object: ...


def way_field() -> forms.TypedChoiceField:
    """The way a decision goes out, which says when it counts as delivered."""
    return forms.TypedChoiceField(
        label=gettext_lazy("Way of notification"),
        coerce=NotificationKind,
        choices=NotificationKind.choices,
        initial=NotificationKind.POST,
    )


def of_transition(
    name: str,
    run: ActionCall[Grant],
    form: type[StepForm] = Confirm,
    *,
    label: str | Promise = "",
    permission: str = "",
    bulk: str | Promise = "",
    note: Callable[[Grant], str] = no_note,
) -> Step[Grant]:
    """The step that is open while the state of the case allows the transition of this name.

    Label and permission are those of the transition; a step that only proposes it has its own.
    """
    transition = TRANSITIONS[name]
    return Step(
        name=name,
        label=label or transition.label,
        permission=permission or transition.permission,
        is_open=lambda grant: is_allowed(name, grant.state),
        run=run,
        form=form,
        bulk=bulk,
        note=note,
    )


def with_reason(
    name: str,
    label: str | Promise,
    permission: str,
    is_open: Callable[[Row], bool],
    action: ReasonedAction[Row],
) -> Step[Row]:
    """A step that asks for a reason and calls an action with it."""
    run = calls(ReasonedAt)(action)
    return Step(name, label, permission, is_open=is_open, run=run, form=Reason)


def say_what_is_left(form: StepForm, rests: Mapping[str, Decimal]) -> None:
    """Say beside the amount what each source has left, and offer the whole of the only one."""
    left = {source: rest for source, rest in rests.items() if rest > 0}
    field = form.fields["amount_eur"]
    text = _("%(source)s: %(left)s left.")
    lines = [text % {"source": name, "left": format_eur(rest)} for name, rest in left.items()]
    field.help_text = " ".join(lines)
    if len(left) == 1:
        field.initial = next(iter(left.values()))
