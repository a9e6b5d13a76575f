"""Forms of the administration under two people at once: what they showed, what another saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import UniqueConstraint
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.sending.seen import check_all_shown, refusal_of
from core.sending.versions import Changed


def desk_form(form: Any) -> Any:
    """The form class as the administration uses it: what is taken is said at its field."""

    class DeskForm(form):
        def _post_clean(self) -> None:
            super()._post_clean()
            _place_what_is_taken(self)

    return DeskForm


def say_what_is_taken(form: Any) -> None:
    """Look once more for rows with the keys that the form has checked before."""
    exclude = form._get_validation_exclusions()
    for check in (form.instance.validate_unique, form.instance.validate_constraints):
        try:
            check(exclude=exclude)
        except ValidationError as error:
            form._update_errors(error)
    _place_what_is_taken(form)


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


def rows_as_shown(formset: Any, request: HttpRequest) -> Any:
    """The rows of a list, written only where they stand as the list has shown them."""

    class RowsAsShown(formset):
        def clean(self) -> None:
            super().clean()
            try:
                check_all_shown(request, [form.instance for form in self.forms])
            except Changed as changed:
                raise refusal_of(changed) from changed

    return RowsAsShown


def is_written_list(request: HttpRequest) -> bool:
    """Whether the edited rows of a list are sent back to be written."""
    return request.method == "POST" and "_save" in request.POST
