"""What a list's address says: which filters are active, and the address without one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms, template
from django.http import QueryDict
from django.template import Context
from django.utils.translation import gettext as _
from django_filters import FilterSet

from core.formats import format_day

register = template.Library()

PAGE = "page"


@dataclass(frozen=True)
class Chip:
    """One active filter and the address without it."""

    label: str
    value: str
    without: str


@register.simple_tag(takes_context=True)
def active_filters(context: Context, filterset: FilterSet) -> list[Chip]:
    """A chip for each value that narrows the list; nothing while the entries are wrong."""
    form = filterset.form
    if not form.is_bound or not form.is_valid():
        return []
    return list(_chips(context["request"].GET, form))


@register.simple_tag(takes_context=True)
def kept_query(context: Context, *parts: forms.Form | str | None) -> list[tuple[str, str]]:
    """What else the address says, for hidden inputs: not the form's own fields, not the page.

    `parts` are the forms that are sent together; one that the page has not is None or "".
    """
    forms_sent = [part for part in parts if isinstance(part, forms.BaseForm)]
    own = {name for form in forms_sent for field in form for name in _names(field)} | {PAGE}
    query: QueryDict = context["request"].GET
    return [(key, value) for key, values in query.lists() if key not in own for value in values]


@register.simple_tag(takes_context=True)
def query_without(context: Context, *parts: forms.Form | str | None) -> str:
    """The address without the values of the forms that are sent together."""
    query = QueryDict(mutable=True)
    for key, value in kept_query(context, *parts):
        query.appendlist(key, value)
    return f"?{query.urlencode()}"


def _chips(query: QueryDict, form: forms.Form) -> Iterator[Chip]:
    for field in form:
        value = form.cleaned_data.get(field.name)
        if value in (None, "", [], ()):
            continue
        names = _names(field)
        if isinstance(field.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            for raw, text in _chosen(field, value):
                yield Chip(str(field.label), text, _without(query, names, raw))
        else:
            yield Chip(str(field.label), _text(field, value), _without(query, names))


def _chosen(field: forms.BoundField, values: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value in values:
        yield str(field.field.prepare_value(value)), _text(field, value)


def _text(field: forms.BoundField, value: Any) -> str:
    if isinstance(value, slice):
        ends = [_("from %(value)s") % {"value": _plain(value.start)}] if value.start else []
        ends += [_("to %(value)s") % {"value": _plain(value.stop)}] if value.stop else []
        return " ".join(ends)
    if isinstance(field.field, forms.ModelChoiceField):
        return str(field.field.label_from_instance(value))
    if isinstance(field.field, forms.ChoiceField):
        return dict(_flat(field.field.choices)).get(str(value), str(value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return format_day(value) if isinstance(value, date) else str(value)


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        pairs = label if isinstance(label, list | tuple) else [(value, label)]
        yield from ((str(key), str(text)) for key, text in pairs)


def _names(field: forms.BoundField) -> list[str]:
    """The keys a field uses in the address; several for a range."""
    suffixes = getattr(field.field.widget, "suffixes", None)
    if suffixes is None:
        return [field.html_name]
    return [f"{field.html_name}_{suffix}" for suffix in suffixes]


def _without(query: QueryDict, names: list[str], value: str | None = None) -> str:
    rest = query.copy()
    rest.pop(PAGE, None)
    for name in names:
        others = [raw for raw in rest.getlist(name) if value is not None and raw != value]
        rest.setlist(name, others)
    return f"?{rest.urlencode()}"
