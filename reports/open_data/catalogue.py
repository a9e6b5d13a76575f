"""The catalogue by DCAT-AP.de: the same statements as JSON-LD and as RDF/XML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from lxml import etree

from reports.open_data.files import ATTRIBUTION, described
from reports.open_data.sets import SETS, OpenSet

NAMES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LICENCE = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
FORMATS = {"csv": "text/csv", "json": "application/json"}
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
THEME = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/DEU"
STATE = "http://dcat-ap.de/def/politicalGeocoding/stateKey/06"
LEVEL = "http://dcat-ap.de/def/politicalGeocoding/Level/state"


@dataclass(frozen=True)
class Said:
    """An object that is a text in German, or a day."""

    text: str

    @classmethod
    def on(cls, day: date) -> Said:
        return OnDay(day.isoformat())


class OnDay(Said):
    """An object that is a day."""


class Ref(str):
    """An object that is a thing with an address."""


@dataclass(frozen=True)
class Thing:
    """A thing, its kind, and what is said of it, each by a name with prefix."""

    address: str
    kind: str
    said: tuple[tuple[str, Said | Ref], ...]


def things(root: str) -> list[Thing]:
    """The catalogue at `root` with its publisher, sets and files."""
    publisher, today = Ref(f"{root}#herausgeber"), timezone.localdate()
    sets = list(SETS.values())
    own: tuple[tuple[str, Said | Ref], ...] = (
        ("dct:title", Said("OZG Hessen")),
        ("dct:description", Said(described())),
        ("dct:publisher", publisher),
        ("dct:language", Ref(LANGUAGE)),
        ("dct:modified", Said.on(today)),
        *(("dcat:dataset", Ref(f"{root}#{one.name}")) for one in sets),
    )
    return [
        Thing(root, "dcat:Catalog", own),
        Thing(publisher, "foaf:Organization", (("foaf:name", Said(ATTRIBUTION)),)),
        *(thing for one in sets for thing in _set(one, root, publisher, today)),
    ]


def _set(one: OpenSet, root: str, publisher: Ref, today: date) -> Iterator[Thing]:
    files = {name: Ref(f"{root}{one.name}.{name}") for name in FORMATS}
    yield Thing(
        f"{root}#{one.name}",
        "dcat:Dataset",
        (
            ("dct:identifier", Said(one.name)),
            ("dct:title", Said(str(one.title))),
            ("dct:description", Said(f"{one.description} {described()}")),
            ("dct:publisher", publisher),
            ("dct:modified", Said.on(today)),
            ("dct:language", Ref(LANGUAGE)),
            ("dct:spatial", Ref(STATE)),
            ("dcatde:politicalGeocodingURI", Ref(STATE)),
            ("dcatde:politicalGeocodingLevelURI", Ref(LEVEL)),
            ("dcat:theme", Ref(THEME)),
            *(("dcat:distribution", Ref(f"{file}#datei")) for file in files.values()),
        ),
    )
    for name, file in files.items():
        yield Thing(
            f"{file}#datei",
            "dcat:Distribution",
            (
                ("dct:title", Said(f"{one.title} ({name.upper()})")),
                ("dcat:accessURL", file),
                ("dcat:downloadURL", file),
                ("dct:format", Ref(FILE_TYPE + name.upper())),
                ("dcat:mediaType", Ref(MEDIA_TYPE + FORMATS[name])),
                ("dct:license", Ref(LICENCE)),
                ("dcatde:licenseAttributionByText", Said(ATTRIBUTION)),
                ("dct:modified", Said.on(today)),
            ),
        )


def json_ld(root: str) -> bytes:
    """The catalogue as JSON-LD."""
    graph = [_node(thing) for thing in things(root)]
    return json.dumps({"@context": NAMES, "@graph": graph}, ensure_ascii=False, indent=1).encode()


def _node(thing: Thing) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": thing.address, "@type": thing.kind}
    for name, value in thing.said:
        node.setdefault(name, []).append(_json(value))
    return node


def _json(value: Said | Ref) -> dict[str, str]:
    if isinstance(value, Ref):
        return {"@id": str(value)}
    if isinstance(value, OnDay):
        return {"@value": value.text, "@type": "xsd:date"}
    return {"@value": value.text, "@language": "de"}


def rdf_xml(root: str) -> bytes:
    """The catalogue as RDF/XML."""
    names = {prefix: address for prefix, address in NAMES.items() if prefix != "xsd"}
    document = etree.Element(_full("rdf:RDF"), nsmap=names)
    for thing in things(root):
        node = etree.SubElement(document, _full(thing.kind), {_full("rdf:about"): thing.address})
        for name, value in thing.said:
            _add(etree.SubElement(node, _full(name)), value)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add(element: Any, value: Said | Ref) -> None:
    if isinstance(value, Ref):
        element.set(_full("rdf:resource"), str(value))
        return
    element.text = value.text
    if isinstance(value, OnDay):
        element.set(_full("rdf:datatype"), NAMES["xsd"] + "date")
    else:
        element.set("{http://www.w3.org/XML/1998/namespace}lang", "de")


def _full(name: str) -> str:
    prefix, _colon, rest = name.partition(":")
    return f"{{{NAMES[prefix]}}}{rest}"
