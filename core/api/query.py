"""The parameters of an operation: the filter of the page, the day, and the place in the list.

What may be asked is read from the form that the page has; the form also checks it. So the API
knows no filter that the page does not know, and none of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.api.problem import unfit
from core.as_of import AsOf
from core.standing import AsOfForm
from core.text import only_digits

PER_PAGE, MOST_PER_PAGE = 100, 500
Parameter = dict[str, Any]


@dataclass(frozen=True)
class ListPlace:
    """Where a page begins and how many rows it has; `after` is the key of the row before it."""

    after: str
    limit: int


@dataclass(frozen=True)
class Query:
    """What one operation may be asked: by the fields of `form`, of a day, page by page."""

    form: Any = None  # the class of a form, or of a FilterSet, which has no types
    is_dated: bool = False
    is_paged: bool = False

    @property
    def fields(self) -> dict[str, forms.Field]:
        if self.form is None:
            return {}
        if issubclass(self.form, django_filters.FilterSet):
            return {name: found.field for name, found in self.form.base_filters.items()}
        return dict(self.form.base_fields)

    def parameters(self) -> list[Parameter]:
        """The parameters as OpenAPI describes them."""
        found = [_described(name, field) for name, field in self.fields.items()]
        if self.is_dated:
            said = gettext_lazy("The figures as they stood on this day; today where it is missing.")
            found.append(_parameter("stand", {"type": "string", "format": "date"}, said))
        if self.is_paged:
            most = {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE}
            found += [
                _parameter("limit", most, gettext_lazy("Rows per page.")),
                _parameter(
                    "cursor", {"type": "string"}, gettext_lazy("“next” of the page before.")
                ),
            ]
        return found

    def check(self, request: HttpRequest) -> None:
        """Refuse parameters nobody knows: a typing error must not look like a filter."""
        known = {parameter["name"] for parameter in self.parameters()}
        unknown = sorted(set(request.GET) - known)
        if unknown:
            message = _("There is no such parameter. Known: %(names)s.")
            names = ", ".join(sorted(known)) or "–"
            raise unfit({name: [message % {"names": names}] for name in unknown})

    def day(self, request: HttpRequest) -> AsOf:
        """The day that is asked for. Refuses one that figures cannot be of."""
        form = AsOfForm.of(request)
        if not form.is_valid():
            raise unfit(form.errors)
        return form.at

    def place(self, request: HttpRequest) -> ListPlace:
        """The place in the list that is asked for."""
        typed = request.GET.get("limit", str(PER_PAGE))
        is_number = only_digits(typed) and len(typed) <= len(str(MOST_PER_PAGE))
        if not (is_number and 1 <= int(typed) <= MOST_PER_PAGE):
            message = _("A whole number from 1 to %(most)s.") % {"most": MOST_PER_PAGE}
            raise unfit({"limit": [message]})
        return ListPlace(_opened(request.GET.get("cursor", "")), int(typed))

    def filtered(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filter of the page leaves. Refuses values the filter does not take."""
        if self.form is None or not issubclass(self.form, django_filters.FilterSet):
            return rows
        found = self.form(request.GET, queryset=rows)
        if not found.is_valid():
            raise unfit(found.form.errors)
        left: QuerySet[Any] = found.qs
        return left


def cursor_of(key: object) -> str:
    """The key of the last row of a page, as the next page is asked for."""
    return str(key).encode().hex()


def _opened(cursor: str) -> str:
    try:
        after = bytes.fromhex(cursor).decode()
    except ValueError:
        after = "\0"
    if "\0" in after:
        message = _("This is no place in the list. Send “next” of the page before, unchanged.")
        raise unfit({"cursor": [message]})
    return after


def rows_at(
    rows: QuerySet[Any], place: ListPlace, *, key: str = "pk"
) -> tuple[list[Any], str | None]:
    """A page of `rows` in the order of their unique `key`, and the cursor of the next."""
    ordered = rows.order_by(key)
    if place.after:
        ordered = ordered.filter(**{f"{key}__gt": _as_key(rows.model, key, place.after)})
    found = list(ordered[: place.limit + 1])
    if len(found) <= place.limit:
        return found, None
    return found[:-1], cursor_of(getattr(found[-2], key))


def _as_key(model: type[Model], key: str, text: str) -> Any:
    field: Any = model._meta.pk if key == "pk" else model._meta.get_field(key)
    try:
        return field.to_python(text)
    except forms.ValidationError:
        message = _("This is no place in the list. Send “next” of the page before, unchanged.")
        raise unfit({"cursor": [message]}) from None


def items_at(items: Iterable[Any], place: ListPlace) -> tuple[list[Any], str | None]:
    """The same for rows that are made one after the other: their place is their number."""
    start = int(place.after) if only_digits(place.after) else 0
    page: list[Any] = []
    count = 0
    for count, item in enumerate(items, start=1):
        if start < count <= start + place.limit:
            page.append(item)
    return page, cursor_of(start + place.limit) if count > start + place.limit else None


def _parameter(name: str, schema: Mapping[str, Any], description: Any) -> Parameter:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": dict(schema),
        "description": description,
    }


def _described(name: str, field: forms.Field) -> Parameter:
    description = format_lazy("{} {}", field.label or "", field.help_text)
    return _parameter(name, _schema(field), description)


def _schema(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.MultipleChoiceField):
        choices: Any = field.choices
        one = {"type": "string", "enum": [str(key) for key, _label in choices]}
        return {"type": "array", "items": one}
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, forms.DecimalField | forms.IntegerField):
        return _number(field)
    schema: dict[str, Any] = {"type": "string"}
    most = getattr(field, "max_length", None)
    return schema | ({"maxLength": most} if most else {})


def _number(field: forms.DecimalField | forms.IntegerField) -> dict[str, Any]:
    """Whole numbers, or others: a field of decimals derives from that of whole numbers."""
    is_whole = not isinstance(field, forms.DecimalField | forms.FloatField)
    limits: dict[str, Any] = {"minimum": field.min_value, "maximum": field.max_value}
    known = {
        name: int(limit) if is_whole else float(limit)
        for name, limit in limits.items()
        if limit is not None
    }
    return {"type": "integer" if is_whole else "number", **known}
