"""The pages on which the lead hands in, the receipt, and the doors that stay shut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from programs.choices import GrantState
from programs.models import Drawdown, Grant, HandIn
from tests.factories.accounts import UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.forms import opened
from tests.portal.cases import MINE, cost, text_of
from tests.programs.desk import signed_in
from tests.programs.sent import PDF, browser_of, pdf

pytestmark = pytest.mark.django_db


def draw_url(grant: Grant) -> str:
    return f"/zuwendungen/{grant.pk}/mittelabruf/"


def asked_paper(state: GrantState = GrantState.QUERY) -> str:
    """The page for a paper asked for before the case is told to anybody."""
    grant = GrantFactory.create(state=state)
    paper = grant.missing_papers.create(title="Beschluss", requested_on=TODAY, due_on=TODAY)
    return f"/unterlagen/{paper.pk}/"


def test_request_is_sent_once_and_receipted_with_a_copy(staff: Staff) -> None:
    grant, browser = staff.final(), browser_of()
    form = opened(browser, draw_url(grant))
    typed = {"amount_eur": "60.000,00", "needed_for": "Software", "voucher": pdf("rechnung.pdf")}
    answer = form.send(**typed)
    hand_in = HandIn.objects.get()
    assert answer["Location"] == hand_in.get_absolute_url() == f"/eingaenge/{hand_in.pk}/"
    again = form.send(**typed | {"voucher": pdf("rechnung.pdf")})
    assert again["Location"] == answer["Location"]
    assert (Drawdown.objects.count(), HandIn.objects.count()) == (1, 1)
    receipt = text_of(browser, answer["Location"])
    for said in (hand_in.number, "60.000,00 €", "Software", "rechnung.pdf", "Lauterbach"):
        assert said in receipt
    file = browser.get(f"{answer['Location']}dateien/{hand_in.files.get().pk}/")
    assert (file.content, file["Content-Type"]) == (PDF, "application/pdf")
    assert 'attachment; filename="rechnung.pdf"' in file["Content-Disposition"]


def test_case_that_changed_meanwhile_is_looked_at_anew(staff: Staff) -> None:
    grant, browser = staff.final(), browser_of()
    form = opened(browser, draw_url(grant))
    staff.drawn(grant, "1000.00")
    page = form.send(amount_eur="60.000,00", needed_for="Software")
    assert page.status_code == 200
    assert "geändert" in page.content.decode()
    assert HandIn.objects.count() == 0


def test_wrong_file_and_amount_are_named_at_their_fields(staff: Staff) -> None:
    browser, grant = browser_of(), staff.final()
    typed = {"amount_eur": "100.000,01", "needed_for": "Software"}
    form = opened(browser, draw_url(grant))
    assert "0,01" in str(form.send(**typed).context["form"].errors["amount_eur"])
    page = form.send(**typed, voucher=pdf("rechnung.exe"))
    assert "kein PDF" in str(page.context["form"].errors["voucher"])


def test_officer_finds_hand_in_and_file_at_the_case(staff: Staff) -> None:
    grant = staff.proof_due(staff.final())
    answer = opened(browser_of(), f"/zuwendungen/{grant.pk}/verwendungsnachweis/").send(
        actual_eur="100.000,00",
        other_funds_eur="0,00",
        report=pdf("sachbericht.pdf"),
        statement=pdf("zahlen.pdf"),
    )
    assert answer.status_code == 302
    assert fresh(grant).state == GrantState.PROOF_SUBMITTED
    office = signed_in(staff.officer)
    page = office.get(f"/admin/programs/grant/{grant.pk}/change/").content.decode()
    assert answer["Location"] in page
    assert "sachbericht.pdf" in text_of(office, answer["Location"])


def test_paper_is_handed_in_before_the_case_is_told() -> None:
    browser, url = browser_of(), asked_paper()
    page = text_of(browser, MINE)
    assert url in browser.get(f"/kommunen/{LAUTERBACH}/").content.decode()
    assert page.index("Zuerst zu tun") < page.index("Beschluss")
    receipt = opened(browser, url).send(paper=pdf(), note="")["Location"]
    said = browser.get(receipt)
    assert said.status_code == 200
    assert f'href="/zuwendungen/{HandIn.objects.get().grant_id}/"' not in said.content.decode()
    assert receipt in browser.get(url).content.decode()


def test_second_open_form_is_told_what_was_handed_in_by_the_first(staff: Staff) -> None:
    """A second tab or a lost connection: the way to the receipt, for the own people alone."""
    drawing, reporting = staff.final(), staff.final()
    reporting.interim_reports.create(for_year=2025, due_on=date(2026, 6, 30))
    proving = staff.proof_due(staff.final())
    proof = {"actual_eur": "100.000,00", "other_funds_eur": "0,00"}
    doors: dict[str, Callable[[], dict[str, object]]] = {
        draw_url(drawing): lambda: {"amount_eur": "100.000,00", "needed_for": "Software"},
        f"/zuwendungen/{reporting.pk}/zwischennachweis/2025/": lambda: {"paper": pdf()},
        f"/zuwendungen/{proving.pk}/verwendungsnachweis/": lambda: (
            proof | {"report": pdf(), "statement": pdf()}
        ),
        asked_paper(): lambda: {"paper": pdf()},
    }
    browser = browser_of()
    for url, typed in doors.items():
        first, second = opened(browser, url), opened(browser, url)
        receipt = first.send(**typed())["Location"]
        told = second.send(**typed())
        assert told.status_code == 200, url
        assert f'href="{receipt}"' in told.content.decode()
        assert "Schon eingereicht" in told.content.decode()
        assert browser_of(ALSFELD).get(url).status_code == 404
    assert HandIn.objects.count() == len(doors)


def test_case_shows_what_may_be_handed_in_to_its_lead_alone(staff: Staff) -> None:
    grant = staff.final()
    grant.interim_reports.create(for_year=2025, due_on=date(2026, 6, 30))
    page = f"/zuwendungen/{grant.pk}/"
    own = text_of(browser_of(), page)
    assert "Mittelabruf 100.000,00 € übrig in 2026" in own
    assert "Zwischennachweis für 2025" in own
    assert "reicht für diesen Fall ein" in text_of(browser_of(ALSFELD), page)
    assert "Mittelabruf 100" not in text_of(signed_in(staff.officer), page)


def strangers(staff: Staff) -> list[Client]:
    viewer = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH])
    people = [viewer, staff.officer, UserFactory.create(roles=[Role.COORDINATOR])]
    return [browser_of(ALSFELD), browser_of("06531"), *map(signed_in, people)]


def test_doors_are_shut_for_everybody_but_the_lead(staff: Staff) -> None:
    grant, proving = staff.final(), staff.proof_due(staff.final())
    grant.interim_reports.create(for_year=2025, due_on=date(2026, 6, 30))
    doors = [
        draw_url(grant),
        f"/zuwendungen/{grant.pk}/zwischennachweis/2025/",
        f"/zuwendungen/{proving.pk}/verwendungsnachweis/",
        asked_paper(),
    ]
    for browser in strangers(staff):
        found = {browser.post(url).status_code for url in doors}
        assert found <= {403, 404}
    assert {browser_of().get(url).status_code for url in doors} == {200}


def test_receipt_and_file_are_the_senders_and_the_offices_alone(staff: Staff) -> None:
    grant = staff.final()
    typed = {"amount_eur": "1,00", "needed_for": "Software", "voucher": pdf()}
    url = opened(browser_of(), draw_url(grant)).send(**typed)["Location"]
    file = f"{url}dateien/{HandIn.objects.get().files.get().pk}/"
    for browser in (browser_of(ALSFELD), browser_of("06531")):
        assert {browser.get(path).status_code for path in (url, file)} == {404}
    coordinator = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    assert coordinator.get(file).status_code == 404
    assert signed_in(staff.officer).get(file).status_code == 200


@pytest.mark.parametrize("state", [GrantState.IN_REVIEW, GrantState.APPROVED, GrantState.CLOSED])
def test_paper_of_a_case_in_another_state_is_not_asked_for(state: GrantState) -> None:
    assert browser_of().get(asked_paper(state)).status_code == 404


def test_case_page_costs_the_same_with_more_hand_ins(staff: Staff) -> None:
    grant, browser = staff.final(), browser_of()
    page, costs = f"/zuwendungen/{grant.pk}/", []
    for _again in range(3):
        opened(browser, draw_url(grant)).send(amount_eur="1,00", needed_for="Software")
        costs.append(cost(browser, page))
    assert costs[0] == costs[-1]
