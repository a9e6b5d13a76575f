"""Letters: text blocks, what goes out with a notification, and who may read which."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.choices import Role
from accounts.models import User
from programs.choices import LetterKind, NotificationKind, TextPlace
from programs.models import Decision, Grant, Letter, LetterFile, LetterTemplate, LetterText
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import DirectiveFactory, GrantFactory, ProgramFactory
from tests.held import DAY, broken, changed, removed, told

pytestmark = pytest.mark.django_db


def text(**fields: Any) -> LetterText:
    return LetterText(**{"place": TextPlace.CLOSING, "valid_from": date(2020, 1, 1), **fields})


def test_text_block_is_of_a_program_or_of_a_directive_or_of_all() -> None:
    directive = DirectiveFactory.create()
    for scope in ({}, {"program": directive.program}, {"directive": directive}):
        assert broken(text(**scope)) == []
    both = text(program=directive.program, directive=directive)
    assert broken(both) == ["letter_text_of_one"]


def test_text_block_of_a_place_stands_once_from_a_day_for_whom_it_is() -> None:
    program = ProgramFactory.create()
    key = {"kind": LetterKind.REMINDER, "program": program}
    text(**key, text="Mit freundlichen Grüßen").save()
    assert broken(text(**key)) == ["letter_text_once"]
    for other in (
        {"kind": LetterKind.PAYMENT},
        {"program": ProgramFactory.create()},
        {"place": TextPlace.OPENING},
        {"valid_from": date(2020, 1, 2)},
    ):
        assert broken(text(**{**key, **other})) == []


def test_text_block_is_named_by_place_kind_and_first_day() -> None:
    assert str(text(place=TextPlace.OPENING)) == "Einleitung (alle Arten), 01.01.2020"
    reminder = text(place=TextPlace.OPENING, kind=LetterKind.REMINDER)
    assert str(reminder) == "Einleitung (Erinnerung), 01.01.2020"


def test_text_block_names_no_placeholder_that_its_letter_cannot_fill() -> None:
    text(text="Ihr Antrag zu [Vorhaben]", kind=LetterKind.REMINDER).clean()
    with pytest.raises(ValidationError) as refusal:
        text(text="Guten Tag [Unbekannt]").clean()
    assert [*refusal.value.message_dict] == ["text"]


def letter(grant: Grant, kind: LetterKind, number: int, **fields: Any) -> Letter:
    """A letter of the case as it was signed, to its lead."""
    row = {"recipient_id": LAUTERBACH, "contents": {}, "made_at": NOW, **fields}
    return Letter.objects.create(grant=grant, kind=kind, number=number, **row)


def decision_of(grant: Grant, **fields: Any) -> Decision:
    signed = {"number": str(grant.pk), "prepared_at": NOW, "approved_at": NOW, "decided_on": TODAY}
    row = {"kind": "amendment", **signed, **fields}
    stored: Decision = Decision.objects.create(grant=grant, **row)
    return stored


def test_letters_of_a_case_are_numbered_and_named_by_kind_and_number() -> None:
    grant = GrantFactory.create(file_reference="IV 3 - 7")
    first = letter(grant, LetterKind.REMINDER, 1)
    assert broken(Letter(grant=grant, number=1)) == ["letter_number_once"]
    assert broken(Letter(grant=grant, number=2)) == []
    assert broken(Letter(grant=GrantFactory.create(), number=1)) == []
    assert str(first) == "Erinnerung IV 3 - 7 – 1"


def test_letter_of_a_decision_goes_out_with_its_notification_and_in_no_other_way() -> None:
    sent = {"sent_on": DAY, "sent_as": NotificationKind.POST}
    assert broken(Letter(decision_id=1)) == broken(Letter(**sent)) == []
    for part in sent:
        row = Letter(decision_id=1, **{part: sent[part]})
        assert broken(row) == ["decision_letter_goes_with_notification"]


def test_signed_letter_takes_its_sending_and_nothing_else() -> None:
    stored = letter(GrantFactory.create(), LetterKind.REMINDER, 1)
    row = Letter.objects.filter(pk=stored.pk)
    sent = {"sent_on": TODAY, "sent_as": NotificationKind.POST}
    assert changed(row, **sent) == ""
    for fixed in ({"contents": {"subject": "Anders"}}, {"recipient_id": ALSFELD}, {"number": 2}):
        assert changed(row, **fixed) == "letter_frozen"
    assert removed(row) == "letter_frozen"


@pytest.fixture
def letters() -> dict[str, Letter]:
    """A reminder sent and one unsent, a payment notice to a partner, a decision's told or not."""
    grant = GrantFactory.create()
    sent = {"sent_on": TODAY, "sent_as": NotificationKind.ELECTRONIC}
    told_on = {"notified_on": TODAY, "notification_kind": NotificationKind.POST}
    decided, waiting, dropped = (
        decision_of(GrantFactory.create(), **fields)
        for fields in (told_on, {}, {"cancelled_at": NOW})
    )
    made = {
        "sent": letter(grant, LetterKind.REMINDER, 1, **sent),
        "unsent": letter(grant, LetterKind.REMINDER, 2),
        "to a partner": letter(grant, LetterKind.PAYMENT, 3, recipient_id=ALSFELD, **sent),
    }
    for name, decision in (("told", decided), ("untold", waiting), ("cancelled", dropped)):
        made[name] = letter(decision.grant, LetterKind.AMENDMENT, 1, decision=decision)
    return made


