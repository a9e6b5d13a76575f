"""How processes are connected and whom to ask: by kind and contract; what is unknown stays so."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from programs.models import Program
from programs.queries.connecting import ways_to_connect
from services.models import OnlineProcess
from tests.factories.efa import cost, efa_line
from tests.portal.cases import text_of
from tests.programs.desk import signed_in
from tests.services.queries.test_work_lists import release
from tests.services.world import TOWN, make_user

pytestmark = pytest.mark.usefixtures("world")
RELEASED_ON = date(2020, 2, 3)
NEXT, REPORT = f"/kommunen/{TOWN}/naechste-schritte/", f"/meine-kommune/{TOWN}/leistungen/90001/"
NOBODY = "Kein Programm nennt dafür eine Ansprechstelle."


def asked(code: str, **known: object) -> str:
    OnlineProcess.objects.filter(pk=code).update(**known)
    (way,) = ways_to_connect([code])
    (process,) = way.processes
    return process.asked


def test_who_is_asked_is_what_is_recorded_and_else_unknown() -> None:
    release("hund", "civento", RELEASED_ON, "90001")
    assert asked("hund") == "unbekannt"
    assert asked("hund", factory="Fabrik Süd") == "Fabrik Süd"
    assert asked("hund", kind="efa", lead_state="Bayern") == "umsetzendes Land: Bayern"
    assert asked("hund", is_demo=True) == "umsetzendes Land: Bayern (Demodaten)"


def test_each_kind_and_contract_is_a_way_of_its_own() -> None:
    kinds = {"a": ("civento", ""), "b": ("efa", ""), "c": ("efa", "fit_store"),
        "d": ("efa", "marketplace"), "e": ("efa", "agreement"), "f": ("other", ""),
        "g": ("civento", "")}  # fmt: skip
    for code, (kind, contract) in kinds.items():
        release(code, kind, RELEASED_ON, "90001")
        OnlineProcess.objects.filter(pk=code).update(contract_way=contract)
    ways = ways_to_connect(kinds)
    assert len({way.anchor for way in ways}) == len({way.text for way in ways}) == 6
    assert {way.anchor: [one.process.pk for one in way.processes] for way in ways} == {
        "anschluss-civento": ["a", "g"],
        "anschluss-efa": ["b"],
        "anschluss-efa-agreement": ["e"],
        "anschluss-efa-fit_store": ["c"],
        "anschluss-efa-marketplace": ["d"],
        "anschluss-other": ["f"],
    }
    texts = {way.anchor: way.text for way in ways}
    assert "ist nicht erfasst" in texts["anschluss-efa"]
    assert "selbst registrieren" in texts["anschluss-efa-marketplace"]


def test_contact_is_that_of_the_program_that_bears_the_costs() -> None:
    release("hund", "efa", RELEASED_ON, "90001")
    assert ways_to_connect(["hund"])[0].contacts == []
    line = efa_line()
    cost("100.00", code="hund", line=line).save()
    assert ways_to_connect(["hund"])[0].contacts == []  # the program names nobody
    Program.objects.filter(pk=line.program_id).update(contact_email="efa@example.org")
    ((program, contact),) = ways_to_connect(["hund"])[0].contacts
    assert (program.pk, contact.email) == (line.program_id, "efa@example.org")


@pytest.fixture
def town() -> Client:
    return signed_in(make_user("oberstadt", Role.MUNICIPALITY_VIEWER, TOWN))


def test_what_next_leads_from_each_row_to_how_and_whom(town: Client) -> None:
    release("hund", "civento", RELEASED_ON, "90001")
    page = town.get(NEXT).content.decode()
    assert 'href="#anschluss-civento"' in page
    assert 'id="anschluss-civento"' in page
    shown = text_of(town, NEXT)
    assert "Das Land stellt civento kostenfrei bereit." in shown
    assert "Hund: unbekannt" in shown
    assert NOBODY in shown


def test_reporting_form_says_it_for_what_is_free_to_re_use(town: Client) -> None:
    heading = "Wie angebunden wird und wen man fragt"
    assert heading not in text_of(town, REPORT)
    release("spaeter", "civento", date(2030, 1, 1), "90001")
    release("andere", "civento", RELEASED_ON, "90002")
    assert heading not in text_of(town, REPORT)
    release("hund", "efa", RELEASED_ON, "90001")
    shown = text_of(town, REPORT)
    assert heading in shown
    assert "Ein Land hat die Leistung für alle entwickelt." in shown
    assert f"kommune={TOWN}&amp;thema=Hundesteuer" in town.get(REPORT).content.decode()
