"""Letters at the desk: drafts before the signature, the print queue, templates and texts."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.choices import Role
from accounts.models import PendingChange
from programs.actions.decision.approval import approve_decision
from programs.actions.reclaim.claims import open_reclaim
from programs.choices import GrantState, LetterFormat
from programs.letters.docx import our_template
from programs.models import Grant, Letter, LetterFile, LetterTemplate, LetterText
from tests.factories.accounts import NOW
from tests.factories.life import Staff, fresh
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import ALSFELD, LAUTERBACH, person, signed_in
from tests.programs.letters.reading import pdf_text

pytestmark = pytest.mark.django_db
LIST = "admin:programs_letter_changelist"


def draft(client: Client, grant: Grant, what: str = "bescheid", fmt: str = "pdf") -> Any:
    return client.get(reverse("admin:programs_grant_draft", args=[grant.pk, what, fmt]))


def test_whoever_signs_sees_the_draft_and_whoever_does_not_may_not(staff: Staff) -> None:
    decision = staff.proposed()
    client = signed_in(staff.approver)
    page = client.get(reverse("admin:programs_grant_step", args=[decision.grant_id, "approve"]))
    link = reverse("admin:programs_grant_draft", args=[decision.grant_id, "bescheid", "pdf"])
    assert link in page.content.decode()
    assert "Entwurf, nicht unterzeichnet" in pdf_text(draft(client, decision.grant).content)
    assert draft(client, decision.grant, fmt="docx").status_code == 200
    assert draft(client, decision.grant, fmt="exe").status_code == 404
    assert draft(client, decision.grant, "rueckforderung").status_code == 404
    for role in (Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR):
        assert draft(signed_in(person(role)), decision.grant).status_code in {403, 404}
    approve_decision(decision, by=staff.approver, at=NOW)
    assert draft(client, decision.grant).status_code == 404


def test_draft_of_a_reclaim_is_offered(staff: Staff) -> None:
    grant = staff.final(BudgetLineFactory.create())
    staff.paid(grant, "40000.00")
    ended = staff.ended(grant)
    from_now: dict[str, Any] = {"by": staff.officer, "at": NOW}
    reclaim = open_one(ended, from_now)
    client = signed_in(staff.approver)
    page = client.get(reverse("admin:programs_reclaim_step", args=[reclaim.pk, "approve"]))
    assert "rueckforderung/pdf" in page.content.decode()
    assert "12.000,00" in pdf_text(draft(client, grant, "rueckforderung").content)


def open_one(grant: Grant, signed: dict[str, Any]) -> Any:
    return open_reclaim(
        grant,
        amount_eur=Decimal("12000.00"),
        reason="Zweck verfehlt",
        hearing_on=NOW.date(),
        interest_from=NOW.date(),
        due_on=NOW.date(),
        **signed,
    )


def test_queue_prints_the_frozen_files_in_one_and_records_their_sending(staff: Staff) -> None:
    staff.approved()
    staff.approved(BudgetLineFactory.create())
    client = signed_in(staff.officer)
    keys = [str(letter.pk) for letter in Letter.objects.order_by("pk")]
    listed = client.get(reverse(LIST), {"sending": "open"})
    assert [row.pk for row in listed.context["cl"].result_list] == [int(k) for k in keys[::-1]]
    chosen = {"action": "print", "_selected_action": keys}
    made = PdfReader(BytesIO(client.post(reverse(LIST), chosen).content))
    whole = pdf_text(client.post(reverse(LIST), chosen).content)
    assert all(grant.file_reference in whole for grant in Grant.objects.all())
    assert len(made.pages) % 2 == 0
    sent = {"action": "send", "_selected_action": keys, "_confirmed": "yes"}
    page = client.post(reverse(LIST), sent | {"on": "23.11.2026", "kind": "post"})
    assert [outcome.is_done for outcome in page.context["outcomes"]] == [True, True]
    assert {grant.state for grant in Grant.objects.all()} == {GrantState.NOTIFIED}
    assert not client.get(reverse(LIST), {"sending": "open"}).context["cl"].result_list


WAYS = [("post", "Per Post"), ("electronic", "Elektronisch"), ("handed_over", "Übergabe")]


def test_bulk_page_names_recipients_and_files_and_then_how_each_letter_went_out(
    staff: Staff,
) -> None:
    client = signed_in(staff.officer)
    for kind, way in WAYS:
        staff.approved(BudgetLineFactory.create())
        letter = Letter.objects.latest("pk")
        chosen = {"action": "send", "_selected_action": [str(letter.pk)]}
        asked = client.post(reverse(LIST), chosen).content.decode()
        assert str(letter.recipient) in asked
        assert f'href="{letter.files.get(format="pdf").get_absolute_url()}"' in asked
        answers = chosen | {"_confirmed": "yes", "on": "23.11.2026", "kind": kind}
        (outcome,) = client.post(reverse(LIST), answers).context["outcomes"]
        assert outcome.message == f"Versandt am 23.11.2026 ({way})"
        listed = client.get(reverse(LIST), {"sending": "sent"}).content.decode()
        assert f"23.11.2026 ({way})" in listed
        (again,) = client.post(reverse(LIST), answers).context["outcomes"]
        assert not again.is_done


def test_letter_that_is_no_decision_says_when_it_went_out_and_waits_again(staff: Staff) -> None:
    grant = staff.final(BudgetLineFactory.create())
    staff.paid(grant, "40000.00")
    letter = Letter.objects.get(kind="payment")
    client = signed_in(staff.officer)
    step = "admin:programs_letter_step"
    sent = {"on": "23.11.2026", "kind": "electronic"}
    page = client.post(reverse(step, args=[letter.pk, "send"]), sent, follow=True)
    assert "Versandt am 23.11.2026 (Elektronisch)" in page.content.decode()
    back = {"reason": "Rückläufer"}
    page = client.post(reverse(step, args=[letter.pk, "take_sending_back"]), back, follow=True)
    assert "noch zu versenden" in page.content.decode()


def test_printed_file_is_named_by_its_day(staff: Staff) -> None:
    staff.approved()
    chosen = {"action": "print", "_selected_action": [str(Letter.objects.get().pk)]}
    answer = signed_in(staff.officer).post(reverse(LIST), chosen)
    assert 'filename="schreiben-2026-11-23.pdf"' in answer["Content-Disposition"]


def test_list_of_letters_costs_the_same_for_one_and_three(staff: Staff) -> None:
    client = signed_in(staff.officer)
    staff.approved()
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(LIST))
    staff.approved(BudgetLineFactory.create())
    staff.approved(BudgetLineFactory.create())
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(LIST))
    assert len(three) == len(one)


def test_case_shows_its_letters_to_ministry_and_municipality(staff: Staff) -> None:
    grant = staff.approved()
    file = LetterFile.objects.get(format=LetterFormat.PDF)
    url = file.get_absolute_url()
    form = signed_in(staff.officer).get(reverse("admin:programs_grant_change", args=[grant.pk]))
    assert url in form.content.decode()
    lead = signed_in(person(Role.MUNICIPALITY_VIEWER, "lead", of=LAUTERBACH))
    other = signed_in(person(Role.MUNICIPALITY_VIEWER, "other", of="06411000"))
    assert (lead.get(url).status_code, Client().get(url).status_code) == (404, 302)
    signed_in(staff.officer).post(
        reverse("admin:programs_letter_step", args=[file.letter_id, "send"]),
        {"on": "23.11.2026", "kind": "post"},
    )
    answer = lead.get(url)
    assert answer.content == bytes(file.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert other.get(url).status_code == 404
    assert signed_in(person(Role.COORDINATOR)).get(url).status_code == 404
    partner = signed_in(person(Role.MUNICIPALITY_VIEWER, "partner", of=ALSFELD))
    page = partner.get(reverse("programs:grant", args=[grant.pk]))
    assert url in page.content.decode()
    assert fresh(grant).state == GrantState.NOTIFIED


def sent_in(client: Client, content: bytes, **fields: str) -> Any:
    file = SimpleUploadedFile("haus.docx", content)
    return client.post(reverse("admin:programs_lettertemplate_upload"), {"file": file, **fields})


def test_template_is_tried_first_and_kept_on_the_second_click(staff: Staff) -> None:
    client = signed_in(staff.budget)
    page = sent_in(client, our_template())
    assert "haus.docx lässt sich ausfüllen" in page.content.decode()
    assert not LetterTemplate.objects.exists()
    carried = {"name": "haus.docx", "content": page.context["content"], "_confirmed": "yes"}
    client.post(reverse("admin:programs_lettertemplate_upload"), carried)
    kept = LetterTemplate.objects.get()
    assert (kept.name, kept.uploaded_by) == ("haus.docx", staff.budget)
    url = reverse("admin:programs_lettertemplate_file", args=[kept.pk])
    assert client.get(url).content == our_template()


def test_template_that_cannot_be_filled_in_is_handed_back_with_the_reason(staff: Staff) -> None:
    page = sent_in(signed_in(staff.budget), b"no file of Word")
    assert "keine Word-Datei" in page.content.decode()
    assert sent_in(signed_in(staff.officer), our_template()).status_code == 403


def test_wording_is_changed_by_two_people_and_knows_its_placeholders(staff: Staff) -> None:
    block = LetterText.objects.get(place="closing", kind="payment")
    client = signed_in(staff.budget)
    url = reverse("admin:programs_lettertext_change", args=[block.pk])
    typed = {
        "place": "closing",
        "kind": "payment",
        "valid_from": "01.01.2004",
        "text": "Für [Vorhaben] bis [Frist].",
        "change_reason": "Kürzer",
    }
    page = client.post(url, typed)
    assert "[Frist]“ wird hier nicht ausgefüllt" in page.content.decode()
    client.post(url, typed | {"text": "Für [Vorhaben]: [Betrag]."})
    block.refresh_from_db()
    assert block.text.startswith("Bitte verwenden")
    assert PendingChange.objects.waiting().get().reason == "Kürzer"
