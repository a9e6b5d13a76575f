"""The forms of an application: fields of what is asked, partners' rows, a part, a paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms

from core.forms.choices import NOTHING_STATED
from core.forms.fields import DayField, EuroField, PercentField
from municipalities.models import Municipality
from programs.choices import FinancingType
from programs.views.draft.forms import (
    EXTRA_ROWS,
    PARTNERS,
    BeginForm,
    DraftForm,
    PaperForm,
    PartForm,
    field_of,
)
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.programs.sent import files, pdf

NEEDED = ["This field is required."]
ASKED = ["baseline_eur", "cooperation_start", "purpose", "financing_type"]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("cooperation_start", DayField),
        ("baseline_eur", EuroField),
        ("funding_rate", PercentField),
        ("financing_type", forms.ChoiceField),
        ("purpose", forms.CharField),
        ("title", forms.CharField),
    ],
)
def test_a_column_of_the_case_is_asked_in_its_notation_and_may_stay_empty(
    column: str, kind: type[forms.Field]
) -> None:
    field = field_of(column)
    assert type(field) is kind
    assert not field.required
    assert str(field.label)[:1].isupper()


def test_long_texts_get_lines_and_short_ones_their_columns_length() -> None:
    purpose: Any = field_of("purpose")
    title: Any = field_of("title")
    assert isinstance(purpose.widget, forms.Textarea)
    assert (purpose.max_length, title.max_length) == (10000, 300)
    assert isinstance(title.widget, forms.TextInput)


def test_a_choice_may_be_left_unstated() -> None:
    field: Any = field_of("financing_type")
    (first, *others) = field.choices
    assert first == ("", NOTHING_STATED)
    assert [value for value, _label in others] == FinancingType.values


def test_only_the_title_is_needed_and_is_no_entry() -> None:
    form = DraftForm({"title": "Standesamt"}, asked=ASKED)
    assert form.is_valid()
    assert set(form.entries) == set(ASKED)
    assert set(form.entries.values()) == {None, ""}


@pytest.mark.usefixtures("untranslated")
def test_a_draft_without_title_is_refused_and_a_title_has_300_letters() -> None:
    assert DraftForm({"title": " "}, asked=()).errors == {"title": NEEDED}
    assert DraftForm({"title": "x" * 300}, asked=()).is_valid()
    assert set(DraftForm({"title": "x" * 301}, asked=()).errors) == {"title"}


def test_what_is_typed_is_read_in_german() -> None:
    typed = {
        "title": "Standesamt",
        "baseline_eur": "400.000,00",
        "cooperation_start": "01.01.2027",
        "purpose": "Zeile\nZeile",
        "financing_type": FinancingType.FIXED.value,
    }
    form = DraftForm(typed, asked=ASKED)
    assert form.is_valid()
    assert form.entries == {
        "baseline_eur": Decimal("400000.00"),
        "cooperation_start": date(2027, 1, 1),
        "purpose": "Zeile\nZeile",
        "financing_type": FinancingType.FIXED.value,
    }


def test_each_wrong_cell_is_named_at_once_and_what_is_not_asked_is_not_read() -> None:
    typed = {
        "title": "a\x07",
        "baseline_eur": "1.234",
        "cooperation_start": "31.02.2027",
        "purpose": "\u200b",
        "financing_type": "geschenkt",
        "planned_eur": "viel",
    }
    form = DraftForm(typed, asked=ASKED)
    assert set(form.errors) == {"title", *ASKED}
    assert "planned_eur" not in form.fields


def rows(*typed: tuple[str, str], initial: Any = None) -> Any:
    """The partners' rows of the form with a body and an amount each."""
    data = {"partner-TOTAL_FORMS": len(typed), "partner-INITIAL_FORMS": 0}
    cells: dict[str, Any] = dict(data)
    for number, (body, amount) in enumerate(typed):
        cells |= {f"partner-{number}-body": body, f"partner-{number}-share_eur": amount}
    return PARTNERS(cells, initial=initial, prefix="partner")


@pytest.mark.django_db
@pytest.mark.usefixtures("untranslated")
def test_partners_are_rows_with_a_body_and_empty_rows_are_none() -> None:
    found = rows((LAUTERBACH, "25.000,00"), ("", ""), ("Alsfeld", ""), ("", "5,00"))
    assert found.is_valid()
    assert [(body.ags, eur) for body, eur in found.shares] == [
        (LAUTERBACH, Decimal("25000.00")),
        (ALSFELD, None),
    ]
    assert rows().is_valid()


@pytest.mark.django_db
@pytest.mark.usefixtures("untranslated")
def test_a_municipality_takes_part_once_however_it_is_written() -> None:
    twice = rows((ALSFELD, "1,00"), ("Alsfeld", "2,00"))
    assert not twice.is_valid()
    assert list(twice.non_form_errors()) == ["This municipality takes part already."]
    wrong = rows((LAUTERBACH, "1.234"), ("Nirgendwo", "1,00"))
    assert not wrong.is_valid()
    assert [set(form.errors) for form in wrong.forms] == [{"share_eur"}, {"body"}]


def test_there_is_always_room_for_three_partners_more() -> None:
    assert len(PARTNERS(prefix="partner").forms) == EXTRA_ROWS == 3
    initial = [{"body": None, "share_eur": None}] * 2
    assert len(PARTNERS(initial=initial, prefix="partner").forms) == 2 + EXTRA_ROWS


@pytest.mark.django_db
@pytest.mark.usefixtures("untranslated")
def test_one_begins_for_an_own_body_alone_and_the_first_is_proposed() -> None:
    own = Municipality.objects.filter(ags__in=[LAUTERBACH, ALSFELD]).order_by("ags")
    form: Any = BeginForm(bodies=own)
    assert form.fields["lead"].initial == own[0]
    assert BeginForm({"title": "x", "lead": LAUTERBACH}, bodies=own).is_valid()
    assert set(BeginForm({"title": "x", "lead": GIESSEN}, bodies=own).errors) == {"lead"}
    assert BeginForm({}, bodies=own).errors == {"title": NEEDED, "lead": NEEDED}
    empty: Any = BeginForm(bodies=own.none())
    assert empty.fields["lead"].initial is None


@pytest.mark.usefixtures("untranslated")
def test_a_resolution_is_of_today_or_before_and_its_copy_may_follow() -> None:
    def of(day: str) -> PartForm:
        return PartForm({"resolution_on": day}, files())

    today = of("2026-11-23")
    assert today.is_valid()
    assert today.cleaned_data == {"resolution_on": date(2026, 11, 23), "paper": None}
    assert set(of("2026-11-24").errors) == {"resolution_on"}
    assert of("").errors == {"resolution_on": NEEDED}
    assert PartForm({"resolution_on": "2026-11-22"}, files(paper=pdf())).is_valid()


@pytest.mark.usefixtures("untranslated")
def test_a_paper_is_one_of_the_list() -> None:
    def of(label: str) -> PaperForm:
        return PaperForm({"label": label}, files(paper=pdf()), labels=["Vertrag", "Beschluss"])

    assert of("Beschluss").is_valid()
    assert set(of("Urkunde").errors) == {"label"}
    assert of("").errors == {"label": NEEDED}
    assert PaperForm({"label": "Vertrag"}, files(), labels=["Vertrag"]).errors == {"paper": NEEDED}
