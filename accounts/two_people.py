"""Admin pages whose rows two people change: saving proposes, a second person approves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions_changes import propose_change
from accounts.changes import columns_of
from accounts.choices import ChangeKind
from accounts.models import PendingChange, User
from core.admin.base import DeskAdmin
from core.errors import RuleError

REASON = "change_reason"


class ReasonedForm(forms.ModelForm[Any]):
    """A row with the reason of its change, which the second person reads."""

    change_reason = forms.CharField(
        label=gettext_lazy("Reason of the change"),
        help_text=gettext_lazy("For the second person who approves it."),
        max_length=200,
        required=False,
    )
    desk: TwoPeopleAdmin  # the page the form stands on
    proposed: PendingChange | None = None  # what was proposed in place of saving it

    def clean(self) -> dict[str, Any] | None:
        """A change that two people make has a reason, and no other one waits before it."""
        cleaned = super().clean() or {}
        if not self.desk.signed_columns(self.instance, self.changed_data):
            return cleaned
        if not cleaned.get(REASON):
            self.add_error(REASON, _("Two people make this change. Please give the reason."))
        if self.instance.pk and PendingChange.objects.of(self.instance).waiting().exists():
            raise forms.ValidationError(
                _("A change is waiting for the second person. It is approved or withdrawn first.")
            )
        return cleaned


class TwoPeopleAdmin(DeskAdmin):
    """Rows that give or limit rights: what is typed here waits for a second person.

    `signed_fields` are the fields that need two people, all where it is empty; `permission` is
    what the second person has to hold.
    """

    form = ReasonedForm
    signed_fields: tuple[str, ...] = ()
    permission = ""

    def signed_columns(self, obj: Any, changed: Iterable[str]) -> list[str]:
        """The columns of a typed form that wait for a second person."""
        if not obj.pk:
            return columns_of(self.model)
        fields = {field.name: field.attname for field in self.opts.concrete_fields}
        signed = self.signed_fields or tuple(fields)
        return [fields[name] for name in changed if name in fields and name in signed]

    def person(self, obj: Any) -> User | None:
        """Whose rights the row is about; they do not approve it."""
        return None

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.desk = self
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields of the row, and last the reason."""
        fieldsets = [
            (name, {**options, "fields": [f for f in options["fields"] if f != REASON]})
            for name, options in super().get_fieldsets(request, obj)
        ]
        may = self.has_change_permission(request, obj) if obj else True
        return [*fieldsets, (None, {"fields": [REASON]})] if may else fieldsets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Propose what needs two people; write at once what does not."""
        columns = self.signed_columns(obj, form.changed_data)
        if not columns:
            super().save_model(request, obj, form, change)
            return
        kind = ChangeKind.CHANGE if change else ChangeKind.ADD
        form.proposed = self.propose(request, obj, kind, form.cleaned_data[REASON], columns)
        if change:
            kept = self.model._default_manager.get(pk=obj.pk)
            for column in columns:
                setattr(obj, column, getattr(kept, column))
            super().save_model(request, obj, form, change)

    def propose(
        self,
        request: HttpRequest,
        obj: Any,
        kind: ChangeKind,
        reason: str,
        columns: Iterable[str] = (),
    ) -> PendingChange:
        """Keep the change for the second person."""
        return propose_change(
            obj,
            kind,
            by=request.user,  # type: ignore[arg-type]  # the site lets in signed-in people only
            at=timezone.now(),
            reason=reason,
            permission=self.permission,
            person=self.person(obj),
            columns=columns,
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Rows below a row that is not there yet have nothing to hang on."""
        if form.instance.pk:
            super().save_related(request, form, formsets, change)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return super().log_addition(request, obj, message) if obj.pk else None

    def answer(self, request: HttpRequest, form: Any) -> HttpResponse | None:
        return None if form.proposed is None else self.waiting(request, form.proposed)

    def waiting(self, request: HttpRequest, change: PendingChange) -> HttpResponse:
        """To the proposed change."""
        self.message_user(
            request,
            _("The change is proposed. It takes effect when a second person approves it."),
            messages.WARNING,
        )
        return redirect("admin:accounts_pendingchange_change", change.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page says what is waiting."""
        original: Model | None = context.get("original")
        if original is not None:
            context["waiting_change"] = PendingChange.objects.of(original).waiting().first()
        return super().render_change_form(request, context, *args, **kwargs)


class RemovedByTwoAdmin(TwoPeopleAdmin):
    """Rows that two people also remove, one at a time and with a reason."""

    delete_confirmation_template = "admin/delete_by_two_people.html"

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Ask for the reason before anything is proposed."""
        self._ask_whether_deleted_by(request, object_id)
        reason = request.POST.get(REASON, "").strip()
        if request.method == "POST" and not reason:
            self.message_user(
                request, _("Two people make this change. Please give the reason."), messages.ERROR
            )
            return redirect(request.path)
        try:
            return super().delete_view(request, object_id, extra_context)
        except RuleError as error:
            self.message_user(request, error.message, messages.ERROR)
            return redirect(request.path)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return None

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        reason = request.POST[REASON].strip()[:200]
        self.propose(request, obj, ChangeKind.DELETE, reason)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        changes = PendingChange.objects.of_key(self.model, obj_id)
        return self.waiting(request, changes.waiting().get())
