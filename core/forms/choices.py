"""What a list of choices says where nothing is chosen, and one that opens at a press."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

DASHES = BLANK_CHOICE_DASH[0][1]
PLEASE_CHOOSE = _("Please choose")
NOTHING_STATED = _("Not stated")
ALL = _("All")


class FoldedChoices(forms.CheckboxSelectMultiple):
    """Checkboxes of a filter behind a line that says how many are ticked; none means all.

    An empty value in an address is no choice.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        given = super().value_from_datadict(data, files, name)
        return [one for one in given if one] if isinstance(given, list) else given


def name_empty_choice(field: forms.Field | None) -> None:
    """Let the empty choice of a field that is typed in say what it means.

    It asks for a choice where one is needed, and states nothing where none is.
    """
    words = PLEASE_CHOOSE if field is not None and field.required else NOTHING_STATED
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.choices = [_named(choice, words) for choice in choices]


def _named(choice: Any, words: Any) -> Any:
    return (choice[0], words) if choice[1] == DASHES else choice
