"""Letters are frozen as they were signed, and seen by whom they were sent to."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
from django.db import IntegrityError, InternalError, transaction
from docx import Document

from accounts.choices import Role
from core.errors import RuleError
from programs.actions.decision.approval import approve_decision, notify_grant
from programs.actions.letter import add_template
from programs.actions.way_back.corrections import ask_correction, correctable, sign_correction
from programs.choices import LetterFormat, LetterKind, NotificationKind
from programs.letters.docx import our_template
from programs.models import Grant, Letter, LetterFile, LetterTemplate, Program
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH, SCHLITZ
from tests.factories.programs import BudgetLineFactory
from tests.programs.letters.reading import content, docx_text
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, InternalError)


def reader(ags: str) -> object:
    return UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[ags])


def kinds_seen(user: object) -> set[str]:
    return set(Letter.objects.visible_to(user).values_list("kind", flat=True))  # type: ignore[arg-type]


def test_files_bear_their_digest(staff: Staff) -> None:
    staff.approved()
    files = list(LetterFile.objects.all())
    assert {file.format for file in files} == {"pdf", "docx"}
    assert [file.sha256 for file in files] == [
        hashlib.sha256(bytes(file.content)).hexdigest() for file in files
    ]


def test_letter_and_files_never_change(staff: Staff) -> None:
    staff.approved()
    file, letter = LetterFile.objects.first(), Letter.objects.get()
    assert file is not None
    for change in (
        lambda: LetterFile.objects.filter(pk=file.pk).update(content=b"other"),
        lambda: LetterFile.objects.filter(pk=file.pk).delete(),
        lambda: Letter.objects.filter(pk=letter.pk).update(contents={}),
        lambda: Letter.objects.filter(pk=letter.pk).update(number=9),
    ):
        with pytest.raises(REFUSED), transaction.atomic():
            change()
    Letter.objects.filter(grant__state="x").update(sent_on=TODAY)


def test_refused_signature_leaves_no_letter(staff: Staff) -> None:
    decision = staff.proposed()
    with pytest.raises(RuleError):
        approve_decision(decision, by=staff.officer, at=NOW)
    assert not Letter.objects.exists()


def test_municipality_sees_the_decision_with_its_notification(staff: Staff) -> None:
    grant, lead, partner = staff.approved(), reader(LAUTERBACH), reader(ALSFELD)
    assert (kinds_seen(lead), kinds_seen(staff.approver)) == (set(), {LetterKind.DECISION})
    notify_grant(grant, on=TODAY, by=staff.officer, at=NOW, kind=NotificationKind.HANDED_OVER)
    assert (kinds_seen(lead), kinds_seen(partner)) == ({"initial"}, {"initial"})
    assert kinds_seen(reader("06411000")) == set()


def test_embargo_hides_the_letter(staff: Staff) -> None:
    notify_grant(staff.approved(), on=TODAY, by=staff.officer, at=NOW, awaits_hand_over=True)
    assert kinds_seen(reader(LAUTERBACH)) == set()


def test_payment_notice_is_for_the_lead_once_it_is_sent(staff: Staff) -> None:
    grant = staff.final(BudgetLineFactory.create())
    staff.paid(grant, "10000.00")
    lead, partner = reader(LAUTERBACH), reader(SCHLITZ)
    assert kinds_seen(lead) == {"initial"}
    Letter.objects.filter(kind=LetterKind.PAYMENT).update(sent_on=TODAY, sent_as="post")
    assert (kinds_seen(lead), kinds_seen(partner)) == ({"initial", "payment"}, {"initial"})


def test_cancelled_decision_keeps_its_letter_on_file_alone(staff: Staff) -> None:
    grant = staff.approved()
    key = next(correctable(grant)).key
    ask_correction(grant, key, reason="Falsch", by=staff.officer, at=NOW)
    sign_correction(grant, by=staff.second, at=NOW)
    assert (Letter.objects.count(), Letter.objects.unsent().count()) == (1, 0)


def test_template_of_the_program_is_filled_in(staff: Staff) -> None:
    program = Program.objects.get(code="ikz")
    document = Document(BytesIO(our_template()))
    document.add_paragraph("Hausmitteilung des Ministeriums: {{ title }}")
    out = BytesIO()
    document.save(out)
    budget = staff.budget
    add_template(out.getvalue(), "haus.docx", program=program, by=budget, at=NOW)
    staff.approved()
    text = docx_text(content(Letter.objects.get(), LetterFormat.DOCX))
    assert "Hausmitteilung des Ministeriums: Zuwendungsbescheid" in text


def test_next_letter_has_the_next_number(staff: Staff) -> None:
    grant: Grant = staff.final(BudgetLineFactory.create())
    staff.paid(fresh(grant), "10000.00")
    assert list(Letter.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.usefixtures("untranslated")
def test_templates_are_the_budget_officers(staff: Staff) -> None:
    says_no(
        lambda: add_template(our_template(), "haus.docx", program=None, by=staff.officer, at=NOW),
        None,
        "not_allowed",
        "Your role does not allow this.",
    )
    assert not LetterTemplate.objects.exists()
