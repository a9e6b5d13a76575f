"""The letter of a grant decision says what the decision says, to the cent and to the day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from core.formats import format_day, format_eur
from programs.actions.decision.approval import approve_decision
from programs.actions.letter import draft_decision, letter_bytes
from programs.choices import LetterFormat, LetterKind
from programs.models import Decision, Letter
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH, SCHLITZ
from tests.factories.programs import BudgetLineFactory
from tests.programs.letters.reading import both, content, docx_text, pdf_text, plain

pytestmark = pytest.mark.django_db
SHARES = {
    LAUTERBACH: Decimal("40000.01"),
    ALSFELD: Decimal("34999.99"),
    GREBENAU: Decimal("15000.00"),
    SCHLITZ: Decimal("10000.00"),
}


def proposed(staff: Staff) -> Decision:
    """100,000 EUR in two years, in shares that differ by cents."""
    lines = {
        BudgetLineFactory.create(fiscal_year=2026): Decimal("60000.01"),
        BudgetLineFactory.create(due_year=2027): Decimal("39999.99"),
    }
    return staff.proposed(tranches=lines, shares=SHARES)


def signed(staff: Staff) -> Letter:
    decision = proposed(staff)
    approve_decision(decision, by=staff.approver, at=NOW)
    return Letter.objects.get(decision=decision)


def test_letter_bears_amounts_and_days_of_the_decision(staff: Staff) -> None:
    letter = signed(staff)
    decision = Decision.objects.get(pk=letter.decision_id or 0)
    for text in both(letter):
        for eur in (decision.amount_eur, *SHARES.values(), Decimal("60000.01")):
            assert plain(format_eur(eur)) in text
        assert format_day(decision.decided_on) in text
        assert decision.grant.file_reference in text
        assert decision.legal_basis in text
    assert (letter.kind, letter.number, letter.made_by) == (LetterKind.DECISION, 1, staff.approver)


def test_letter_of_a_group_names_each_partner_with_its_share(staff: Staff) -> None:
    letter = signed(staff)
    rows = [row for section in letter.contents["sections"] for row in section["rows"]]
    named = {label.rpartition("(")[2].rstrip(")"): value for label, value in rows}
    assert {ags: named[ags] for ags in SHARES} == {
        ags: format_eur(eur) for ags, eur in SHARES.items()
    }


def test_pdf_is_tagged_titled_and_archivable(staff: Staff) -> None:
    reader = PdfReader(BytesIO(content(signed(staff), LetterFormat.PDF)))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"] == "de-DE"
    assert catalog["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Zuwendungsbescheid")
    xmp = catalog["/Metadata"].get_object().get_data().decode()
    assert ("pdfuaid:part>1" in xmp, "pdfaid:part>2" in xmp) == (True, True)


def test_draft_says_the_same_and_that_it_is_one(staff: Staff) -> None:
    decision = proposed(staff)
    draft = draft_decision(decision, at=NOW)
    made = letter_bytes(draft, decision.grant.program, at=NOW)
    texts = [pdf_text(made[LetterFormat.PDF]), docx_text(made[LetterFormat.DOCX])]
    assert ["Entwurf, nicht unterzeichnet" in text for text in texts] == [True, True]
    assert not Letter.objects.exists()
    approve_decision(decision, by=staff.approver, at=NOW)
    letter = Letter.objects.get()
    assert ["Entwurf" in text for text in both(letter)] == [False, False]
    assert [tuple(map(tuple, s["rows"])) for s in letter.contents["sections"]] == [
        tuple(section.rows) for section in draft.sections
    ]


def test_first_of_three_signatures_makes_no_letter(staff: Staff) -> None:
    decision = staff.proposed(
        BudgetLineFactory.create(money="400000.00"),
    )
    Decision.objects.filter(pk=decision.pk).update(needs_third_signature=True)
    approve_decision(decision, by=staff.approver, at=NOW)
    assert not Letter.objects.exists()
    approve_decision(decision, by=staff.second, at=NOW)
    assert Letter.objects.get().made_by == staff.second


def test_day_of_the_letter_is_that_of_the_decision(staff: Staff) -> None:
    decision = proposed(staff)
    dated: dict[str, Any] = {"decided_on": TODAY, "backdating_reason": "Postweg"}
    approve_decision(decision, by=staff.approver, at=NOW + timedelta(days=3), **dated)
    marks = dict(Letter.objects.get().contents["marks"])
    assert marks["Datum"] == format_day(TODAY)
