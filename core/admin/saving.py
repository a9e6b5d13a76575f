"""A form of the administration as it was sent: checked, then written or shown again with why not.

Django's own view has no place for what is refused only while it is being written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import AdminErrorList, AdminForm
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.forms.formsets import all_valid
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from psycopg2.errors import CheckViolation, UniqueViolation

from core.admin.forms import say_what_breaks, say_what_is_taken
from core.database.refusals import RefusedByDatabase
from core.errors import RuleError
from core.sending.seen import show_refusal


@dataclass(frozen=True)
class Submission:
    """The form of a row and the lists below it, as they were sent; `obj` is None for a new row."""

    desk: Any
    request: HttpRequest
    obj: Any
    form: Any
    formsets: list[Any]
    inlines: list[Any]

    @classmethod
    def read(cls, desk: Any, request: HttpRequest, obj: Any) -> Submission:
        """What the page of `obj` has, bound to what was sent. Raises PermissionDenied."""
        is_change = obj is not None
        if not (
            desk.has_change_permission(request, obj)
            if is_change
            else desk.has_add_permission(request)
        ):
            raise PermissionDenied
        names = flatten_fieldsets(desk.get_fieldsets(request, obj))
        kind = desk.get_form(request, obj, change=is_change, fields=names)
        form = kind(request.POST, instance=obj)  # files come in through core.uploads
        below = desk._create_formsets(request, form.instance, change=is_change)
        return cls(desk, request, obj, form, *below)

    def is_valid(self) -> bool:
        """Whether all may be written as far as the forms know; they carry their errors then."""
        is_valid: bool = self.form.is_valid()
        return all_valid(self.formsets) and is_valid

    def write(self) -> HttpResponse | None:
        """The answer once all is written; None where it is refused: nothing is written then.

        The form says at its field what the rules refuse and what another row took meanwhile.
        """
        typed_key = self.form.instance.pk
        try:
            with transaction.atomic():
                return self._written()
        except IntegrityError as error:
            if not self._says_why(error.__cause__):
                if not isinstance(error, RefusedByDatabase):
                    raise
                self.refuse(error)
        except RuleError as error:
            self.refuse(error)
        if self.obj is None:  # as it was before: rows below must not hang on a key that is gone
            self.form.instance.pk = typed_key
            self.form.instance._state.adding = True
        return None

    def _written(self) -> HttpResponse:
        desk, request, is_change = self.desk, self.request, self.obj is not None
        row = desk.save_form(request, self.form, change=is_change)
        desk.save_model(request, row, self.form, is_change)
        desk.save_related(request, self.form, self.formsets, is_change)
        told = desk.construct_change_message(request, self.form, self.formsets, not is_change)
        log, respond = (
            (desk.log_change, desk.response_change)
            if is_change
            else (desk.log_addition, desk.response_add)
        )
        log(request, row, told)
        answer: HttpResponse = desk.answer(request, self.form) or respond(request, row)
        return answer

    def refuse(self, error: RuleError) -> None:
        """Say it at its field, at the list it is about, or above the form."""
        about = [rows for rows in self.formsets if error.field in getattr(rows, "about", ())]
        if about and error.field not in self.form.fields:
            about[0].non_form_errors().append(ValidationError(error.message, code=error.code))
        else:
            show_refusal(self.form, error)

    def _says_why(self, refusal: BaseException | None) -> bool:
        """Whether a form finds why the database refused to write it.

        Another row has taken its key since it was checked, or its row breaks a check.
        """
        forms = [self.form, *(form for rows in self.formsets for form in rows.forms)]
        for form in forms:
            if isinstance(refusal, UniqueViolation):
                say_what_is_taken(form)
            elif isinstance(refusal, CheckViolation):
                say_what_breaks(form, refusal.diag.constraint_name or "")
        return any(form.errors for form in forms)

    def as_context(self, original: Any) -> dict[str, Any]:
        """What Django's page of a form is made of; `original` is the row as it stands."""
        desk, request = self.desk, self.request
        if original is not None:
            self.form.instance = original  # fields to look at show what stands
        admin_form = AdminForm(
            self.form,
            list(desk.get_fieldsets(request, original)),
            desk.get_prepopulated_fields(request, original),
            desk.get_readonly_fields(request, original),
            model_admin=desk,
        )
        lists = desk.get_inline_formsets(request, self.formsets, self.inlines, original)
        title = _("Add %s") if original is None else _("Change %s")
        return {
            **desk.admin_site.each_context(request),
            "title": title % desk.opts.verbose_name,
            "subtitle": str(original) if original is not None else None,
            "adminform": admin_form,
            "object_id": None if original is None else str(original.pk),
            "original": original,
            "is_popup": IS_POPUP_VAR in request.POST,
            "to_field": request.POST.get(TO_FIELD_VAR),
            "media": sum((rows.media for rows in lists), desk.media + admin_form.media),
            "inline_admin_formsets": lists,
            "errors": AdminErrorList(self.form, self.formsets),
            "preserved_filters": desk.get_preserved_filters(request),
        }
