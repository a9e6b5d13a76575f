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
from municipalities.keys import KeyBook
from services.actions import RolloutChange
from services.imports.catalogue_keys import CatalogueKeys

NAMESPACE = "http://xoev.de/schemata/xzufi/2_2_0"
Q = f"{{{NAMESPACE}}}"
MOST_SERVICES = 200_000
HANDLED = ("nachrichtenkopf", "leistung", "organisationseinheit", "onlinedienst", "zustaendigkeit",
           "zustaendigkeitTransferObjekt", "loesche")  # fmt: skip
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
        self._services: dict[Key, str | None] = {}
        self._listings: dict[Listing, int] = {}
        self._links: dict[Key, set[str]] = {}

    def take(self, element: etree._Element) -> None:
        name = etree.QName(element).localname
        self.found.read += name == "zustaendigkeit"
        if name == "nachrichtenkopf":
            self._take_head(element)
        elif name == "leistung":
            self._take_service(element)
        elif name == "zustaendigkeit":
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
            service = self._services[key]
            if service is None:
                continue
            pair = (ags, service)
            found.listed.setdefault(pair, row)
            if any(ags.startswith(prefix) for prefix in self._links.get(key, ())):
                found.live.add(pair)
        self.errors.check()
        found.notes = [*self.keys.notes, *self._wider_notes()]
        return found

    def _wider_notes(self) -> list[str]:
        if not self.found.wider:
            return []
        message = _("%(count)s competences are for areas that are no body and were left out.")
        return [message % {"count": self.found.wider}]

    def _take_head(self, element: etree._Element) -> None:
        """The day on which the message was made is the day it speaks of."""
        made_at = _text(element.find(f"{Q}erstelltDatumZeit"))
        if not made_at:
            return
        row = _line(element)
        try:
            day = _local_day(made_at)
        except ValueError:
            message = _("This is no date. Write it like 2026-11-22T03:00:00+01:00.")
            self.errors.add(row, "erstelltDatumZeit", made_at, message)
            return
        if day > self.today:
            message = _("The day of the file lies in the future.")
            self.errors.add(row, "erstelltDatumZeit", made_at, message)
        self.found.day = day

    def _take_service(self, element: etree._Element) -> None:
        row = _line(element)
        key = _identifier(element.find(f"{Q}id"))
        code = _first_text(element.find(f"{Q}referenzLeiKa"), "code")
        if not key:
            self.errors.add(row, "leistung/id", "", _("The id is missing."))
        elif not self.keys.is_leika(code):
            self.errors.add(row, "referenzLeiKa/code", code, _("A LeiKa key has 14 digits."))
        elif len(self._services) >= MOST_SERVICES:
            raise refuse(_("The file has more than %(most)s services.") % {"most": MOST_SERVICES})
        else:
            self._services[key] = self.keys.service_of(code)

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

    def _link(self, row: int, service: Key, areas: list[str]) -> None:
        """Online in `areas`; without any, wherever the service is listed."""
        prefixes = self._links.setdefault(service, set())
        if not areas:
            prefixes.add("")
        for text in areas:
            area = self.bodies.find(text)
            if area is None:
                self._unknown_area(row, text)
            else:
                prefixes.add(area.prefix)

    def _list(self, row: int, service: Key, areas: list[str]) -> None:
        if not areas:
            self.errors.add(row, "gebietID", "", _("The area is missing."))
        for text in areas:
            area = self.bodies.find(text)
            if area is None:
                self._unknown_area(row, text)
            elif area.body is None:
                self.found.wider += 1
            else:
                self._listings.setdefault((area.body, service), row)

    def _unknown_area(self, row: int, text: str) -> None:
        self.errors.add(row, "gebietID", text, _("No body or area has this AGS or ARS."))

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


def _first_text(element: etree._Element | None, name: str) -> str:
    """The text of the child `name`, whose namespace differs between exporters."""
    if element is None:
        return ""
    return next((_text(child) for child in element if etree.QName(child).localname == name), "")


def _line(element: etree._Element) -> int:
    return element.sourceline or 0  # type: ignore[return-value, unreachable]  # the stubs err
