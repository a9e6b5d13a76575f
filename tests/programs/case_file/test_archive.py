"""The offer to the state archive: messages by xdomea 3.0.0, after the retention, with all files."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from accounts.choices import Role
from programs.case_file.archive import NAMESPACE, hand_over, offer
from programs.case_file.contents import papers_of
from programs.choices import GrantState
from programs.models import BudgetLine, Grant
from tests.factories.accounts import NOW
from tests.portal.cases import decided
from tests.programs.desk import ikz_line, person, signed_in

pytestmark = pytest.mark.django_db

NAME = "data/samples/xdomea_3.0.0/xdomea-Nachrichten-AussonderungDurchfuehren.xsd"
BESIDE = [folder / "shared" / NAME for folder in Path(__file__).parents]
SCHEMA = next(filter(Path.exists, BESIDE), Path("none"))
TODAY = date(2026, 11, 23)
X = f"{{{NAMESPACE}}}"


@pytest.fixture
def grant(db: None) -> Grant:
    line: BudgetLine = ikz_line("250000.00")
    case = decided(line)
    past = {"state": GrantState.CLOSED, "retention_until": TODAY - timedelta(days=1)}
    Grant.objects.filter(pk=case.pk).update(**past)
    case.refresh_from_db()
    return case


def opened(content: bytes) -> tuple[Any, dict[str, bytes]]:
    """The message and its files."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    files = {name: archive.read(name) for name in archive.namelist()}
    (message,) = [name for name in files if name.endswith((".0501.xml", ".0503.xml"))]
    return etree.fromstring(files.pop(message)), files


@pytest.mark.skipif(not SCHEMA.exists(), reason="the published schema is not there")
@pytest.mark.parametrize("make", [offer, hand_over])
def test_messages_keep_to_the_published_schema(make: Any, grant: Grant) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    document, _files = opened(make(grant, at=NOW))
    assert schema.validate(document), schema.error_log
    case = document.find(f".//{X}Vorgang")
    case.remove(case.find(f"{X}Identifikation"))
    assert not schema.validate(document)


def test_offer_lists_what_the_hand_over_brings(grant: Grant) -> None:
    offered, none = opened(offer(grant, at=NOW))
    brought, files = opened(hand_over(grant, at=NOW))
    assert none == {}

    def papers(document: Any) -> list[str]:
        return [
            element.text for element in document.iterfind(f".//{X}Dokument/{X}Identifikation/{X}ID")
        ]

    assert papers(offered) == papers(brought)
    named = {element.text for element in brought.iterfind(f".//{X}Dateiname")}
    assert named == set(files)
    assert sorted(files.values()) == sorted(paper.content for paper in papers_of(grant))


def test_message_says_which_case_and_until_when_it_was_kept(grant: Grant) -> None:
    document, _files = opened(offer(grant, at=NOW))
    assert document.findtext(f".//{X}Kennzeichen") == grant.file_reference
    assert document.findtext(f".//{X}Aufbewahrungsende") == "2026-11-22"
    assert document.findtext(f"{X}Kopf/{X}Nachrichtentyp/code") == "0501"
    assert document.findtext(f"{X}Kopf/{X}Erstellungszeitpunkt").startswith("2026-11-23T")


def test_ids_stay_the_same(grant: Grant) -> None:
    first, again = (opened(offer(grant, at=NOW))[0] for _time in range(2))
    assert etree.tostring(first) == etree.tostring(again)


@pytest.mark.parametrize("message", ["anbietung", "aussonderung"])
def test_archive_is_offered_after_the_retention_alone(message: str, grant: Grant) -> None:
    officer = signed_in(person(Role.OFFICER))
    address = f"/zuwendungen/{grant.pk}/archiv/{message}/"
    assert officer.get(address).status_code == 200
    for day in (TODAY, None):
        Grant.objects.filter(pk=grant.pk).update(retention_until=day)
        refused = officer.get(address)
        assert (refused.status_code, refused["Location"]) == (302, grant.get_absolute_url())
    assert signed_in(person(Role.AUDITOR)).get(address).status_code == 403
    assert officer.get(f"/zuwendungen/{grant.pk}/archiv/x/").status_code == 404
