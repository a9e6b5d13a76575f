"""Forms of the administration under two people at once: what they showed, what another saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import UniqueConstraint
from django.forms.utils import ErrorList
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from psycopg2.errors import UniqueViolation

from core.sending.seen import CONFLICT, as_errors
from core.sending.versions import Changed


def saved_or_told(write: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `write`, made once more where somebody else saved the same key meanwhile.

    The second time the form sees the other row and says which field is taken.
    """
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
    with transaction.atomic():
        return write()


def note_changed(request: HttpRequest, changed: Changed) -> None:
    """Remember for the form that is shown again why nothing is written."""
    request.changed = changed  # type: ignore[attr-defined]  # our own note on it


def changed_of(request: HttpRequest) -> Changed | None:
    return getattr(request, "changed", None)


def answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page, with the status of a conflict where there is one."""
    if changed_of(request) is not None:
        response.status_code = CONFLICT
    return response


def desk_form(form: Any, request: HttpRequest) -> Any:
    """The form class as the administration uses it.

    It refuses everything where what it showed has changed, and says at its field what is taken.
    """
    changed = changed_of(request)

    class DeskForm(form):
        def clean(self) -> Any:
            cleaned = super().clean()
            if changed is not None:
                self.add_error(None, as_errors(changed))
            return cleaned

        def _post_clean(self) -> None:
            super()._post_clean()
            _place_what_is_taken(self)

    return DeskForm


def _place_what_is_taken(form: forms.ModelForm[Any]) -> None:
    """Move the error of a unique constraint over several fields to the last of them."""
    places = {
        str(constraint.violation_error_message): constraint.fields[-1]
        for constraint in form._meta.model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and constraint.fields
    }
    above = form.errors.get(NON_FIELD_ERRORS, ErrorList())
    for error in list(above.as_data()):
        place = places.get(str(error.message))
        if place in form.fields:
            above.data.remove(error)
            form.add_error(place, error)
    if NON_FIELD_ERRORS in form.errors and not above.as_data():
        del form.errors[NON_FIELD_ERRORS]


def said_twice(model: Any, fields: Sequence[str]) -> str:
    """What to say where two rows of one form are the same in these fields."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and set(fields) <= set(constraint.fields):
            return str(constraint.violation_error_message)
    labels = {field.name: str(field.verbose_name) for field in model._meta.concrete_fields}
    names = ", ".join(labels[name] for name in fields)
    return _("Two rows are the same: %(fields)s. Delete one of them.") % {"fields": names}


def refusing_rows(formset: Any, request: HttpRequest) -> Any:
    """The same for the rows of a list."""
    changed = changed_of(request)
    if changed is None:
        return formset

    errors = as_errors(changed)

    class RefusingRows(formset):
        def clean(self) -> None:
            raise ValidationError(errors)

    return RefusingRows


def is_written_list(request: HttpRequest) -> bool:
    """Whether a list is sent back to be written: edited rows, or the deletion of ticked ones."""
    return request.method == "POST" and ("_save" in request.POST or "post" in request.POST)
