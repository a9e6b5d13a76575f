"""The pages of a draft: from the offer to the receipt, and who never sees them."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from programs.models import ApplicationDraft, Grant, HandIn
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.forms import opened
from tests.portal.cases import cost, text_of
from tests.programs.actions.municipal.test_draft import begun, confirmed, written
from tests.programs.desk import signed_in
from tests.programs.sent import browser_of, clerk, pdf

pytestmark = pytest.mark.django_db
LIST, BEGIN = "/antraege/", "/antraege/neu/ikz/"


def test_application_is_drafted_confirmed_and_handed_in_by_its_people() -> None:
    lead, partner = browser_of(), browser_of(ALSFELD)
    assert BEGIN in lead.get(LIST).content.decode()
    page = opened(lead, BEGIN).send(title="Standesamt", lead=LAUTERBACH)["Location"]
    draft = ApplicationDraft.objects.get()
    assert page == f"/antraege/{draft.pk}/"
    rows = {
        "partner-0-share_eur": "25.000,00",
        "partner-1-body": "Alsfeld",
        "partner-1-share_eur": "25.000,00",
    }
    saved = opened(lead, page).send(**rows, baseline_eur="400.000,00")
    assert saved["Location"] == page
    assert [part.municipality_id for part in draft.partners.all()] == [LAUTERBACH, ALSFELD]
    for browser, part in zip((lead, partner), draft.partners.all(), strict=True):
        answer = opened(browser, f"/antraege/teil/{part.pk}/").send(
            resolution_on="20.11.2026", paper=pdf("beschluss.pdf")
        )
        assert answer["Location"] == page
    assert "bestätigt von" in text_of(partner, page)
    label = "Entwurf der Vereinbarung"
    opened(lead, f"{page}unterlage/").send(label=label, paper=pdf("vertrag.pdf"))
    assert "Unterlage fehlt: Berechnung der Einsparung" in text_of(lead, page)
    receipt = opened(lead, f"{page}einreichen/").send()["Location"]
    assert receipt == HandIn.objects.get().get_absolute_url()
    assert "50.000,00 €" in text_of(lead, receipt)
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    grant = Grant.objects.get()
    case = office.get(f"/admin/programs/grant/{grant.pk}/change/").content.decode()
    assert receipt in case
    assert "vertrag.pdf" in text_of(office, receipt)
    assert lead.get(page).status_code == 404


def test_last_look_refuses_what_is_not_confirmed_and_says_so() -> None:
    editor = clerk()
    draft = written(begun(editor), editor)
    page = opened(signed_in(editor), f"/antraege/{draft.pk}/einreichen/").send()
    assert (page.status_code, Grant.objects.count()) == (200, 0)
    assert "Noch nicht bestätigt von" in page.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.MUNICIPALITY_EDITOR,)])
def test_no_other_role_sees_a_draft(role: Role) -> None:
    editor = clerk()
    draft = confirmed(written(begun(editor), editor))
    part = draft.partners.get(municipality=LAUTERBACH)
    pages = [LIST, BEGIN, f"/antraege/{draft.pk}/", f"/antraege/teil/{part.pk}/"]
    pages += [f"/antraege/{draft.pk}/{verb}/" for verb in ("unterlage", "einreichen", "verwerfen")]
    stranger = UserFactory.create(roles=[role])
    assert {signed_in(stranger).get(page).status_code for page in pages} == {403}
    if role != Role.MUNICIPALITY_VIEWER:
        assert not ApplicationDraft.objects.visible_to(stranger).exists()


def test_other_bodies_see_nothing_and_partners_write_nothing() -> None:
    editor = clerk()
    draft = written(begun(editor), editor)
    page = f"/antraege/{draft.pk}/"
    assert browser_of(GIESSEN).get(page).status_code == 404
    assert draft.title not in text_of(browser_of(GIESSEN), LIST)
    partner = browser_of(ALSFELD)
    assert partner.get(page).context["is_lead"] is False
    for verb in ("unterlage", "einreichen", "verwerfen"):
        assert partner.post(f"{page}{verb}/").status_code == 404
    foreign = draft.partners.get(municipality=LAUTERBACH)
    assert partner.get(f"/antraege/teil/{foreign.pk}/").status_code == 404
    partner.post(page, {"title": "übernommen"})
    draft.refresh_from_db()
    assert draft.title == "Standesamt"


def test_draft_is_thrown_away_after_a_last_look() -> None:
    editor = clerk()
    draft = begun(editor)
    answer = opened(signed_in(editor), f"/antraege/{draft.pk}/verwerfen/").send()
    assert (answer["Location"], ApplicationDraft.objects.count()) == (LIST, 0)


def test_list_costs_the_same_for_one_and_three_drafts() -> None:
    editor = clerk()
    browser, costs = signed_in(editor), []
    for _more in range(3):
        begun(editor)
        costs.append(cost(browser, LIST))
    assert costs[0] == costs[-1]
