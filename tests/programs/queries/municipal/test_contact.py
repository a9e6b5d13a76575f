"""Whom to ask: what the program names, with the officer of a case."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from programs.models import Program
from programs.queries.municipal.contact import (
    Contact,
    contact_of_case,
    contact_of_program,
    contacts_of,
)
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH, SCHLITZ
from tests.factories.programs import GrantFactory
from tests.portal.cases import BODY, text_of, works_for
from tests.programs.sent import browser_of

pytestmark = pytest.mark.django_db


def named() -> Program:
    program = Program.objects.get(code="ikz")
    program.contact_name, program.contact_email = "Referat IV 3", "ikz@example.org"
    program.contact_phone = "+49 (611) 353-0"
    program.save()
    return program


def test_nobody_is_named_where_nobody_is_known() -> None:
    assert contact_of_program(Program.objects.get(code="ikz")) is None
    assert contact_of_case(GrantFactory.create()) is None


def test_case_names_its_officer_beside_the_contact_of_the_program() -> None:
    program = named()
    officer = UserFactory.create(roles=[Role.OFFICER], first_name="Sabine", last_name="Amt")
    authority = str(program.granting_authority or program.policy_owner or "")
    found = contact_of_case(GrantFactory.create(officer=officer, program=program))
    assert found == Contact(
        "Referat IV 3", "ikz@example.org", "+49 (611) 353-0", authority, "Sabine Amt"
    )
    assert found.tel == "+496113530"


def test_pages_of_program_and_case_name_the_contact() -> None:
    grant = GrantFactory.create(program=named())
    for path in ("/foerderprogramme/ikz/", f"/zuwendungen/{grant.pk}/"):
        assert "ikz@example.org" in text_of(browser_of(), path)


def test_programs_that_name_nobody_are_left_out() -> None:
    program, other = named(), Program.objects.get(code="ozg-modellkommunen")
    found = contacts_of([program, other, Program.objects.get(code="ikz")])
    assert [(asked, contact.name) for asked, contact in found] == [(program, "Referat IV 3")]
    assert contacts_of([]) == []


def test_desk_names_whom_to_ask_about_its_open_cases_alone() -> None:
    """The others' page names nobody, and a body without an open case asks nobody."""
    named()
    desk = works_for(LAUTERBACH)
    assert "Ansprechstelle" not in text_of(desk, BODY)
    GrantFactory.create()
    assert "ikz@example.org" in text_of(desk, BODY)
    assert "ikz@example.org" not in text_of(desk, f"{BODY}?stand=2026-01-31")
    assert "ikz@example.org" not in text_of(works_for(SCHLITZ), BODY)
