"""Applications in the making and what was handed in: whose they are, and what stays."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from accounts.roles import MINISTRY, MUNICIPAL
from programs.choices import HandInKind
from programs.models import ApplicationDraft, DraftPaper, DraftPartner, HandIn, HandInFile
from tests.factories.accounts import NOW, UserFactory
from tests.factories.calls import call_with
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import GrantFactory, program
from tests.held import AT, CENT, NOTHING, ONE, broken, changed, removed, told

pytestmark = pytest.mark.django_db


def draft(title: str = "Bauhof", partners: tuple[str, ...] = (), **fields: Any) -> ApplicationDraft:
    row = {"program": program("ikz"), "lead_id": LAUTERBACH, "created_by": UserFactory.create()}
    made: ApplicationDraft = ApplicationDraft.objects.create(title=title, **{**row, **fields})
    for ags in partners:
        made.partners.create(municipality_id=ags)
    return made


def works_for(ags: str, role: Role) -> User:
    return UserFactory.create(roles=[role], of=[ags])


@pytest.mark.parametrize("role", sorted(MUNICIPAL))
def test_draft_is_seen_by_its_lead_and_each_partner_once(role: Role) -> None:
    made = draft(partners=(LAUTERBACH, ALSFELD))
    for ags, seen in ((LAUTERBACH, [made]), (ALSFELD, [made]), (GIESSEN, [])):
        assert [*ApplicationDraft.objects.visible_to(works_for(ags, role))] == seen


@pytest.mark.parametrize("role", sorted({*Role} - MUNICIPAL))
def test_draft_is_seen_by_no_role_of_the_state(role: Role) -> None:
    draft()
    assert not ApplicationDraft.objects.visible_to(works_for(LAUTERBACH, role)).exists()


def test_draft_is_named_by_its_project_and_has_a_page() -> None:
    made = draft()
    assert str(made) == "Bauhof"
    assert str(made.pk) in made.get_absolute_url()


def test_body_takes_part_in_a_draft_once_with_a_share_of_nothing_or_more() -> None:
    made, other = draft(partners=(ALSFELD,)), draft()
    again = DraftPartner(draft=made, municipality_id=ALSFELD)
    assert broken(again) == ["draft_partner_once"]
    assert told(again) == ["Diese Kommune ist schon beteiligt."]
    assert broken(DraftPartner(draft=other, municipality_id=ALSFELD)) == []
    for share in (None, NOTHING, CENT):
        assert broken(DraftPartner(share_eur=share)) == []
    assert broken(DraftPartner(share_eur=-CENT)) == ["draft_share_not_negative"]


def test_part_is_confirmed_by_somebody_at_a_moment() -> None:
    assert broken(DraftPartner(confirmed_by_id=ONE, confirmed_at=AT)) == []
    for half in ({"confirmed_by_id": ONE}, {"confirmed_at": AT}):
        assert broken(DraftPartner(**half)) == ["draft_part_confirmed_whole"]


def test_paper_of_the_list_is_sent_once_with_a_draft() -> None:
    made, other = draft(), draft()
    DraftPaper.objects.create(draft=made, label="Beschluss", name="b.pdf", content=b"%PDF")
    again = DraftPaper(draft=made, label="Beschluss", name="c.pdf", content=b"%PDF")
    assert broken(again) == ["draft_paper_once"]
    assert broken(DraftPaper(draft=made, label="Vertrag")) == []
    assert broken(DraftPaper(draft=other, label="Beschluss")) == []
    assert str(again) == "Beschluss"


def hand_in(**fields: Any) -> HandIn:
    row = {"kind": HandInKind.PAPER, "municipality_id": LAUTERBACH, "told": [], **fields}
    return HandIn(**{"handed_in_at": NOW, **row})


def test_what_is_handed_in_belongs_to_a_case_or_to_a_call() -> None:
    for one in ({"grant_id": 1}, {"call_application_id": 1}):
        assert broken(hand_in(**one)) == []
    for wrong in ({}, {"grant_id": 1, "call_application_id": 1}):
        assert broken(hand_in(**wrong)) == ["hand_in_of_one_thing"]


def test_what_is_handed_in_is_of_a_kind_that_is_known() -> None:
    for kind in HandInKind:
        assert broken(hand_in(kind=kind, grant_id=1)) == []
    assert broken(hand_in(kind="letter", grant_id=1)) == ["hand_in_kind_is_known"]


def test_file_handed_in_is_whole_and_not_empty() -> None:
    assert broken(HandInFile(size=4, content=b"%PDF")) == []
    for size, content in ((3, b"%PDF"), (5, b"%PDF"), (0, b"")):
        assert broken(HandInFile(size=size, content=content)) == ["hand_in_file_is_whole"]
    assert str(HandInFile(label="Beschluss", name="b.pdf")) == "Beschluss: b.pdf"


def test_hand_in_is_spoken_of_by_year_and_number_and_named_after_what_it_is_about() -> None:
    grant = GrantFactory.create()
    of_case = hand_in(pk=7, grant=grant)
    assert (of_case.number, str(of_case)) == ("E-2026-00007", f"{_kind(of_case)} E-2026-00007")
    assert of_case.about == str(grant)
    application = call_with([None], places=1).applications.get()
    of_call = hand_in(pk=123456, call_application=application)
    assert (of_call.number, of_call.about) == ("E-2026-123456", "Aufruf 2026")
    assert "7" in of_case.get_absolute_url()


def _kind(row: HandIn) -> str:
    return str(HandInKind(row.kind).label)


def test_hand_in_is_seen_by_the_ministry_and_by_its_sender_and_never_changes() -> None:
    stored = hand_in(grant=GrantFactory.create(), handed_in_by=UserFactory.create())
    stored.save()
    own = HandIn.objects.filter(pk=stored.pk)
    for role in (*sorted(MINISTRY), Role.AUDITOR):
        assert own.visible_to(UserFactory.create(roles=[role])).exists()
    for ags, seen in ((LAUTERBACH, True), (ALSFELD, False)):
        person = works_for(ags, Role.MUNICIPALITY_EDITOR)
        assert own.visible_to(person).exists() is seen
    assert not own.visible_to(UserFactory.create(roles=[Role.COORDINATOR])).exists()
    assert changed(own, told=[["Titel", "Anders"]]) == "refused"
    assert removed(own) == "refused"
