"""German fields in the admin: amounts, numbers, days, lists, and rows that are unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, RelatedFieldWidgetWrapper
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.admin.row_search import RowSearch, RowsSearch
from core.forms.choices import name_empty_choice
from core.forms.days import first_day_of, years_ahead_of
from core.forms.fields import (
    UNKNOWN_ROW,
    CountField,
    DayField,
    EuroField,
    LinesField,
    NumberField,
    PercentField,
)

if TYPE_CHECKING:
    Base = admin.options.BaseModelAdmin[Any]
else:
    Base = object


class GermanFields(Base):
    """Amounts, numbers and days are in German notation; a row that is unknown is named.

    `names_of_columns` are lists that name columns of their own row: these are chosen by label.
    """

    names_of_columns: tuple[str, ...] = ()

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, models.DateField) and not isinstance(
            db_field, models.DateTimeField
        ):
            kwargs |= {
                "form_class": DayField,
                "widget": AdminDateWidget,
                "first": first_day_of(db_field.name),
                "years_ahead": years_ahead_of(db_field.name),
            }
        elif isinstance(db_field, models.DecimalField):
            kwargs |= _decimal_field(db_field.name)
        elif isinstance(db_field, models.IntegerField):
            kwargs |= {"form_class": CountField}
        elif isinstance(db_field, ArrayField):
            return _list_field(db_field, names_columns=db_field.name in self.names_of_columns)
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.ModelChoiceField):
            field.error_messages |= UNKNOWN_ROW
        name_empty_choice(field)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # no pencils and eyes beside each choice
        return field

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowSearch(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField[Any] | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowsSearch(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _decimal_field(name: str) -> dict[str, Any]:
    """How a decimal is typed: by its unit, which the name of the field ends in."""
    if name.endswith("_eur"):
        return {"form_class": EuroField}
    if name.endswith("_rate"):
        return {"form_class": PercentField}
    return {"form_class": NumberField, "localize": True}


def _list_field(db_field: ArrayField[Any, Any], *, names_columns: bool) -> forms.Field:
    """Boxes where the texts are a fixed choice, numbers in one line, other texts one per line."""
    choices = _columns(db_field.model) if names_columns else db_field.base_field.choices
    field = _empty_list_field(db_field, choices)
    field.initial = db_field.get_default()
    field.label = capfirst(field.label)
    return field


def _columns(model: type[models.Model]) -> list[tuple[str, str]]:
    """The columns that people fill in, by what they are called."""
    fields = (field for field in model._meta.concrete_fields if field.editable)
    return [(f.name, capfirst(str(f.verbose_name))) for f in fields if not f.primary_key]


def _empty_list_field(db_field: ArrayField[Any, Any], choices: Any) -> forms.Field:
    label = db_field.verbose_name
    if isinstance(db_field.base_field, models.IntegerField):
        numbers: forms.Field = SimpleArrayField(
            CountField(min_value=0),
            label=label,
            help_text=_("Separated by commas."),
            required=False,
        )
        return numbers
    if choices:
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
    return LinesField(label=label, help_text=_("One per line."), required=False)
