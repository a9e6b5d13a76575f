"""Forms in KERN's markup: what assistive technology finds in them."""

from __future__ import annotations

from typing import Any

import pytest
from crispy_forms.bootstrap import AppendedText, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Reset, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import engines
from django.utils.translation import gettext as _
from django_filters.fields import RangeField
from lxml import html

from core.forms.fields import EuroField
from core.templatetags.kern_forms import error_summary, formset_problems, kern_kind

PROBLEMS = {"amount": "1.234", "mail": "abc", "clause": ""}


class CaseForm(forms.Form):
    reference = forms.CharField(help_text="Wie in der Akte")
    amount = EuroField()
    mail = forms.EmailField(required=False, widget=forms.EmailInput(attrs={"placeholder": "du@"}))
    program = forms.ChoiceField(choices=[("ikz", "IKZ"), ("efa", "EfA")])
    clause = forms.ChoiceField(
        choices=[("gk", "ANBest-GK"), ("p", "ANBest-P")],
        widget=forms.RadioSelect,
        help_text="Aus der Richtlinie",
    )
    bodies = forms.MultipleChoiceField(choices=[("1", "Hanau")], required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    paper = forms.FileField(required=False, help_text="PDF")
    span = RangeField(required=False)
    correct = forms.BooleanField(label="Richtig.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def page(form: forms.Form) -> html.HtmlElement:
    template = engines["django"].from_string(
        "{% load crispy_forms_tags %}<main>{{ form|crispy }}</main>"
    )
    return html.fromstring(template.render({"form": form}))


def test_kinds_cover_the_widgets() -> None:
    form = CaseForm()
    assert {kern_kind(field): field.name for field in form} == {
        "input": "mail",
        "select": "program",
        "choices": "clause",
        "multiselect": "bodies",
        "textarea": "note",
        "file": "paper",
        "parts": "span",
        "checkbox": "correct",
        "hidden": "token",
    }


@pytest.mark.parametrize("data", [None, PROBLEMS])
def test_fields_each_have_a_label(data: dict[str, str] | None) -> None:
    tree = page(CaseForm(data))
    labels = {label.get("for") for label in tree.iter("label")}
    inputs = [
        tag
        for name in ("input", "select", "textarea")
        for tag in tree.iter(name)
        if tag.get("type") != "hidden"
    ]
    assert {tag.get("id") for tag in inputs} == labels
    assert len(inputs) == len(labels) == 12


@pytest.mark.parametrize("data", [None, PROBLEMS])
def test_descriptions_point_at_something(data: dict[str, str] | None) -> None:
    tree = page(CaseForm(data))
    ids = tree.xpath("//@id")
    described = " ".join(tree.xpath("//@aria-describedby")).split()
    assert set(described) <= set(ids)
    assert len(ids) == len(set(ids))
    assert {"id_reference_helptext", "id_clause_helptext", "id_paper_helptext"} <= set(described)


def test_wrong_fields_say_so_and_point_at_their_error() -> None:
    tree = page(CaseForm(PROBLEMS))
    (mail,) = tree.xpath("//input[@id='id_mail']")
    assert mail.get("aria-invalid") == "true"
    assert mail.get("aria-describedby") == "id_mail_error"
    (group,) = tree.xpath("//fieldset[legend[contains(., 'Clause')]]")
    assert group.get("aria-describedby").split() == ["id_clause_helptext", "id_clause_error"]
    assert tree.xpath("//input[@type='radio']/@aria-invalid") == []


def test_error_summary_comes_first_and_leads_to_the_fields() -> None:
    tree = page(CaseForm(PROBLEMS))
    first = tree[0]
    assert (first.get("role"), first.get("tabindex")) == ("alert", "-1")
    anchors = [href.removeprefix("#") for href in first.xpath(".//a/@href")]
    assert anchors == [
        "id_reference",
        "id_amount",
        "id_mail",
        "id_program",
        "id_clause_0",
        "id_correct",
    ]
    assert set(anchors) <= set(tree.xpath("//@id"))


def test_error_summary_does_not_double_the_full_stop_of_a_label() -> None:
    last = error_summary(CaseForm(PROBLEMS))[-1]
    assert (last.label, last.anchor) == ("Richtig", "id_correct")


def test_error_summary_is_absent_without_errors() -> None:
    assert page(CaseForm()).xpath("//*[@role='alert']") == []


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    tree = page(CaseForm())
    marked = tree.xpath("//*[span[@class='kern-label__optional']]/text()[1]")
    assert [text.strip() for text in marked] == ["Mail", "Bodies", "Note", "Paper", "Span"]


def test_placeholders_are_dropped() -> None:
    assert page(CaseForm()).xpath("//@placeholder") == []


def test_rendering_leaves_the_form_as_it_was() -> None:
    form = CaseForm(PROBLEMS)
    assert html.tostring(page(form)) == html.tostring(page(form))


def test_range_has_a_label_for_each_end() -> None:
    class RangeForm(forms.Form):
        span = RangeField()

    tree = page(RangeForm({"span_min": "5", "span_max": "9"}))
    labels = [label.text for label in tree.xpath("//div[@class='field__parts']//label")]
    values = tree.xpath("//div[@class='field__parts']//input/@value")
    assert (labels, values) == ([_("from"), _("to")], ["5", "9"])


def test_layout_draws_sections_rows_and_buttons() -> None:
    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("Fall", "reference", Row(AppendedText("amount", "€"), "program")),
        InlineRadios("clause"),
        Submit("save", "Speichern"),
        Reset("reset", "Verwerfen"),
    )
    tree = html.fromstring(render_crispy_form(CaseForm(), helper))
    assert tree.tag == "form"
    assert "novalidate" in tree.attrib
    assert tree.xpath(".//fieldset[legend='Fall']//div[@class='form-row']//input/@name") == [
        "amount"
    ]
    assert tree.xpath(".//span[@class='kern-input-group-text']/text()") == ["€"]
    buttons = [(b.get("type"), b.get("class")) for b in tree.iter("button")]
    assert buttons == [
        ("submit", "kern-btn kern-btn--primary"),
        ("reset", "kern-btn kern-btn--secondary"),
    ]


def test_formset_names_the_row_of_each_problem() -> None:
    class PartForm(forms.Form):
        share = EuroField(label="Anteil")

    formset = forms.formset_factory(PartForm, extra=2)(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "0",
            "form-0-share": "10,00",
            "form-1-share": "abc",
        }
    )
    (problem,) = formset_problems(formset)
    row = _("Row %(number)s") % {"number": 2}
    assert (problem.anchor, problem.label) == ("id_form-1-share", f"{row}, Anteil")


def test_table_formset_labels_each_cell_with_its_row() -> None:
    class PartForm(forms.Form):
        share = EuroField(label="Anteil")

    helper = FormHelper()
    helper.template = "kern/table_inline_formset.html"
    formset = forms.formset_factory(PartForm, extra=2, can_delete=True)()
    tree: Any = html.fromstring(render_crispy_form(formset, helper))
    cell = _("%(label)s, row %(number)s")
    names = [" ".join(label.text_content().split()) for label in tree.xpath(".//tbody//label")]
    assert names[::2] == [cell % {"label": "Anteil", "number": number} for number in (1, 2)]
    template = tree.xpath(".//template//input/@name")
    assert template == ["form-__prefix__-share", "form-__prefix__-DELETE"]