def names(letters: dict[str, Letter], found: Any) -> set[str]:
    keys = {each.pk for each in found}
    return {name for name, made in letters.items() if made.pk in keys}


def test_letters_are_sent_unsent_or_of_a_cancelled_act(letters: dict[str, Letter]) -> None:
    own = Letter.objects.filter(pk__in=[each.pk for each in letters.values()])
    assert names(letters, own.in_force()) == set(letters) - {"cancelled"}
    assert names(letters, own.sent()) == {"sent", "to a partner", "told"}
    assert names(letters, own.unsent()) == {"unsent", "untold"}
    sending: Any = own.with_sending()
    ways = {
        name: (found.told_on, found.told_as)
        for found in sending
        for name in names(letters, [found])
    }
    assert ways["sent"] == (TODAY, NotificationKind.ELECTRONIC)
    assert ways["told"] == (TODAY, NotificationKind.POST)
    assert ways["unsent"] == (None, "")
    assert ways["untold"][0] is None


def reader(role: Role, *bodies: str) -> User:
    return UserFactory.create(roles=[role], of=bodies)


def test_body_reads_what_was_sent_to_it_and_the_decisions_of_its_cases(
    letters: dict[str, Letter],
) -> None:
    def read_by(person: User) -> set[str]:
        return names(letters, Letter.objects.visible_to(person))

    viewer = Role.MUNICIPALITY_VIEWER
    assert read_by(reader(Role.OFFICER)) == set(letters)
    assert read_by(reader(viewer, LAUTERBACH)) == {"sent", "told"}
    assert read_by(reader(viewer, ALSFELD)) == {"to a partner", "told"}
    assert read_by(reader(viewer, LAUTERBACH, ALSFELD)) == {"sent", "told", "to a partner"}
    assert read_by(reader(viewer, GIESSEN)) == set()
    assert read_by(reader(Role.COORDINATOR)) == set()


def test_files_of_a_letter_are_read_by_its_readers_stand_once_and_never_change(
    letters: dict[str, Letter],
) -> None:
    content = b"%PDF"
    digest = hashlib.sha256(content).hexdigest()
    for made in letters.values():
        made.files.create(format="pdf", content=content, sha256=digest)
    viewer = reader(Role.MUNICIPALITY_VIEWER, LAUTERBACH)
    files = LetterFile.objects.visible_to(viewer)
    assert names(letters, [each.letter for each in files]) == {"sent", "told"}
    again = LetterFile(letter=letters["sent"], format="pdf")
    assert broken(again) == ["letter_file_once"]
    assert broken(LetterFile(letter=letters["sent"], format="docx")) == []
    kept = LetterFile.objects.filter(letter=letters["sent"])
    assert changed(kept, content=b"") == "refused"
    one = kept.get()
    assert str(one) == f"{letters['sent']} (pdf)"
    assert one.get_absolute_url().endswith("/1/pdf/") or "/1/pdf" in one.get_absolute_url()


def test_template_of_the_ministry_is_named_by_its_file_and_never_changes(staff: Staff) -> None:
    stored = LetterTemplate.objects.create(
        name="Bescheid.docx",
        content=b"PK",
        sha256="0" * 64,
        uploaded_by=staff.budget,
        uploaded_at=NOW,
    )
    kept = LetterTemplate.objects.filter(pk=stored.pk)
    assert changed(kept, name="Anders.docx") == "refused"
    assert removed(kept) == "refused"
    assert str(stored) == "Bescheid.docx"
    assert told(stored) == []
