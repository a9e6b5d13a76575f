"""Whatever stands behind an address, no page breaks: each is asked oddly, by somebody it is for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from urllib.parse import urlencode

import pytest

from tests.trust.matrix import line_of
from tests.trust.test_matrix import silence
from tests.trust.world import addresses, browsers, people, rows

pytestmark = pytest.mark.django_db

NAMES = (
    *("q", "page", "per_page", "sort", "stand", "seit", "monat", "jahr", "programm", "kommune"),
    *("kommune1", "thema", "umkreis", "gebiet", "themenfeld", "feld", "lage", "district", "kreis"),
    *("rb", "art", "kind", "groesse", "fortschritt", "meldung", "mass", "ebene", "gliederung"),
    *("adresse", "seite", "fuer", "name", "scope", "until", "anlage", "status", "state", "next"),
    *("aktenzeichen", "cursor", "limit", "schluessel", "lead", "fiscal_year", "katalog", "ohne"),
)
VALUES = (
    *("\x00", b"\xff\xfe", "9" * 400, "-1", "٣", "1e400", "' OR 1=1 --", "<script>", "%", "\\"),
    *("a\nb", "NaN", "²", "x" * 5000, "2147483648", "9223372036854775808", "__", "..", "\u202e"),
)
EACH = 2  # of the values that every address is asked for, in turn


@pytest.fixture
def quiet() -> Iterator[None]:
    with silence():
        yield


@pytest.mark.usefixtures("quiet")
def test_no_page_breaks_by_what_is_asked() -> None:
    of = people()
    clients, turn, asked = browsers(of), cycle(VALUES), 0
    broken = []
    for address in list(addresses(rows(of))):
        line = line_of(address.line)
        if line is None or not line.see or address.line.startswith("admin:"):
            continue
        client = clients[next((one for one in "OECPS" if one in line.see), line.see[0])]
        client.raise_request_exception = False
        for value in islice(turn, EACH):
            asked += 1
            answer = client.get(f"{address.path}?{urlencode([(name, value) for name in NAMES])}")
            if answer.status_code >= 500:
                broken.append((address.line, value[:12], answer.status_code))
    assert asked > 150
    assert broken == []
