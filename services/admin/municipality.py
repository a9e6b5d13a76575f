"""Municipal bodies, with the step that ends one: its successor takes over what it reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PendingChange
from accounts.roles import CHANGE_BODIES
from core.admin.row_search import RowSearch, RowsSearch
from core.admin.step_pages import ActedOnAdmin
from core.admin.steps import Reason, ReasonedAt, Step, calls, day_field
from core.formats import format_day
from municipalities.admin import MunicipalityAdmin
from municipalities.models import Municipality
from services.actions.endings import propose_end

SUCCESSOR = Municipality._meta.get_field("successor")
CHOOSE = gettext_lazy(
    "Choose the body that follows. If the list does not have it, the current official register "
    "is imported first; this is done by who runs the house."
)


class BodyEnding(Reason):
    """When a body ended, who follows it, and who ended with it."""

    last_day = day_field(
        gettext_lazy("Ended on"), help_text=gettext_lazy("The last day on which the body existed.")
    )
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Followed by"),
        queryset=Municipality.objects.all(),
        widget=RowSearch(SUCCESSOR, admin.site),
        help_text=gettext_lazy("A new body must have been imported from the official register."),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    together_with = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Merged together with"),
        queryset=Municipality.objects.filter(valid_to__isnull=True),
        widget=RowsSearch(SUCCESSOR, admin.site),
        required=False,
        help_text=gettext_lazy(
            "Bodies that ended on the same day and have the same successor: it has reached a step "
            "where all of them had."
        ),
    )
    field_order = ("last_day", "successor", "together_with", "reason")

    @dataclass(frozen=True, kw_only=True)
    class Values(ReasonedAt):
        last_day: date
        successor: Municipality
        together_with: QuerySet[Municipality]


admin.site.unregister(Municipality)


def _waiting(body: Municipality) -> QuerySet[PendingChange]:
    return PendingChange.objects.of(body).waiting()


def _note(body: Municipality) -> str:
    return _(
        "It takes effect when an administrator approves it. Whoever works for one of the bodies "
        "then sees the cases of all of them."
    )


@admin.register(Municipality)
class BodyAdmin(ActedOnAdmin, MunicipalityAdmin):
    """The register's bodies as they are shown below, and their end: progress and rights go over."""

    steps = (
        Step(
            "end",
            gettext_lazy("Propose the end of the body, name its successor"),
            CHANGE_BODIES,
            is_open=lambda body: body.valid_to is None and not _waiting(body).exists(),
            run=calls(BodyEnding.Values)(propose_end),
            form=BodyEnding,
            note=_note,
        ),
    )

    def about(self, obj: Municipality) -> dict[str, Any]:
        facts: list[tuple[str, object]] = [(_("AGS"), obj.ags), (_("District"), obj.district)]
        if obj.valid_from is not None:
            facts.append((_("Exists from"), format_day(obj.valid_from)))
        return {"facts": facts}

    def standing(self, obj: Municipality) -> str:
        if obj.valid_to is None:
            is_to_end = _waiting(obj).exists()
            return _("exists; its end waits for a second person") if is_to_end else _("exists")
        values = {"day": format_day(obj.valid_to), "body": obj.successor or "–"}
        return _("existed until %(day)s, then %(body)s") % values
