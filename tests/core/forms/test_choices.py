"""What a list of choices says where nothing is chosen."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from core.errors import RuleError
from core.forms.choices import ALL, DASHES, NOTHING_STATED, PLEASE_CHOOSE, name_empty_choice
from core.forms.reasons import LONGEST_REASON, check_reason_fits
from services.models import ThemeField


def choice(empty: str, *, required: bool) -> Any:
    field = forms.ChoiceField(choices=[("", empty), ("a", DASHES[:3])], required=required)
    name_empty_choice(field)
    return field


def row(empty: str | None, *, required: bool) -> forms.ModelChoiceField[ThemeField]:
    field = forms.ModelChoiceField(ThemeField.objects.none(), empty_label=empty, required=required)
    name_empty_choice(field)
    return field


@pytest.mark.parametrize(("required", "words"), [(True, PLEASE_CHOOSE), (False, NOTHING_STATED)])
def test_empty_choice_asks_for_one_where_one_is_needed(required: bool, words: str) -> None:
    field = choice(DASHES, required=required)
    assert list(field.choices) == [("", words), ("a", DASHES[:3])]  # a name of dashes is a name
    assert row(DASHES, required=required).empty_label == words


def test_empty_choice_with_words_of_its_own_keeps_them() -> None:
    assert next(iter(choice("Keine", required=False).choices)) == ("", "Keine")
    assert row(str(ALL), required=False).empty_label == str(ALL)
    assert row(None, required=False).empty_label is None


def test_field_without_choices_and_no_field_are_left_alone() -> None:
    name_empty_choice(forms.CharField())
    name_empty_choice(None)


def test_reason_may_be_as_long_as_a_booking_keeps_and_spaces_around_it_do_not_count() -> None:
    check_reason_fits("")
    check_reason_fits(f"  {'x' * LONGEST_REASON}\n")
    with pytest.raises(RuleError) as refused:
        check_reason_fits("x" * (LONGEST_REASON + 1), field="grund")
    assert (refused.value.field, refused.value.code) == ("grund", "too_long")
    assert refused.value.message == (
        "Die Begründung hat 2001 Zeichen. Bitte kürzen Sie sie auf 2000."
    )
    with pytest.raises(RuleError) as refused:
        check_reason_fits("x" * 2001)
    assert refused.value.field == "reason"
