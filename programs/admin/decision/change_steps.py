"""The steps that change a decided grant: amendments, and what they share with endings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import APPROVE, PREPARE
from core.admin.steps import Reason, ReasonedAt, Step, StepForm, TakenAt, calls, day_field
from core.errors import RuleError
from core.formats import format_eur
from core.forms.fields import EuroField
from programs.actions.decision import amendment, finality, later
from programs.admin.decision.signature_steps import Signature, warning_of
from programs.admin.payment.steps import Finality, offer
from programs.admin.steps import way_field
from programs.choices import NotificationKind
from programs.models import BudgetLine, Decision, Grant, GrantBalance
from programs.terms.amendment import AMENDABLE
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

    @dataclass(frozen=True, kw_only=True)
    class Values(ReasonedAt):
        lines: Mapping[BudgetLine, Decimal]
        shares: Mapping[str, Decimal] | None
        plan: FinancingPlan
        override_reason: str
        period_end: date | None
        applied_on: date | None

    @classmethod
    def names(cls) -> frozenset[str]:
        typed = {"other_line", "other_eur", *PLAN}
        return super().names() - typed | {"lines", "shares", "plan"}

    def asked(self) -> dict[str, Any]:
        """Amounts by budget line and by partner, and the financing plan, in place of each field."""
        answers = self.cleaned_data
        plan = {name: answers[name] for name in PLAN}
        return answers | {
            "lines": self._lines(),
            "shares": self._typed(SHARE) or None,
            "plan": FinancingPlan(**plan, funding_rate=self.grant.funding_rate),
        }

    def _lines(self) -> dict[BudgetLine, Decimal]:
        amounts = {int(key): amount for key, amount in self._typed(LINE).items()}
        found = BudgetLine.objects.filter(pk__in=amounts).select_related("program")
        lines = {line: amounts[line.pk] for line in found}
        other = self.cleaned_data["other_line"]
        return lines if other is None else {**lines, other: self.cleaned_data["other_eur"]}

    def _typed(self, prefix: str) -> dict[str, Decimal]:
        """The amounts entered in the fields whose names begin so, by the rest of the name."""
        return {
            name.removeprefix(prefix): amount
            for name, amount in self.cleaned_data.items()
            if name.startswith(prefix) and amount is not None
        }

    def prepare(self, obj: Grant) -> None:
        self.grant = obj
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
        opened = BudgetLine.objects.open_in(timezone.localdate().year)
        lines = opened.filter(program=obj.program_id).exclude(pk__in=known)
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
    kind = way_field()
    waived_on = day_field(gettext_lazy("appeal waived on"), required=False)

    @dataclass(frozen=True, kw_only=True)
    class Values(TakenAt):
        on: date
        kind: NotificationKind
        waived_on: date | None


class ChangeFinality(Finality):
    """Asks which decision is meant where several wait."""

    decision = forms.ModelChoiceField(
        label=gettext_lazy("Decision"), queryset=Decision.objects.none()
    )
    field_order = ("decision", "on", "waived_on")

    @dataclass(frozen=True, kw_only=True)
    class Values(Finality.Values):
        decision: Decision | None = None

    def prepare(self, obj: Any) -> None:
        waiting = finality.unfinal_changes(obj)
        offer(self, "decision", obj.decisions.filter(pk__in=[one.pk for one in waiting]))
        if len(waiting) < 2:
            del self.fields["decision"]


def _proposed(grant: Grant) -> Decision:
    decision = later.pending_change(grant)
    if decision is None:
        raise RuleError(_("No change of this case awaits its approval."), code="not_prepared")
    return decision


def _is_pending(grant: Grant) -> bool:
    return later.pending_change(grant) is not None


CHANGE_STEPS = (
    Step(
        name="amend",
        label=gettext_lazy("Propose an amendment"),
        permission=PREPARE,
        is_open=lambda grant: grant.state in AMENDABLE,
        run=calls(Amendment.Values)(amendment.propose_amendment),
        form=Amendment,
    ),
    Step(
        name="approve_change",
        label=gettext_lazy("Approve the proposed change"),
        permission=APPROVE,
        is_open=_is_pending,
        run=calls(Signature.Values)(later.approve_change).on(_proposed),
        form=Signature,
    ),
    Step(
        name="notify_change",
        label=gettext_lazy("Record the notification of the change"),
        permission=PREPARE,
        is_open=lambda grant: later.unsent_change(grant) is not None,
        run=calls(Notification.Values)(later.notify_change),
        form=Notification,
        note=lambda grant: warning_of(later.unsent_change(grant)),
    ),
    Step(
        name="finalise_change",
        label=gettext_lazy("Record the finality of the change"),
        permission=PREPARE,
        is_open=lambda grant: bool(finality.unfinal_changes(grant)),
        run=calls(ChangeFinality.Values)(finality.finalise_change),
        form=ChangeFinality,
    ),
)
