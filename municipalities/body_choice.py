"""Choosing a body by its name: a field that is searched as one types, never one for a key.

Without scripts the typed name is looked up when the form arrives, with folded spelling; where it
fits several bodies the refusal names them.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.database.text_keys import search_key
from core.text import in_one_line, only_digits
from municipalities.models import Municipality

NAMED = 5  # bodies that a refusal names


class BodyInput(forms.TextInput):
    """A text field that static/js/bodies.js turns into a combobox."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        marks = {"data-bodies": "", "autocomplete": "off", "spellcheck": "false"}
        super().__init__({**marks, **(attrs or {})})

    def format_value(self, value: Any) -> Any:
        """The name of a body that is given by its key; what was typed as it was."""
        if isinstance(value, str) and only_digits(value):
            body = Municipality.objects.filter(ags=value).first()
            return label_of(body) if body else value
        return super().format_value(value)


class BodyField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """One body, by the name shown, by a name that fits one alone, or by its key (AGS)."""

    widget = BodyInput

    def __init__(self, queryset: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Municipal body"))
        kwargs.setdefault(
            "help_text", gettext_lazy("Type a part of the name, for example Lauterbach.")
        )
        bodies = Municipality.objects.recipients() if queryset is None else queryset
        super().__init__(queryset=bodies, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = in_one_line(str(value or ""))
        if not text:
            return None
        bodies: Any = self.queryset
        key = text.rpartition("(")[2].removesuffix(")") if text.endswith(")") else text
        found = bodies.filter(ags=key).first()
        return found or _only(list(bodies.search(text).select_related("district")), text)


def _only(found: list[Municipality], text: str) -> Municipality:
    """The body that is meant; ValidationError with those it might be."""
    exact = [body for body in found if search_key(text) == search_key(body.name)]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0]
    if not found:
        message = _("There is no municipality “%(text)s”. Check the spelling.")
        raise forms.ValidationError(message % {"text": text}, code="invalid_choice")
    message = _("“%(text)s” may be %(names)s. Choose one of them.")
    names = "; ".join(label_of(body) for body in found[:NAMED])
    raise forms.ValidationError(message % {"text": text, "names": names}, code="several")


def label_of(body: Municipality) -> str:
    """The body as the field shows it: name with kind, and the key that tells two apart."""
    return f"{body.full_name} ({body.ags})"


class BodyFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]  # untyped
    """The field as a filter of a list."""

    field_class = BodyField
