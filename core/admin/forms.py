"""Forms of the administration under two people at once: what they showed, what another saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, UniqueConstraint
from django.forms.models import BaseInlineFormSet
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.admin.row_search import RowSearch
from core.database.together import rows_read
from core.formats import format_day
from core.forms.days import SPANS
from core.sending.seen import check_all_shown, refusal_of
from core.sending.versions import Changed


def desk_form(form: Any) -> Any:
    """The form class as the administration uses it: what is taken is said at its field."""

    class DeskForm(form):
        def clean(self) -> Any:
            cleaned = super().clean()
            _refuse_spans_out_of_order(self)
            return cleaned

        def _post_clean(self) -> None:
            super()._post_clean()
            _place_what_is_taken(self)

    return DeskForm


def _refuse_spans_out_of_order(form: Any) -> None:
    """Say at its field that a span ends before it begins; what the form leaves out is as stored.

    Asked before the database compares spans: it knows none that ends before it begins.
    """

    def day(name: str) -> Any:
        typed = name in form.fields
        return form.cleaned_data.get(name) if typed else getattr(form.instance, name, None)

    for first, last in SPANS:
        if {first, last} & set(form.fields) and day(first) and day(last) and day(last) < day(first):
            message = _("This day lies before the first one, %(day)s. Correct one of them.")
            place = last if last in form.fields else first
            form.add_error(place, message % {"day": format_day(day(first))})


def say_what_is_taken(form: Any) -> None:
    """Look once more for rows with the keys that the form has checked before."""
    exclude = form._get_validation_exclusions()
    for check in (form.instance.validate_unique, form.instance.validate_constraints):
        try:
            check(exclude=exclude)
        except ValidationError as error:
            form._update_errors(error)
    _place_what_is_taken(form)


def say_what_breaks(form: Any, name: str) -> None:
    """Say the check of this name that the row of the form breaks, where it breaks it.

    Forms leave out checks that look at a column they do not show; the database does not.
    """
    model = form._meta.model
    for constraint in model._meta.constraints:
        if constraint.name == name and isinstance(constraint, CheckConstraint):
            try:
                constraint.validate(model, form.instance)
            except ValidationError as error:
                condition: Any = constraint.condition
                places = condition.referenced_base_fields & set(form.fields)
                form.add_error(places.pop() if len(places) == 1 else None, error)


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


class RowFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Rows whose fields say in which row they stand, for people who hear the table.

    A new row in which nothing stands is none, also where something stood in it beforehand.
    """

    about: ClassVar[frozenset[str]] = frozenset()  # fields of refusals to be said at the rows

    def get_queryset(self) -> Any:
        """The rows as they were read with the row above them, where they were."""
        name = self.fk.remote_field.get_accessor_name()
        read = rows_read(self.instance, name) if name else None
        return super().get_queryset() if read is None else read

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        return said_twice(self.model, unique_check)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if isinstance(field.widget, RowSearch):
                field.widget.remember(form.instance, name)
            label = field.label or ""
            row = "" if index is None else _(", row %(number)s") % {"number": index + 1}
            field.widget.attrs.setdefault("aria-label", f"{label}{row}")

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form: Any = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # no stub
        if form.is_bound and form.empty_permitted and not _holds_anything(form):
            form.changed_data = []
        return form


def _holds_anything(form: Any) -> bool:
    """Whether anything was typed into a row that is not as it was offered."""
    sent = [form[name].data for name in form.changed_data]
    return any(any(value) if isinstance(value, list) else value for value in sent)
