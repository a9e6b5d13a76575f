"""The offer of a case to the state archive by xdomea 3.0.0: what there is, then the files.

`Aussonderung.Anbieteverzeichnis.0501` lists the case with its papers, `Aussonderung.0503` hands
them over. Each message is a zip whose files are named by the id of the process, as the standard
asks. Source: xdomea 3.0.0, KoSIT.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from programs.case_file.bundle import zipped
from programs.case_file.contents import CasePaper, papers_of
from programs.models import Grant

NAMESPACE = "urn:xoev-de:xdomea:schema:3.0.0"
OURS = uuid.UUID("6f1c5c0e-6f2a-5e0a-9a53-0f3d2f7e6a10")  # of all ids made here
LISTS = "urn:xoev-de:xdomea:codeliste:"
OFFER, HAND_OVER = "Anbieteverzeichnis.0501", "Aussonderung.0503"
ARCHIVE = "Hessisches Landesarchiv"
ELECTRONIC = "001"
TO_BE_VALUED = "B"
# Codes of the list of file formats, by ending; the rest is named in words.
FORMATS = {
    ".csv": "002",
    ".jpg": "011",
    ".ods": "014",
    ".odt": "015",
    ".pdf": "018",
    ".png": "019",
    ".tif": "023",
    ".xml": "030",
    ".docx": "035",
    ".xlsx": "036",
    ".txt": "045",
}
OTHER = "100"


def offer(grant: Grant, *, at: datetime) -> bytes:
    """The zip of the 0501: the case and its papers, for the archive to value."""
    return _message(grant, OFFER, at=at, papers=papers_of(grant), has_files=False)


def hand_over(grant: Grant, *, at: datetime) -> bytes:
    """The zip of the 0503: the case with the files of its papers."""
    return _message(grant, HAND_OVER, at=at, papers=papers_of(grant), has_files=True)


def message_name(grant: Grant, message: str, ending: str) -> str:
    return f"{_id(grant, 'aussonderung')}_Aussonderung.{message}.{ending}"


def _message(
    grant: Grant, message: str, *, at: datetime, papers: list[CasePaper], has_files: bool
) -> bytes:
    root = etree.Element(_x(f"Aussonderung.{message}"), nsmap={"xdomea": NAMESPACE})
    _head(root, grant, message, at)
    _case(_add(root, "Schriftgutobjekt"), grant, papers, has_files=has_files)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    files = [CasePaper(message_name(grant, message, "xml"), "", content)]
    if has_files:
        files += [CasePaper(_file_name(grant, paper), "", paper.content) for paper in papers]
    return zipped(files)


def _head(root: Any, grant: Grant, message: str, at: datetime) -> None:
    head = _add(root, "Kopf")
    _add(head, "ProzessID", _id(grant, "aussonderung"))
    _code(head, "Nachrichtentyp", message[-4:], uri="nachrichtentyp", version="2.0")
    _add(head, "Erstellungszeitpunkt", at.isoformat(timespec="seconds"))
    authority = grant.authority or grant.program.granting_authority
    for role, name in (("Absender", str(authority or "OZG Hessen")), ("Empfaenger", ARCHIVE)):
        _add(_add(_add(head, role), "Institution"), "Name", name)
    _add(_add(head, "SendendesSystem"), "Produktname", "OZG Hessen")
    if message == HAND_OVER:
        _add(head, "Importbestaetigung", "1")
        _add(head, "RueckmeldungArchivkennung", "1")
    _add(head, "Empfangsbestaetigung", "1")


def _case(parent: Any, grant: Grant, papers: list[CasePaper], *, has_files: bool) -> None:
    case = _add(parent, "Vorgang")
    _identify(case, _id(grant, "vorgang"))
    general = _add(case, "AllgemeineMetadaten")
    _add(general, "Betreff", grant.title)
    _add(general, "Kennzeichen", grant.file_reference)
    _code(general, "Medium", ELECTRONIC, uri="medium", version="1.0")
    _for_the_archive(case, grant)
    _add(case, "Typ", str(grant.program))
    _span(case, grant.received_on, grant.closed_on)
    for number, paper in enumerate(papers, start=1):
        _paper(case, grant, paper, number, has_files=has_files)


def _for_the_archive(case: Any, grant: Grant) -> None:
    if grant.retention_until is not None:
        kept = _add(case, "ArchivspezifischeMetadaten")
        _add(kept, "Aufbewahrungsende", grant.retention_until.isoformat())


def _span(case: Any, begin: date | None, end: date | None) -> None:
    if begin is None and end is None:
        return
    span = _add(case, "Laufzeit")
    for name, day in (("Beginn", begin), ("Ende", end)):
        if day is not None:
            _add(span, name, day.isoformat())


def _paper(case: Any, grant: Grant, paper: CasePaper, number: int, *, has_files: bool) -> None:
    document = _add(case, "Dokument")
    _identify(document, _id(grant, paper.path), number)
    general = _add(document, "AllgemeineMetadaten")
    _add(general, "Betreff", paper.title)
    _code(general, "Medium", ELECTRONIC, uri="medium", version="1.0")
    if not has_files:
        return
    version = _add(document, "Version")
    _add(version, "Nummer", "1")
    form = _add(version, "Format")
    ending = PurePosixPath(paper.path).suffix.lower()
    code = FORMATS.get(ending, OTHER)
    _code(form, "Name", code, uri="dateiformat", version="1.0")
    if code == OTHER:
        _add(form, "SonstigerName", ending.removeprefix(".") or "unbekannt")
    _add(form, "Version", "unbekannt")
    primary = _add(form, "Primaerdokument")
    _add(primary, "Dateiname", _file_name(grant, paper))
    _add(primary, "DateinameOriginal", paper.original or paper.path)


def _identify(parent: Any, key: str, number: int | None = None) -> None:
    identified = _add(parent, "Identifikation")
    _add(identified, "ID", key)
    if number is not None:
        _add(identified, "NummerImUebergeordnetenContainer", str(number))


def _file_name(grant: Grant, paper: CasePaper) -> str:
    return f"{_id(grant, paper.path)}_{PurePosixPath(paper.path).name}"


def _id(grant: Grant, of: str) -> str:
    """The id of a thing of the case: the same whenever it is asked for."""
    return str(uuid.uuid5(OURS, f"{grant.pk}/{of}"))


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    element = etree.SubElement(parent, _x(name))
    element.text = text
    return element


def _code(parent: Any, name: str, code: str, *, uri: str, version: str) -> None:
    listed = {"listURI": LISTS + uri, "listVersionID": version}
    element = etree.SubElement(parent, _x(name), listed)
    etree.SubElement(element, "code").text = code


def _x(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
