"""A seeded XZuFi 2.2 message of any size, in the order and with the weight of a portal's export."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

NAMESPACE = "http://xoev.de/schemata/xzufi/2_2_0"
AGENCY = "hessenfinder"
SHARE_LISTED, SHARE_LINKED = 0.9, 0.6

Body = tuple[str, str]  # AGS, name
Service = tuple[str, str]  # LeiKa key, name

HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<xzufi:transfer.operation.020201 xmlns:xzufi="{NAMESPACE}" xzufiVersion="2.2.0">
  <xzufi:nachrichtenkopf>
    <xzufi:nachrichtUUID>00000000-0000-4000-8000-000000000001</xzufi:nachrichtUUID>
    <xzufi:erstelltDatumZeit>2026-11-01T03:00:00+01:00</xzufi:erstelltDatumZeit>
  </xzufi:nachrichtenkopf>
"""
TAIL = "</xzufi:transfer.operation.020201>\n"


def write_xzufi(
    path: Path, bodies: Iterable[Body], services: Sequence[Service], *, seed: int = 1
) -> int:
    """Write services, then organisations with what they list, then online services.

    Returns the number of listings.
    """
    chance = random.Random(seed)
    listings = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.writelines(_service(number, *service) for number, service in enumerate(services))
        linked: dict[int, list[str]] = {number: [] for number in range(len(services))}
        for ags, name in bodies:
            listed = [n for n in range(len(services)) if chance.random() < SHARE_LISTED]
            listings += len(listed)
            file.writelines(_organisation(ags, name, listed))
            for number in listed:
                if chance.random() < SHARE_LINKED:
                    linked[number].append(ags)
        for number, areas in linked.items():
            file.writelines(_online_service(number, areas))
        file.write(TAIL)
    return listings


def _service(number: int, leika_key: str, name: str) -> str:
    return f"""  <xzufi:schreibe>
    <xzufi:leistung>
      <xzufi:id schemeAgencyID="{AGENCY}" schemeID="Leistung">L{number}</xzufi:id>
      <xzufi:referenzLeiKa listURI="urn:de:fim:leika" listVersionID="1"><code>{leika_key}</code></xzufi:referenzLeiKa>
      <xzufi:modulText>
        <xzufi:leikaTextmodul listURI="urn:modul" listVersionID="1"><code>02</code></xzufi:leikaTextmodul>
        <xzufi:inhalt languageCode="de">{escape(name)}</xzufi:inhalt>
      </xzufi:modulText>
    </xzufi:leistung>
  </xzufi:schreibe>
"""  # noqa: E501


def _competence(kind: str, identifier: str, number: int, area: str) -> str:
    return f"""      <xzufi:zustaendigkeit>
        <xzufi:id schemeAgencyID="{AGENCY}" schemeID="Zustaendigkeit{kind}">{identifier}</xzufi:id>
        <xzufi:leistungID schemeAgencyID="{AGENCY}" schemeID="Leistung">L{number}</xzufi:leistungID>
        <xzufi:gebietID schemeAgencyID="destatis" schemeID="ags">{area}</xzufi:gebietID>
        <xzufi:rolle listURI="urn:rolle" listVersionID="1"><code>01</code></xzufi:rolle>
      </xzufi:zustaendigkeit>
"""


def _organisation(ags: str, name: str, listed: list[int]) -> Iterator[str]:
    yield f"""  <xzufi:schreibe>
    <xzufi:organisationseinheit>
      <xzufi:id schemeAgencyID="{AGENCY}" schemeID="Organisationseinheit">O{ags}</xzufi:id>
      <xzufi:name><xzufi:name languageCode="de">{escape(name)}</xzufi:name></xzufi:name>
"""
    for number in listed:
        yield _competence("Organisationseinheit", f"Z{ags}-{number}", number, ags)
    yield "    </xzufi:organisationseinheit>\n  </xzufi:schreibe>\n"


def _online_service(number: int, areas: list[str]) -> Iterator[str]:
    yield f"""  <xzufi:schreibe>
    <xzufi:onlinedienst>
      <xzufi:id schemeAgencyID="{AGENCY}" schemeID="Onlinedienst">D{number}</xzufi:id>
      <xzufi:bezeichnung languageCode="de">Online-Dienst {number}</xzufi:bezeichnung>
      <xzufi:link><xzufi:link>https://dienst.example/{number}</xzufi:link></xzufi:link>
"""
    for area in areas:
        yield _competence("Onlinedienst", f"ZD{area}-{number}", number, area)
    yield "    </xzufi:onlinedienst>\n  </xzufi:schreibe>\n"
