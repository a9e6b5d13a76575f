"""XZuFi 2.2 messages of state portals: who lists which service, and what is online.

The file streams through the parser element by element (core.imports.xml_stream).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from core.imports.errors import Errors, FileRefused, refuse
from core.imports.xml_stream import stream_elements
from municipalities.keys import Area, KeyBook, is_elsewhere
from services.actions import RolloutChange
from services.imports.catalogue_keys import CatalogueKeys
from services.imports.file_day import wrong_day

NAMESPACE = "http://xoev.de/schemata/xzufi/2_2_0"
Q = f"{{{NAMESPACE}}}"
MOST_SERVICES = 200_000
HANDLED = ("nachrichtenkopf", "leistung", "organisationseinheit", "onlinedienst", "zustaendigkeit",
           "zustaendigkeitTransferObjekt", "loesche")  # fmt: skip
COMPETENCE, TRANSFER_OBJECT = "zustaendigkeit", "zustaendigkeitTransferObjekt"
ONLINE_SERVICE = f"{Q}onlinedienst"
ONLINE_SCHEMA = "ZustaendigkeitOnlinedienst"


@dataclass
class XzufiFile:
    """What a message says: listings and links to online services, by body and OZG service."""

    read: int = 0
    day: date | None = None
    wider: int = 0
    has_online_services: bool = False
    listed: dict[tuple[str, str], int] = field(default_factory=dict)
    live: set[tuple[str, str]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    errors: Errors = field(default_factory=Errors)
    elsewhere: int = 0
    without_key: int = 0

    @property
    def entries(self) -> Collection[tuple[str, str]]:
        return self.listed.keys()

    def changes(self) -> Iterator[RolloutChange]:
        """One change per listing; without any online service in the file, online stays open."""
        for pair, row in self.listed.items():
            is_live = pair in self.live
            yield RolloutChange(
                *pair,
                configured=True if is_live else None,
                listed=True,
                live=is_live if self.has_online_services else None,
                row=row,
            )


def read_xzufi(path: Path, *, day: date) -> XzufiFile:
    """The listings and online services of a message. Raises FileRefused with all errors.

    A service is listed for a body when an organisation is competent for it in the body's area;
    it is online there when an online service is linked to it for that area or for any. `day`
    resolves former keys and is the last day on which the message may have been made.
    """
    reader = _Reader(day)
    for element in stream_elements(path, NAMESPACE, HANDLED):
        reader.take(element)
    return reader.result()


Key = str
Listing = tuple[str, Key]


class _Reader:
    """Gathers services, competences and links; they may come in any order."""

    def __init__(self, day: date) -> None:
        self.found, self.today = XzufiFile(), day
        self.keys, self.bodies, self.errors = CatalogueKeys(), KeyBook(day), Errors()
        self._services: dict[Key, list[str]] = {}
        self._listings: dict[Listing, int] = {}
        self._links: dict[Key, set[str]] = {}

    def take(self, element: etree._Element) -> None:
        name = _kind(element)
        self.found.read += name == COMPETENCE
        if name == "nachrichtenkopf":
            self._take_head(element)
        elif name == "leistung":
            self._take_service(element)
        elif name == COMPETENCE:
            self._take_competence(element)
            parent = element.getparent()
            if parent is not None and parent.tag == ONLINE_SERVICE:
                self._take_online_service(parent)  # what came before it is about to be dropped
        elif name == "onlinedienst":
            self._take_online_service(element)
        elif name == "loesche":
            raise _deletion(element)

    def result(self) -> XzufiFile:
        """Join listings and links. Raises FileRefused with all errors."""
        found = self.found
        found.has_online_services = bool(self._links)
        for (ags, key), row in self._listings.items():
            if key not in self._services:
                message = _(
                    "No leistung in the file has this id. "
                    "Export services and organisations together."
                )
                self.errors.add(row, "leistungID", _plain(key), message)
                continue
            is_live = any(ags.startswith(prefix) for prefix in self._links.get(key, ()))
            for service in self._services[key]:
                found.listed.setdefault((ags, service), row)
                if is_live:
                    found.live.add((ags, service))
        self.errors.check()
        found.notes = [*self.keys.notes, *self._left_out()]
        return found

    def _left_out(self) -> Iterator[str]:
        """How much is not about our bodies and services, as in the CSV of the portal."""
        for count, message in (
            (
                self.found.without_key,
                _("%(count)s services without a LeiKa key were left out."),
            ),
            (
                self.found.elsewhere,
                _("%(count)s areas of other states were left out."),
            ),
            (
                self.found.wider,
                _("%(count)s competences are for areas that are no body and were left out."),
            ),
        ):
            if count:
                yield message % {"count": count}

    def _take_head(self, element: etree._Element) -> None:
        """The day on which the message was made is the day it speaks of."""
        made_at = _text(element.find(f"{Q}erstelltDatumZeit"))
        if not made_at:
            return
        row = _line(element)
        try:
            day = _local_day(made_at)
        except (ValueError, OverflowError):
            message = _("This is no date. Write it like 2026-11-22T03:00:00+01:00.")
            self.errors.add(row, "erstelltDatumZeit", made_at, message)
            return
        if wrong := wrong_day(day, self.today):
            self.errors.add(row, "erstelltDatumZeit", made_at, wrong)
        self.found.day = day

    def _take_service(self, element: etree._Element) -> None:
        row = _line(element)
        key = _identifier(element.find(f"{Q}id"))
        codes = _codes(element)
        wrong = [code for code in codes if not self.keys.is_leika(code)]
        if not key:
            self.errors.add(row, "leistung/id", "", _("The id is missing."))
        for code in wrong:
            self.errors.add(row, "referenzLeiKa/code", code, _("A LeiKa key has 14 digits."))
        if not key or wrong:
            return
        if len(self._services) >= MOST_SERVICES:
            raise refuse(_("The file has more than %(most)s services.") % {"most": MOST_SERVICES})
        self.found.without_key += not codes
        found = (self.keys.service_of(code) for code in codes)
        self._services[key] = sorted({service for service in found if service is not None})

    def _take_competence(self, element: etree._Element) -> None:
        row = _line(element)
        service = _identifier(element.find(f"{Q}leistungID"))
        areas = [text for area in element.iterfind(f"{Q}gebietID") if (text := _text(area))]
        if not service:
            self.errors.add(row, "leistungID", "", _("The id is missing."))
        elif self._is_of_online_service(element):
            self._link(row, service, areas)
        else:
            self._list(row, service, areas)

    def _areas(self, row: int, texts: list[str]) -> Iterator[Area]:
        """The areas of Hessen; those of other states are counted, unknown ones are errors."""
        for text in texts:
            area = self.bodies.find(text)
            if area is not None:
                yield area
            elif is_elsewhere(text):
                self.found.elsewhere += 1
            else:
                message = _("No body or area has this AGS or ARS.")
                self.errors.add(row, "gebietID", text, message)

    def _link(self, row: int, service: Key, areas: list[str]) -> None:
        """Online in `areas`; without any, wherever the service is listed."""
        prefixes = self._links.setdefault(service, set())
        if not areas:
            prefixes.add("")
        prefixes |= {area.prefix for area in self._areas(row, areas)}

    def _list(self, row: int, service: Key, areas: list[str]) -> None:
        if not areas:
            self.errors.add(row, "gebietID", "", _("The area is missing."))
        for area in self._areas(row, areas):
            if area.body is None:
                self.found.wider += 1
            else:
                self._listings.setdefault((area.body, service), row)

    def _take_online_service(self, element: etree._Element) -> None:
        """Services named without an area: linked wherever they are listed."""
        for service in element.iterfind(f"{Q}leistungID"):
            self._links.setdefault(_identifier(service), set()).add("")

    @staticmethod
    def _is_of_online_service(element: etree._Element) -> bool:
        parent = element.getparent()
        if parent is not None and parent.tag == ONLINE_SERVICE:
            return True
        identifier = element.find(f"{Q}id")
        return identifier is not None and identifier.get("schemeID") == ONLINE_SCHEMA


def _kind(element: etree._Element) -> str:
    """What an element is; one handed over by itself is a competence, or goes around one.

    The one inside was taken when it ended, so nothing is left of it.
    """
    name: str = etree.QName(element).localname
    if name == TRANSFER_OBJECT and element.find(f"{Q}leistungID") is not None:
        return COMPETENCE
    return name


def _local_day(text: str) -> date:
    """The day of an xs:dateTime in Germany; without a zone it is meant there."""
    moment = datetime.fromisoformat(text)
    return moment.date() if moment.tzinfo is None else timezone.localdate(moment)


def _deletion(element: etree._Element) -> FileRefused:
    """A deletion names an id. Which body it was listed for stands in an earlier message."""
    message = _(
        "The message deletes entries (loesche), so it only says what has changed since another "
        "one, and whose entries go cannot be seen in it. Export the whole state and import it "
        "with --complete: that takes away what it no longer has."
    )
    deleted = etree.QName(element[0]).localname if len(element) else ""
    return refuse(message, row=_line(element), column="loesche", value=deleted)


def _identifier(element: etree._Element | None) -> Key:
    """An id with the agency that gave it: two agencies may use the same number."""
    text = _text(element)
    agency = "" if element is None else element.get("schemeAgencyID", "")
    return f"{agency}|{text}" if agency and text else text


def _plain(key: Key) -> str:
    return key.rpartition("|")[2]


def _text(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def _codes(service: etree._Element) -> list[str]:
    """The LeiKa keys of a service, each once: the element may come once, often, or not at all.

    The namespace of the code differs between exporters.
    """
    found = [
        text
        for reference in service.iterfind(f"{Q}referenzLeiKa")
        for child in reference
        if etree.QName(child).localname == "code" and (text := _text(child))
    ]
    return list(dict.fromkeys(found))


def _line(element: etree._Element) -> int:
    return element.sourceline or 0  # type: ignore[return-value, unreachable]  # the stubs err
