"""Partners and tranches below the grant; papers and stations beside them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils import timezone

from core.admin.base import DeskInline, ReadOnlyInline
from programs.admin.decision.back_inlines import CorrectionInline, ReturnInline
from programs.admin.grant.case import Case
from programs.admin.grant.forms import (
    LineField,
    ParticipationForm,
    ParticipationFormSet,
    TrancheForm,
    TrancheFormSet,
)
from programs.admin.hand_in import HandInInline
from programs.admin.letter.inline import LetterInline
from programs.choices import GrantState
from programs.models import (
    BudgetLine,
    Decision,
    Document,
    Drawdown,
    Grant,
    MissingPaper,
    Participation,
    ProofOfUse,
    Reclaim,
    StationLog,
    Tranche,
)

OPEN_STATES = frozenset(
    {
        GrantState.DRAFT,
        GrantState.SUBMITTED,
        GrantState.IN_REVIEW,
        GrantState.QUERY,
        GrantState.RECOMMENDED,
    }
)


def is_open(grant: Grant | None) -> bool:
    """Whether shares and tranches may still be entered: no proposal, no decision yet."""
    return grant is None or grant.state in OPEN_STATES


class MoneyInline(DeskInline):
    """Rows that are fixed as soon as the case is proposed."""

    case: Case  # that of the page they stand on

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(obj) and super().has_delete_permission(request, obj)


class ParticipationInline(MoneyInline):
    model = Participation
    form = ParticipationForm
    formset = ParticipationFormSet
    autocomplete_fields = ("municipality",)
    classes = ("shares",)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return self.case.partners if obj is None else 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.share_offered = self.case.share_eur
        return formset


class PlannedTrancheInline(MoneyInline):
    model = Tranche
    form = TrancheForm
    formset = TrancheFormSet
    classes = ("tranches",)
    line_field: LineField | None = None  # made once for a page: its choices are a query

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if self.line_field is None:
            offered = self._lines(request) if is_open(obj) else BudgetLine.objects.none()
            self.line_field = LineField(queryset=BudgetLine.objects, offered=offered)
            self.line_field.label = Tranche._meta.get_field("line").verbose_name
        return super().get_formset(request, obj, **kwargs)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A row to begin with; none where rows are looked at alone."""
        return 1 if obj is None or (is_open(obj) and not obj.tranches.exists()) else 0

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name != "line":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        return self.line_field

    def _lines(self, request: HttpRequest) -> Any:
        """Open lines of the program, and those the case already has; none before it is chosen."""
        match = request.resolver_match
        grant_id = match.kwargs.get("object_id") if match else None
        opened = BudgetLine.objects.open_in(timezone.localdate().year)
        if grant_id is not None:
            own = BudgetLine.objects.filter(tranches__grant=grant_id)
            of_program = opened.filter(program__grants=grant_id)
            return (of_program | own).distinct()
        program = self.case.program
        return opened.filter(program=program) if program else opened


class DecisionInline(ReadOnlyInline):
    model = Decision
    fields = ("kind", "amount_eur", "decided_on", "notified_on", "final_on")
    readonly_fields = fields
    show_change_link = True


class DrawdownInline(ReadOnlyInline):
    model = Drawdown
    fields = ("requested_on", "line", "amount_eur", "needed_for")
    readonly_fields = fields
    show_change_link = True


class ReclaimInline(ReadOnlyInline):
    model = Reclaim
    fields = ("reason", "amount_eur", "due_on", "paid_on", "interest_eur", "settled_on")
    readonly_fields = fields
    show_change_link = True


class ProofInline(ReadOnlyInline):
    model = ProofOfUse
    fields = ("due_on", "submitted_on", "checked_on", "result", "recalculated_eur")
    readonly_fields = fields
    show_change_link = True


class CaseInline(DeskInline):
    """Papers of the case, kept while it is open."""

    classes = ("collapse",)
    formfield_overrides = {}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(obj) and super().has_delete_permission(request, obj)


class DocumentInline(CaseInline):
    model = Document


class MissingPaperInline(CaseInline):
    model = MissingPaper


class StationInline(CaseInline):
    model = StationLog

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "opinion" and field is not None:
            field.widget = forms.Textarea(attrs={"rows": 2, "cols": 40})
        return field


ENTRY = (ParticipationInline, PlannedTrancheInline)
PAPERS = (MissingPaperInline, DocumentInline, StationInline)
AFTERWARDS = (DecisionInline, DrawdownInline, ProofInline, ReclaimInline, CorrectionInline)


WHERE_THERE: dict[str, type[DeskInline]] = {
    "returns": ReturnInline,
    "hand_ins": HandInInline,
    "letters": LetterInline,
}


def inlines_of(grant: Grant | None) -> tuple[type[DeskInline], ...]:
    """The rows that belong to the case as it stands."""
    came_back, handed_in, letters = (
        (inline,) if grant is not None and getattr(grant, name).exists() else ()
        for name, inline in WHERE_THERE.items()
    )
    afterwards = () if is_open(grant) else AFTERWARDS
    return (*came_back, *handed_in, *ENTRY, *afterwards, *letters, *PAPERS)
