"""Form fields in the markup of KERN: classes, and hints and errors tied to their inputs."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import BaseInput
from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.choices import FoldedChoices

register = template.Library()

# The first match decides which partial of templates/kern/kinds draws the field.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (FoldedChoices, "folded"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
    (forms.MultiWidget, "parts"),
    (forms.SelectMultiple, "multiselect"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
)
CLASSES = {
    "checkbox": "kern-form-check__checkbox",
    "radio": "kern-form-check__radio",
    "select": "kern-form-input__select",
}
INPUT_CLASS = "kern-form-input__input"
PART_LABELS = {
    "min": gettext_lazy("from"),
    "max": gettext_lazy("to"),
    "after": gettext_lazy("from"),
    "before": gettext_lazy("to"),
}


@dataclass(frozen=True)
class InputPart:
    """One input of a field that has several: an option of a group, an end of a range."""

    id: str
    label: str
    tag: SafeString


@dataclass(frozen=True)
class PartGroup:
    label: str
    parts: list[InputPart]


@dataclass(frozen=True)
class FieldProblem:
    """A line of the error summary; `anchor` is empty where no visible input is to blame."""

    anchor: str
    label: str
    message: str


@register.filter
def kern_kind(field: BoundField) -> str:
    """Which partial of templates/kern/kinds draws the field; "hidden" needs none."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    return next((kind for type_, kind in KINDS if isinstance(widget, type_)), "input")


@register.simple_tag
def kern_widget(field: BoundField, css_class: str = "") -> SafeString:
    """The input with KERN's classes, aria-invalid and aria-describedby.

    Placeholders are dropped: what people have to know stands in the hint, where it stays readable.
    """
    widget = copy(field.field.widget)
    if isinstance(widget, forms.ClearableFileInput):
        widget.template_name = forms.FileInput.template_name
    base = CLASSES.get(kern_kind(field), INPUT_CLASS)
    error = f"{base}--error" if field.errors else ""
    attrs: dict[str, Any] = {
        "class": _classes(widget.attrs.get("class"), base, error, css_class),
        "placeholder": False,
    }
    if field.aria_describedby:
        attrs["aria-describedby"] = field.aria_describedby
    return field.as_widget(widget=widget, attrs=attrs)


@register.simple_tag
def kern_choices(field: BoundField) -> list[PartGroup]:
    """The options of a radio or checkbox group; a list for several choices becomes checkboxes."""
    widget = field.field.widget
    if not isinstance(widget, forms.RadioSelect):
        widget = forms.CheckboxSelectMultiple(choices=widget.choices)
    base = CLASSES[widget.input_type]
    attrs = field.build_widget_attrs({"id": field.auto_id}, widget)
    attrs.pop("aria-invalid", None)  # the group carries its error, not each option
    groups = widget.optgroups(field.html_name, widget.format_value(field.value()), attrs)
    css_class = _classes(base, f"{base}--error" if field.errors else "")
    return [
        PartGroup(str(name or ""), [_option(option, css_class) for option in options])
        for name, options, _index in groups
    ]


@register.simple_tag
def kern_parts(field: BoundField) -> list[InputPart]:
    """The inputs of a range or of date and time, each with a label of its own."""
    widget = field.field.widget
    attrs = {"id": field.auto_id, "class": INPUT_CLASS}
    context = widget.get_context(field.html_name, field.value(), attrs)
    return [
        InputPart(
            id=str(data["attrs"].get("id", "")),
            label=_part_label(str(data["name"]), number),
            tag=part.render(data["name"], _single(data["value"]), data["attrs"]),
        )
        for number, (part, data) in enumerate(
            zip(widget.widgets, context["widget"]["subwidgets"], strict=True), start=1
        )
    ]


@register.simple_tag
def error_summary(form: forms.BaseForm) -> list[FieldProblem]:
    """Everything the form complains about, in the order of its fields, with the way to each."""
    general = [FieldProblem("", "", str(message)) for message in form.non_field_errors()]
    return general + list(_field_problems(form))


@register.simple_tag
def formset_problems(formset: forms.BaseFormSet[Any]) -> list[FieldProblem]:
    """Everything a formset and its forms complain about, with the number of the row."""
    found = [FieldProblem("", "", str(message)) for message in formset.non_form_errors()]
    for number, form in enumerate(formset.forms, start=1):
        row = _("Row %(number)s") % {"number": number}
        for problem in error_summary(form):
            label = f"{row}, {problem.label}" if problem.label else row
            found.append(FieldProblem(problem.anchor, label, problem.message))
    return found


@register.filter
def has_optional_fields(form: forms.BaseForm) -> bool:
    """Whether the form has to explain that unmarked fields are required."""
    return any(not field.field.required for field in form.visible_fields())


@register.filter
def button_class(button: BaseInput) -> str:
    """Primary for a submit button, secondary for others and where its css_class says so."""
    plain = button.input_type != "submit" or "secondary" in button.field_classes
    return "kern-btn--secondary" if plain else "kern-btn--primary"


def _field_problems(form: forms.BaseForm) -> Iterator[FieldProblem]:
    for field in form:
        kind = kern_kind(field)
        id_ = field.id_for_label or field.auto_id
        anchor = {"hidden": "", "choices": f"{field.auto_id}_0"}.get(kind, id_)
        for message in field.errors:
            yield FieldProblem(anchor, str(field.label).rstrip(".:"), str(message))


def _option(option: dict[str, Any], css_class: str) -> InputPart:
    attrs = option["attrs"] | {
        "type": option["type"],
        "name": option["name"],
        "value": str(option["value"]),
        "class": css_class,
    }
    tag = format_html("<input{}>", flatatt(attrs))
    return InputPart(str(attrs.get("id", "")), str(option["label"]), tag)


def _part_label(name: str, number: int) -> str:
    suffix = name.rpartition("_")[2]
    if suffix in PART_LABELS:
        return str(PART_LABELS[suffix])
    return _("Part %(number)s") % {"number": number}


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _classes(*names: str | None) -> str:
    return " ".join(name for name in names if name)
