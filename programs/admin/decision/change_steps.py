"""The steps that change a decided grant: amendments, and what they share with endings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import APPROVE, PREPARE
from core.admin.steps import Reason, Step, StepForm, day_field
from core.errors import RuleError
from core.formats import format_eur
from core.forms.fields import EuroField
from programs.actions.decision import amendment, finality, later
from programs.admin.decision.signature_steps import Signature, dated, warning_of
from programs.admin.payment.steps import Finality, offer
from programs.choices import NotificationKind
from programs.models import BudgetLine, Decision, Grant, GrantBalance
from programs.terms.plans import FinancingPlan

LINE, SHARE = "line_", "share_"
PLAN = ("eligible_eur", "own_eur", "third_party_eur")


class Amendment(Reason):
    """One amount for each line the case has, one more line, one amount for each partner."""

    other_line = forms.ModelChoiceField(
        label=gettext_lazy("another budget line"),
        queryset=BudgetLine.objects.none(),
        required=False,
    )
    other_eur = EuroField(label=gettext_lazy("change on it (EUR)"), required=False)
    eligible_eur = EuroField(label=gettext_lazy("eligible expenditure (EUR)"), required=False)
    own_eur = EuroField(label=gettext_lazy("own funds (EUR)"), required=False)
    third_party_eur = EuroField(label=gettext_lazy("third-party funds (EUR)"), required=False)
    override_reason = forms.CharField(
        label=gettext_lazy("reason for a different amount"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Only where the directive allows less."),
    )
    period_end = day_field(gettext_lazy("new end of the approval period"), required=False)
    applied_on = day_field(gettext_lazy("longer period applied for on"), required=False)

    def prepare(self, obj: Any) -> None:
        balances = GrantBalance.objects.filter(grant=obj).select_related("line__program")
        for balance in balances.order_by("line__fiscal_year", "line_id"):
            self.fields[f"{LINE}{balance.line_id}"] = EuroField(
                label=_("%(line)s: change (EUR)") % {"line": balance.line},
                help_text=_("Bound %(bound)s, drawn %(drawn)s; with a minus less is bound.")
                % {
                    "bound": format_eur(balance.committed_eur),
                    "drawn": format_eur(balance.drawn_eur),
                },
                required=False,
            )
        for part in obj.participations.select_related("municipality"):
            self.fields[f"{SHARE}{part.municipality_id}"] = EuroField(
                label=_("Share of %(name)s: change (EUR)") % {"name": part.municipality},
                help_text=_("Now %(share)s. All empty: in proportion to the shares.")
                % {"share": format_eur(part.share_eur) if part.share_eur is not None else "–"},
                required=False,
            )
        for name in PLAN:
            self.fields[name].initial = getattr(obj, name)
        field: Any = self.fields["other_line"]
        known = [balance.line_id for balance in balances]
        lines = BudgetLine.objects.filter(program=obj.program_id).exclude(pk__in=known)
        field.queryset = lines.select_related("program")
        first = [name for name in self.fields if name.startswith(LINE)]
        self.order_fields([*first, "other_line", "other_eur"])
        self.order_fields([*(n for n in self.fields if n != "reason"), "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("other_eur") is None) != (cleaned.get("other_line") is None):
            self.add_error("other_line", _("Choose the budget line and enter the amount."))
        return cleaned


class Notification(StepForm):
    on = day_field(gettext_lazy("Sent or handed over on"), initial=timezone.localdate)
    kind = forms.ChoiceField(
        label=gettext_lazy("Way of notification"),
        choices=NotificationKind.choices,
        initial=NotificationKind.POST,
    )
    waived_on = day_field(gettext_lazy("appeal waived on"), required=False)


class ChangeFinality(Finality):
    """Asks which decision is meant where several wait."""

    decision = forms.ModelChoiceField(
        label=gettext_lazy("Decision"), queryset=Decision.objects.none()
    )
    field_order = ("decision", "on", "waived_on")

    def prepare(self, obj: Any) -> None:
        waiting = finality.unfinal_changes(obj)
        offer(self, "decision", waiting)
        if len(waiting) < 2:
            del self.fields["decision"]


def _amend(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    amounts = {
        int(name.removeprefix(LINE)): value
        for name, value in values.items()
        if name.startswith(LINE) and value is not None
    }
    lines = {
        line: amounts[line.pk]
        for line in BudgetLine.objects.filter(pk__in=amounts).select_related("program")
    }
    if values["other_line"] is not None:
        lines[values["other_line"]] = values["other_eur"]
    typed = {
        name.removeprefix(SHARE): value
        for name, value in values.items()
        if name.startswith(SHARE) and value is not None
    }
    amendment.propose_amendment(
        grant,
        lines=lines,
        shares={ags: Decimal(eur) for ags, eur in typed.items()} or None,
        period_end=values["period_end"],
        applied_on=values["applied_on"],
        plan=FinancingPlan(
            **{name: values[name] for name in PLAN}, funding_rate=grant.funding_rate
        ),
        override_reason=values["override_reason"],
        reason=values["reason"],
        by=by,
        at=at,
    )


def _approve(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    decision = later.pending_change(grant)
    if decision is None:
        raise RuleError(_("No change of this case awaits its approval."), code="not_prepared")
    later.approve_change(decision, by=by, at=at, **dated(values))


def _notify(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    later.notify_change(
        grant,
        on=values["on"],
        by=by,
        at=at,
        kind=NotificationKind(values["kind"]),
        waived_on=values["waived_on"],
    )


def _finalise(grant: Grant, values: Mapping[str, Any], by: User, at: datetime) -> None:
    finality.finalise_change(
        grant,
        decision=values.get("decision"),
        on=values["on"],
        by=by,
        at=at,
        waived_on=values["waived_on"],
    )


def _is_pending(grant: Grant) -> bool:
    return later.pending_change(grant) is not None


CHANGE_STEPS = (
    Step(
        name="amend",
        label=gettext_lazy("Propose an amendment"),
        permission=PREPARE,
        is_open=lambda grant: grant.state in amendment.AMENDABLE,
        run=_amend,
        form=Amendment,
    ),
    Step(
        name="approve_change",
        label=gettext_lazy("Approve the proposed change"),
        permission=APPROVE,
        is_open=_is_pending,
        run=_approve,
        form=Signature,
    ),
    Step(
        name="notify_change",
        label=gettext_lazy("Record the notification of the change"),
        permission=PREPARE,
        is_open=lambda grant: later.unsent_change(grant) is not None,
        run=_notify,
        form=Notification,
        note=lambda grant: warning_of(later.unsent_change(grant)),
    ),
    Step(
        name="finalise_change",
        label=gettext_lazy("Record the finality of the change"),
        permission=PREPARE,
        is_open=lambda grant: finality.unfinal_changes(grant).exists(),
        run=_finalise,
        form=ChangeFinality,
    ),
)
