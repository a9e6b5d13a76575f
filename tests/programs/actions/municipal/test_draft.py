"""An application from its first word to the receipt: who speaks for whom, and what arrives."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.html import escape

from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from municipalities.models import Municipality
from programs.actions.municipal import draft as action
from programs.choices import GrantState
from programs.models import ApplicationDraft, Call, Directive, Grant, HandIn
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH
from tests.factories.programs import program
from tests.programs.desk import signed_in
from tests.programs.sent import clerk, paper
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db
SHARE = Decimal("25000.00")
ENTRIES: dict[str, Any] = {
    "cooperation_start": date(2027, 1, 1),
    "cooperation_until": date(2032, 1, 1),
    "baseline_eur": Decimal("400000.00"),
    "planned_eur": Decimal("300000.00"),
}


def body(ags: str) -> Municipality:
    return Municipality.objects.get(ags=ags)


def begun(by: User, *, call: Call | None = None, title: str = "Standesamt") -> ApplicationDraft:
    of = call.program if call else program("ikz")
    return action.begin_draft(of, body(LAUTERBACH), title=title, by=by, at=NOW, call=call)


def written(draft: ApplicationDraft, by: User, **changed: Any) -> ApplicationDraft:
    shares = changed.pop("shares", [(body(ags), SHARE) for ags in (LAUTERBACH, ALSFELD, GREBENAU)])
    action.write_draft(
        draft,
        title=draft.title,
        entries={**ENTRIES, **changed},
        shares=shares,
        by=by,
        at=NOW,
    )
    draft.refresh_from_db()
    return draft


def confirmed(draft: ApplicationDraft) -> ApplicationDraft:
    for part in draft.partners.all():
        action.confirm_part(
            part,
            resolution_on=TODAY,
            paper=paper("beschluss.pdf"),
            by=clerk(part.municipality_id),
            at=NOW,
        )
    return draft


def test_application_arrives_as_received_with_its_list() -> None:
    lead = clerk()
    draft = confirmed(written(begun(lead), lead))
    action.add_paper(draft, "Entwurf der Vereinbarung", paper("vertrag.pdf"), by=lead)
    hand_in = action.hand_in_application(draft, by=lead, at=NOW)
    grant = Grant.objects.get()
    assert (grant.state, grant.received_on, grant.applied_eur) == (
        GrantState.SUBMITTED,
        TODAY,
        3 * SHARE,
    )
    assert (grant.lead_id, grant.cooperation_until) == (LAUTERBACH, date(2032, 1, 1))
    parts = {part.municipality_id: part for part in grant.participations.all()}
    assert {ags: (p.share_eur, p.resolution_on) for ags, p in parts.items()} == dict.fromkeys(
        (LAUTERBACH, ALSFELD, GREBENAU), (SHARE, TODAY)
    )
    told = dict(hand_in.told)
    assert told["Beantragt"] == "75.000,00\u00a0€"
    assert told["Unterlage: Entwurf der Vereinbarung"] == "liegt bei"
    assert told["Unterlage: Berechnung der Einsparung"] == "fehlt"
    assert hand_in.files.count() == grant.documents.count() == 4
    assert {d.dms_reference for d in grant.documents.all()} == {hand_in.number}
    assert ApplicationDraft.objects.count() == 0


def test_hand_in_waits_for_each_part() -> None:
    lead = clerk()
    draft = written(begun(lead), lead)
    with pytest.raises(RuleError, match="Noch nicht bestätigt"):
        action.hand_in_application(draft, by=lead, at=NOW)
    confirmed(draft)
    written(draft, lead, shares=[(body(LAUTERBACH), SHARE), (body(ALSFELD), SHARE - 1)])
    states = {p.municipality_id: p.confirmed_at is not None for p in draft.partners.all()}
    assert states == {LAUTERBACH: True, ALSFELD: False}
    with pytest.raises(RuleError, match="Alsfeld"):
        action.hand_in_application(draft, by=lead, at=NOW)
    assert HandIn.objects.count() == Grant.objects.count() == 0


def test_nobody_speaks_for_another_body() -> None:
    lead, partner = clerk(), clerk(ALSFELD)
    draft = written(begun(lead), lead)
    part = draft.partners.get(municipality=ALSFELD)
    acts: list[Any] = [
        lambda: begun(partner),
        lambda: written(draft, partner),
        lambda: action.add_paper(draft, "x", paper(), by=partner),
        lambda: action.throw_away(draft, by=partner),
        lambda: action.hand_in_application(draft, by=partner, at=NOW),
        lambda: action.confirm_part(part, resolution_on=TODAY, paper=None, by=lead, at=NOW),
    ]
    for act in acts:
        with pytest.raises(RuleError, match="Nur die Kommune selbst"):
            act()


def test_part_without_share_and_resolution_to_come_are_refused() -> None:
    lead = clerk()
    draft = written(begun(lead), lead, shares=[(body(LAUTERBACH), None)])
    (part,) = draft.partners.all()
    with pytest.raises(RuleError, match="noch keinen Anteil"):
        action.confirm_part(part, resolution_on=TODAY, paper=None, by=lead, at=NOW)
    written(draft, lead, shares=[(body(LAUTERBACH), SHARE)])
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(RuleError):
        action.confirm_part(part, resolution_on=tomorrow, paper=None, by=lead, at=NOW)
    action.confirm_part(part, resolution_on=TODAY, paper=None, by=lead, at=NOW)


def test_program_takes_applications_while_its_directive_says_so() -> None:
    last = Directive.objects.get(program__code="ikz", takes_applications=True).valid_to
    assert last is not None
    draft = ApplicationDraft(program=program("ikz"))
    action.check_takes_applications(draft, last)
    with pytest.raises(RuleError, match="keine Anträge"):
        action.check_takes_applications(draft, last + timedelta(days=1))
    with pytest.raises(RuleError, match="keine Anträge"):
        action.check_takes_applications(
            ApplicationDraft(program=program("ozg-modellkommunen")), TODAY
        )


def test_call_takes_applications_from_its_first_day_to_its_deadline() -> None:
    lead = clerk()
    call = Call.objects.create(
        program=program("ozg-modellkommunen"),
        name="Aufruf",
        opens_on=TODAY,
        deadline_on=TODAY,
        places=1,
    )
    draft = confirmed(written(begun(lead, call=call), lead))
    hand_in = action.hand_in_application(draft, by=lead, at=NOW)
    application = call.applications.get()
    assert (application.lead_id, application.received_on) == (LAUTERBACH, TODAY)
    assert {b.ags for b in application.partners.all()} == {ALSFELD, GREBENAU}
    assert (hand_in.grant, hand_in.call_application) == (None, application)
    day = timedelta(days=1)
    of_call = ApplicationDraft(program=call.program, call=call)
    for outside in (TODAY - day, TODAY + day):
        with pytest.raises(RuleError, match=r"nimmt Anträge vom 23.11.2026 bis zum 23.11.2026 an"):
            action.check_takes_applications(of_call, outside)
    call.opens_on = None
    with pytest.raises(RuleError, match="keine Anträge"):
        action.check_takes_applications(of_call, TODAY)


def test_draft_is_thrown_away_with_all_it_has() -> None:
    lead = clerk()
    draft = confirmed(written(begun(lead), lead))
    action.throw_away(draft, by=lead)
    assert ApplicationDraft.objects.count() == 0
    with pytest.raises(RuleError, match="eingereicht oder verworfen"):
        action.add_paper(draft, "x", paper(), by=lead)


@pytest.mark.usefixtures("untranslated")
def test_application_has_its_lead_as_a_partner_and_an_amount() -> None:
    lead = clerk()
    draft = begun(lead)
    says_no(
        lambda: written(draft, lead, shares=[(body(ALSFELD), SHARE)]),
        None,
        "no_lead",
        "The lead takes part itself. Enter it as a partner.",
    )
    says_no(
        lambda: action.hand_in_application(draft, by=lead, at=NOW),
        None,
        "no_amount",
        "Enter what each partner applies for.",
    )
    assert [part.municipality_id for part in draft.partners.all()] == [LAUTERBACH]


def test_what_a_case_could_not_hold_is_told_while_it_is_typed() -> None:
    lead = clerk()
    draft = begun(lead)

    def told(**typed: Any) -> tuple[str | None, str]:
        with pytest.raises(RuleError) as refusal, transaction.atomic():
            written(draft, lead, **typed)
        return refusal.value.field, refusal.value.code

    shares = [(body(LAUTERBACH), Decimal("-0.01")), (body(ALSFELD), SHARE)]
    assert told(shares=shares) == (None, "column")
    assert told(own_eur=Decimal("-50000.00")) == ("own_eur", "column")
    assert told(funding_rate=Decimal(0)) == (None, "column")
    written(draft, lead, own_eur=Decimal(0), shares=[(body(LAUTERBACH), Decimal(0))])


def test_a_case_that_its_rules_refuse_is_not_handed_in_and_says_why() -> None:
    lead = clerk()
    draft = confirmed(written(begun(lead), lead))
    ApplicationDraft.objects.filter(pk=draft.pk).update(
        entries={**draft.entries, "planned_eur": "-1.00"}
    )
    with pytest.raises(RuleError) as refusal:
        action.hand_in_application(draft, by=lead, at=NOW)
    assert (refusal.value.field, refusal.value.code) == ("planned_eur", "column")
    page = signed_in(lead).post(reverse("programs:draft_send", args=[draft.pk]))
    assert "Der Betrag kann nicht negativ sein." in page.content.decode()
    assert ApplicationDraft.objects.exists()


def test_application_to_a_call_shows_what_was_handed_in(django_assert_max_num_queries: Any) -> None:
    lead = clerk()
    call = Call.objects.create(
        program=program("ozg-modellkommunen"),
        name="Aufruf",
        opens_on=TODAY,
        deadline_on=TODAY,
        places=1,
    )
    handed_in = action.hand_in_application(
        confirmed(written(begun(lead, call=call), lead)), by=lead, at=NOW
    )
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    with django_assert_max_num_queries(25):
        page = office.get(
            f"/admin/programs/callapplication/{handed_in.call_application_id}/change/"
        ).content.decode()
    assert handed_in.get_absolute_url() in page
    for file in handed_in.files.all():
        assert f"{handed_in.get_absolute_url()}dateien/{file.pk}/" in page
    for label, text in handed_in.told:
        assert escape(f"{label}: {text}") in page


def test_receipt_tells_the_entries_in_words_and_in_the_order_of_the_form() -> None:
    lead = clerk()
    entries = {"funding_rate": Decimal("0.75"), "own_eur": Decimal(100), "purpose": "Melderegister"}
    draft = confirmed(written(begun(lead), lead, **entries))
    told = action.hand_in_application(draft, by=lead, at=NOW).told
    assert [[label, text.replace("\u00a0", " ")] for label, text in told[2:9]] == [
        ["Zuwendungszweck", "Melderegister"],
        ["Eigenmittel (EUR)", "100,00 €"],
        ["Fördersatz", "75 %"],
        ["Kooperation ab", "01.01.2027"],
        ["Kooperation mindestens bis", "01.01.2032"],
        ["Jährliche Ausgaben vorher (EUR)", "400.000,00 €"],
        ["Jährliche Ausgaben nachher (EUR)", "300.000,00 €"],
    ]


def test_form_says_that_it_was_saved_and_names_the_partner_that_is_wrong() -> None:
    lead = clerk()
    draft = written(begun(lead), lead)
    client = signed_in(lead)
    page = client.get(draft.get_absolute_url())
    assert page.content.decode().count('<fieldset class="form-section">') == 4
    sent = {field.html_name: field.value() or "" for field in page.context["form"]}
    for row in (page.context["rows"].management_form, *page.context["rows"]):
        sent |= {field.html_name: field.value() or "" for field in row}
    shown = {"_seen": re.findall(r'name="_seen" value="([^"]+)"', page.content.decode())[0]}
    wrong = client.post(
        draft.get_absolute_url(), {**sent, **shown, "partner-1-share_eur": "viel"}
    ).content.decode()
    assert 'class="kern-alert kern-alert--danger error-summary"' in wrong
    assert 'href="#id_partner-1-share_eur"' in wrong
    assert "Zeile 2, Beantragter Betrag (EUR): „viel“ ist kein Eurobetrag" in wrong
    saved = client.post(draft.get_absolute_url(), {**sent, **shown}, follow=True).content.decode()
    assert "Der Entwurf ist gespeichert." in saved
