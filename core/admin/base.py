"""What all our admin pages share: German fields, the history with reasons, read-only models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget, RelatedFieldWidgetWrapper
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pghistory.models import EventsQuerySet

from core.forms.fields import UNKNOWN_ROW, CountField, DayField, EuroField, LinesField, NumberField
from core.history import changes, history_of
from core.text import search_key

if TYPE_CHECKING:
    Base = admin.options.BaseModelAdmin[Any]
else:
    Base = object

CHANGES_PER_PAGE = 50
FOLDED = ("search_name", "search_text")


class GermanFields(Base):
    """Amounts, numbers and days are in German notation; a row that is unknown is named."""

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, models.DateField) and not isinstance(
            db_field, models.DateTimeField
        ):
            kwargs |= {"form_class": DayField, "widget": AdminDateWidget}
        elif isinstance(db_field, models.DecimalField):
            is_eur = db_field.name.endswith("_eur")
            number = {"form_class": NumberField, "localize": True}
            kwargs |= {"form_class": EuroField} if is_eur else number
        elif isinstance(db_field, models.IntegerField):
            kwargs |= {"form_class": CountField}
        elif isinstance(db_field, ArrayField):
            return _list_field(db_field)
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.ModelChoiceField):
            field.error_messages |= UNKNOWN_ROW
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # no pencils and eyes beside each choice
        return field


def _list_field(db_field: ArrayField[Any, Any]) -> forms.Field:
    """Boxes where the texts are a fixed choice, numbers in one line, other texts one per line."""
    label = db_field.verbose_name
    if isinstance(db_field.base_field, models.IntegerField):
        numbers: forms.Field = SimpleArrayField(
            CountField(min_value=0),
            label=label,
            help_text=_("Separated by commas."),
            required=False,
        )
        return numbers
    if db_field.base_field.choices:
        return forms.MultipleChoiceField(
            label=label,
            choices=db_field.base_field.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
    return LinesField(label=label, help_text=_("One per line."), required=False)


class ListRowForm(forms.ModelForm[Any]):
    """A row edited in a list; its fields say what they are and of which row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {self.instance}"


class DeskAdmin(GermanFields, admin.ModelAdmin[Any]):
    """A model as officers meet it: German fields, history with user, reason and old values."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    class Media:
        css = {"all": ("css/admin-cases.css",)}
        js = ("admin/js/jquery.init.js", "js/admin-names.js")

    def view_on_site(self, obj: models.Model) -> str | None:
        """The page of the portal that shows the object, where there is one."""
        url = getattr(obj, "get_absolute_url", None)
        return url() if url is not None else None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A key that others point at is typed once: saved under another one it would be a copy."""
        fields = list(super().get_readonly_fields(request, obj))
        key: Any = self.opts.pk
        is_typed = obj is not None and not isinstance(key, models.AutoField)
        return [key.name, *fields] if is_typed and key.name not in fields else fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Stored search keys are asked with a folded term, so "Gießen" and "giess" both find."""
        names = self.get_search_fields(request)
        folded = [name for name in names if name.endswith(FOLDED)]
        if not folded or not search_term:
            return super().get_search_results(request, queryset, search_term)
        found = Q()
        for name in names:
            if name in folded:
                found |= Q(**{f"{name}__contains": search_key(search_term)})
            else:
                found |= Q(**{f"{name}__icontains": search_term.strip()})
        return queryset.filter(found), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": ListRowForm, **kwargs})

    def history_events(self, obj: Any) -> EventsQuerySet:
        """The events its history shows, newest first."""
        return history_of(obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every stored change of the object and its parts, newest first."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        page = Paginator(self.history_events(obj), CHANGES_PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of changes"),
            "subtitle": str(obj),
            "object": obj,
            "opts": self.opts,
            "page": page,
            "changes": changes(page),
            "module_name": str(self.opts.verbose_name_plural),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)


class ReadOnlyAdmin(DeskAdmin):
    """To look at, never to change: what it shows is written by actions or imports."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RowFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Rows whose fields say in which row they stand, for people who hear the table."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            label = field.label or ""
            row = "" if index is None else _(", row %(number)s") % {"number": index + 1}
            field.widget.attrs.setdefault("aria-label", f"{label}{row}")


class DeskInline(GermanFields, admin.TabularInline[Any, Any]):
    """Rows below their parent, with German fields."""

    formset = RowFormSet
    extra = 0
    view_on_site = False


class ReadOnlyInline(DeskInline):
    """Rows to look at."""

    can_delete = False
    max_num = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
