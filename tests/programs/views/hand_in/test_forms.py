"""What a lead types when it hands something in: which cells are needed, and in what notation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.uploads.papers import LARGEST_PAPER
from programs.models import BudgetLine, GrantBalance
from programs.views.hand_in.forms import DrawdownHandIn, NoteAndPaper, ProofHandIn
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory
from tests.programs.sent import PDF, files, pdf

UNSEEN = "The text has characters that cannot be seen. Type it, or paste it as plain text."
NEEDED = ["This field is required."]


def noted(note: str = "", paper: SimpleUploadedFile | None = None) -> NoteAndPaper:
    return NoteAndPaper({"note": note}, files(paper=paper or pdf()))


def proof(**changed: Any) -> ProofHandIn:
    typed = {"actual_eur": "100.000,00", "other_funds_eur": "0,00", **changed}
    papers = {"report": pdf("bericht.pdf"), "statement": pdf("zahlen.pdf")}
    sent = {name: file for name, file in papers.items() if name not in changed}
    return ProofHandIn(typed, files(**sent))


@pytest.mark.usefixtures("untranslated")
def test_a_note_is_as_long_as_a_page_and_no_longer() -> None:
    assert noted("x" * 1000).is_valid()
    assert not noted("x" * 1001).is_valid()
    assert noted("").is_valid()


@pytest.mark.usefixtures("untranslated")
@pytest.mark.parametrize("note", ["ab\x07cd", "\u200b", "ab\x1b[0m"])
def test_a_note_with_what_nobody_can_see_is_refused_at_its_cell(note: str) -> None:
    assert noted(note).errors == {"note": [UNSEEN]}


@pytest.mark.parametrize("note", ["Zeile eins\nZeile zwei", "Spalte\tSpalte", "Straße – 5 €"])
def test_lines_tabs_and_german_letters_are_text(note: str) -> None:
    form = noted(note)
    assert form.is_valid()
    assert form.cleaned_data["note"] == note


@pytest.mark.usefixtures("untranslated")
def test_a_paper_is_needed_and_taken_by_its_content() -> None:
    assert NoteAndPaper({"note": ""}, files()).errors == {"paper": NEEDED}
    form = noted()
    assert form.is_valid()
    assert (form.cleaned_data["paper"].name, form.cleaned_data["paper"].content) == (
        "bericht.pdf",
        PDF,
    )


@pytest.mark.usefixtures("untranslated")
@pytest.mark.parametrize("name", ["bericht.exe", "bericht", "bericht.docx", "bericht.png"])
def test_a_paper_whose_ending_and_content_differ_names_kinds_and_remedy(name: str) -> None:
    ((said,),) = noted(paper=pdf(name)).errors.values()
    assert said == (
        f"“{name}” is no PDF, no table (XLSX, ODS) and no picture (JPG, PNG). "
        "Save it as PDF and choose it again."
    )


@pytest.mark.usefixtures("untranslated")
def test_five_megabytes_are_taken_and_one_byte_more_is_not() -> None:
    def of_size(size: int) -> NoteAndPaper:
        return noted(paper=SimpleUploadedFile("a.pdf", PDF.ljust(size, b" ")))

    assert of_size(LARGEST_PAPER).is_valid()
    assert of_size(LARGEST_PAPER + 1).errors == {
        "paper": ["The file is larger than 5 MB. Reduce or split it."]
    }


@pytest.mark.usefixtures("untranslated")
@pytest.mark.parametrize("name", ["actual_eur", "other_funds_eur", "report", "statement"])
def test_a_proof_without_one_of_its_parts_is_refused_at_it(name: str) -> None:
    assert proof(**{name: ""}).errors == {name: NEEDED}


def test_a_proof_needs_no_vouchers_and_nothing_is_an_amount() -> None:
    form = proof()
    assert form.is_valid()
    told = form.cleaned_data
    assert (told["actual_eur"], told["other_funds_eur"]) == (Decimal("100000.00"), Decimal(0))
    assert told["vouchers"] is None


@pytest.mark.parametrize("amount", ["1.234", "12,345", "zwölf"])
def test_an_amount_that_can_be_read_in_two_ways_is_not_guessed(amount: str) -> None:
    assert set(proof(actual_eur=amount).errors) == {"actual_eur"}


def balances(*lines: BudgetLine) -> list[GrantBalance]:
    """A case final on the lines, with 100,000 EUR in equal parts."""
    part = Decimal("100000.00") / len(lines)
    grant = Staff.hire().final(tranches=dict.fromkeys(lines, part))
    return list(GrantBalance.objects.filter(grant=grant).select_related("line").order_by("line"))


def drawn(rows: list[GrantBalance], **typed: Any) -> DrawdownHandIn:
    return DrawdownHandIn(
        {"amount_eur": "1,00", "needed_for": "Miete", **typed}, files(), balances=rows
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("untranslated")
def test_the_only_line_is_chosen_already_and_named_by_what_is_left() -> None:
    line = BudgetLineFactory.create(foerderprodukt="F 1")
    (row,) = balances(line)
    row.drawn_eur = Decimal("0.01")
    field: Any = DrawdownHandIn(balances=[row]).fields["line"]
    assert field.initial == line.pk
    ((key, label),) = field.choices
    assert (key, label) == (line.pk, "Fiscal year 2026, F 1: 99.999,99\u00a0€ left")


@pytest.mark.django_db
@pytest.mark.usefixtures("untranslated")
def test_of_two_lines_one_is_chosen_and_never_a_strangers() -> None:
    first, second, strange = (BudgetLineFactory.create() for _number in range(3))
    rows = balances(first, second)
    field: Any = DrawdownHandIn(balances=rows).fields["line"]
    assert field.initial is None
    assert [str(key) for key, _label in field.choices] == ["", str(first.pk), str(second.pk)]
    assert drawn(rows).errors == {"line": NEEDED}
    assert set(drawn(rows, line=strange.pk).errors) == {"line"}
    form = drawn(rows, line=second.pk)
    assert form.is_valid()
    assert form.cleaned_data["line"] == second
    assert form.cleaned_data["voucher"] is None


@pytest.mark.django_db
@pytest.mark.usefixtures("untranslated")
def test_what_the_money_is_needed_for_is_said_in_one_line() -> None:
    rows = balances(BudgetLineFactory.create())
    chosen = {"line": rows[0].line_id}
    assert drawn(rows, **chosen, needed_for="x" * 300).is_valid()
    assert set(drawn(rows, **chosen, needed_for="x" * 301).errors) == {"needed_for"}
    assert drawn(rows, **chosen, needed_for=" ").errors == {"needed_for": NEEDED}
    assert drawn(rows, **chosen, needed_for="\u200b").errors == {"needed_for": [UNSEEN]}
    assert drawn(rows, **chosen, amount_eur="").errors == {"amount_eur": NEEDED}
