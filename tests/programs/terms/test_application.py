"""What an application asks by its directive, and the guard that only its people see."""

from __future__ import annotations

import pytest

from accounts.models import User
from programs.choices import GrantState
from programs.models import ApplicationDraft, Directive
from programs.terms.application import asked_by, check_ready, directive_for, hints, missing_papers
from tests.factories.life import TODAY
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH
from tests.factories.programs import GrantFactory, program
from tests.programs.actions.municipal.test_draft import SHARE, begun, body, confirmed, written
from tests.programs.sent import clerk
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db


def said(draft: ApplicationDraft, by: User) -> str:
    return " | ".join(error.message for error in hints(draft, by, day=TODAY))


def test_guard_tells_the_lead_rate_partners_and_what_is_missing() -> None:
    lead = clerk()
    draft = begun(lead)
    assert "Geben Sie ein, was jeder Partner beantragt" in said(draft, lead)
    written(draft, lead, shares=[(body(LAUTERBACH), SHARE), (body(ALSFELD), SHARE)])
    two = said(draft, lead)
    assert "Beschluss" in two
    written(draft, lead, shares=[(body(a), SHARE + 1) for a in (LAUTERBACH, ALSFELD, GREBENAU)])
    assert "25.000,00" in said(draft, lead)
    confirmed(written(draft, lead))
    assert said(draft, lead) == ""
    lacking = missing_papers(draft, directive_for(draft, TODAY))
    assert lacking == ["Entwurf der Vereinbarung", "Berechnung der Einsparung"]


def test_double_funding_is_told_of_cases_that_the_body_sees() -> None:
    lead = clerk()
    draft = confirmed(written(begun(lead, title="Portalbaukasten"), lead))
    other = {"title": "Portalbaukasten", "program": program("ozg-modellkommunen")}
    hidden = GrantFactory.create(state=GrantState.IN_REVIEW, **other)
    assert hidden.file_reference not in said(draft, lead)
    told = GrantFactory.create(**other)
    assert told.file_reference in said(draft, lead)
    written(draft, lead, double_funding_reason="anderer Gegenstand")
    assert said(draft, lead) == ""


def test_directive_says_what_is_asked() -> None:
    ikz = directive_for(ApplicationDraft(program=program("ikz")), TODAY)
    asked = asked_by(ikz)
    assert {"cooperation_start", "baseline_eur", "exception_reason"} <= set(asked)
    assert not {"received_on", "complete_on", "cooperation_form"} & set(asked)
    assert "exception_reason" not in asked_by(None)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("min_partners", "exception_reason"),
        ("min_saving_rate", "saving_reason"),
        ("per_partner_eur", "override_reason"),
        ("cap_eur", "override_reason"),
    ],
)
def test_a_reason_is_asked_where_the_directive_has_the_rule_it_excuses(
    rule: str, reason: str
) -> None:
    asked = asked_by(Directive(required_entries=[], **{rule: 1}))
    reasons = {"exception_reason", "saving_reason", "override_reason"}
    assert reasons & set(asked) == {reason}
    assert not reasons & set(asked_by(Directive(required_entries=[])))


@pytest.mark.usefixtures("untranslated")
def test_a_draft_is_ready_with_an_amount_and_each_part_confirmed() -> None:
    lead = clerk()
    draft = begun(lead)
    says_no(lambda: check_ready(draft), None, "no_amount", "Enter what each partner applies for.")
    written(draft, lead)
    says_no(lambda: check_ready(draft), None, "not_confirmed", "Not confirmed yet by: ")
    check_ready(confirmed(draft))
