"""XZuFi messages: listings and online services, and what hostile or broken files end in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.imports import xml_stream
from core.imports.errors import FileRefused
from services.imports.rollouts import import_rollouts
from services.models import RolloutEvent
from tests.generators.xzufi import HEAD, NAMESPACE, TAIL, write_xzufi
from tests.services.files import LETTERS, SERVICES, competence, message, states, written
from tests.services.world import (
    CITY,
    DISTRICT,
    NOW,
    SECOND_TOWN,
    TOWN,
    VILLAGE,
    live,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

DAY = NOW.date()


def run(path: Path) -> tuple[int, int, int]:
    report = import_rollouts(path, by=None, at=NOW)
    return report.read, report.written, report.unchanged


def refused(path: Path) -> list[tuple[int, str, str]]:
    with pytest.raises(FileRefused) as error:
        run(path)
    assert RolloutEvent.objects.count() == 0
    return [(e.row, e.column, e.value) for e in error.value.errors]


def test_competence_lists_and_an_online_service_makes_online(tmp_path: Path) -> None:
    path = message(
        tmp_path,
        written("organisationseinheit", competence("A", TOWN), competence("B", "064310000001")),
        written("organisationseinheit", competence("A", SECOND_TOWN, VILLAGE)),
        written("onlinedienst", competence("A", TOWN)),
    )
    assert run(path) == (4, 4, 0)
    assert states() == [
        (TOWN, "90001", True, True, True),
        (TOWN, "90002", False, True, False),
        (SECOND_TOWN, "90001", False, True, False),
        (VILLAGE, "90001", False, True, False),
    ]
    assert run(path) == (4, 0, 4)


def test_online_service_for_an_area_counts_where_the_service_is_listed(tmp_path: Path) -> None:
    path = message(
        tmp_path,
        written("onlinedienst", competence("A", "06431"), competence("C", "06")),
        written("organisationseinheit", competence("A", TOWN, CITY), competence("C", DISTRICT)),
    )
    run(path)
    assert states() == [
        (CITY, "90001", False, True, False),
        (DISTRICT, "90003", True, True, True),
        (TOWN, "90001", True, True, True),
    ]


def test_online_service_without_an_area_counts_wherever_it_is_listed(tmp_path: Path) -> None:
    reference = '<xzufi:leistungID schemeAgencyID="X">A</xzufi:leistungID>'
    path = message(
        tmp_path,
        written("organisationseinheit", competence("A", TOWN, CITY)),
        written("onlinedienst", reference, competence("B", TOWN)),
    )
    run(path)
    assert [state[-1] for state in states()] == [True, True]


def made(moment: str) -> str:
    """The head of a message made at `moment`."""
    return HEAD.replace("2026-11-01T03:00:00+01:00", moment)


@pytest.mark.parametrize(
    ("head", "day", "expected"),
    [
        (made("2026-10-31T23:30:00Z"), None, date(2026, 11, 1)),
        (made("2026-10-31T23:30:00"), None, date(2026, 10, 31)),
        (made("2026-10-31T23:30:00"), date(2026, 9, 1), date(2026, 9, 1)),
        (made(""), None, DAY),
    ],
    ids=["zone", "without zone", "option", "none"],
)
def test_message_speaks_of_the_day_it_was_made(
    tmp_path: Path, head: str, day: date | None, expected: date
) -> None:
    path = message(tmp_path, written("organisationseinheit", competence("A", TOWN)), head=head)
    import_rollouts(path, by=None, at=NOW, day=day)
    assert RolloutEvent.objects.get().valid_from == expected


@pytest.mark.parametrize(
    "moment",
    [
        *("2099-01-01T00:00:00", "gestern", "2003-12-31", "2026-02-29T00:00:00"),
        *("0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"),  # no day on our clock
    ],
)
def test_message_made_on_no_day_or_in_the_future_is_refused(tmp_path: Path, moment: str) -> None:
    path = message(
        tmp_path, written("organisationseinheit", competence("A", TOWN)), head=made(moment)
    )
    assert [error[1:] for error in refused(path)] == [("erstelltDatumZeit", moment)]


def test_message_without_online_services_leaves_online_open(tmp_path: Path) -> None:
    record(live(TOWN, "90001", DAY.replace(day=1)))
    path = message(tmp_path, written("organisationseinheit", competence("A", TOWN)))
    assert run(path) == (1, 0, 1)
    assert states() == [(TOWN, "90001", True, True, True)]


def test_link_that_is_gone_ends_being_online(tmp_path: Path) -> None:
    record(live(TOWN, "90001", DAY.replace(day=1)))
    path = message(
        tmp_path,
        written("organisationseinheit", competence("A", TOWN)),
        written("onlinedienst", competence("B", TOWN)),
    )
    run(path)
    assert states() == [(TOWN, "90001", True, True, False)]


def test_competences_may_come_as_objects_of_their_own(tmp_path: Path) -> None:
    online = competence("A", TOWN).replace(
        "<xzufi:zustaendigkeit>",
        '<xzufi:zustaendigkeit><xzufi:id schemeID="ZustaendigkeitOnlinedienst">1</xzufi:id>',
    )
    path = message(
        tmp_path,
        written("zustaendigkeitTransferObjekt", competence("A", TOWN)),
        written("zustaendigkeitTransferObjekt", online),
    )
    run(path)
    assert states() == [(TOWN, "90001", True, True, True)]


def test_competence_handed_over_without_a_wrapper(tmp_path: Path) -> None:
    inside = competence("A", TOWN).replace("<xzufi:zustaendigkeit>", "")
    inside = inside.replace("</xzufi:zustaendigkeit>", "")
    path = message(tmp_path, written("zustaendigkeitTransferObjekt", inside))
    run(path)
    assert states() == [(TOWN, "90001", False, True, False)]


def leistung(name: str, *keys: str) -> str:
    references = "".join(
        f"<xzufi:referenzLeiKa><code>{key}</code></xzufi:referenzLeiKa>" for key in keys
    )
    return written("leistung", f'<xzufi:id schemeAgencyID="X">{name}</xzufi:id>', references)


def notes(path: Path) -> list[str]:
    return import_rollouts(path, by=None, at=NOW).notes


def test_every_key_of_a_service_is_read(tmp_path: Path) -> None:
    """The first of them is of a newer catalogue, two are ours."""
    several = leistung("M", "99999999999999", LETTERS["A"], LETTERS["B"])
    path = message(tmp_path, several, written("organisationseinheit", competence("M", TOWN)))
    assert "99999999999999" in notes(path)[0]
    assert [state[:2] for state in states()] == [(TOWN, "90001"), (TOWN, "90002")]


def test_service_without_a_key_is_left_out_and_told(tmp_path: Path) -> None:
    unit = written("organisationseinheit", competence("N", TOWN), competence("A", TOWN))
    assert notes(message(tmp_path, leistung("N"), unit)) == [
        "Leistungen ohne LeiKa-Schlüssel, ausgelassen: 1."
    ]
    assert [state[:2] for state in states()] == [(TOWN, "90001")]


@pytest.mark.parametrize("elsewhere", ["091620000000", "09162000", "000000000000", "01"])
def test_areas_of_other_states_are_left_out_and_told(tmp_path: Path, elsewhere: str) -> None:
    unit = written("organisationseinheit", competence("A", TOWN, elsewhere))
    assert notes(message(tmp_path, unit)) == ["Gebiete anderer Länder, ausgelassen: 1."]
    assert [state[:2] for state in states()] == [(TOWN, "90001")]


@pytest.mark.parametrize("unknown", ["170000000000", "06431999", "0643", "x"])
def test_what_is_no_area_of_any_state_stays_an_error(tmp_path: Path, unknown: str) -> None:
    unit = written("organisationseinheit", competence("A", TOWN, unknown))
    with pytest.raises(FileRefused):
        notes(message(tmp_path, unit))


def test_wrong_cells_are_all_named_with_their_line(tmp_path: Path) -> None:
    path = message(
        tmp_path,
        written(
            "leistung",
            "<xzufi:id>Z</xzufi:id>",
            "<xzufi:referenzLeiKa><code>12</code></xzufi:referenzLeiKa>",
        ),
        written("organisationseinheit", competence("A", "06431999"), competence("A")),
        written("organisationseinheit", competence("unbekannt", TOWN)),
        written("onlinedienst", competence("A", "99")),
    )
    assert [(column, value) for _row, column, value in refused(path)] == [
        ("referenzLeiKa/code", "12"),
        ("gebietID", "06431999"),
        ("gebietID", ""),
        ("gebietID", "99"),
        ("leistungID", "unbekannt"),
    ]


@pytest.mark.parametrize("kind", ["leistung", "organisationseinheit", "onlinedienst", "formular"])
def test_message_that_deletes_is_refused_and_not_read_by_half(tmp_path: Path, kind: str) -> None:
    identifier = '<xzufi:id schemeAgencyID="X">A</xzufi:id>'
    path = message(
        tmp_path,
        written("organisationseinheit", competence("A", TOWN)),
        written(kind, identifier).replace("schreibe>", "loesche>"),
    )
    assert [(column, value) for _row, column, value in refused(path)] == [("loesche", kind)]


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.999])
def test_message_cut_off_anywhere_writes_nothing(tmp_path: Path, cut: float) -> None:
    path = tmp_path / "xzufi.xml"
    write_xzufi(path, [(TOWN, "Oberstadt")], [(key, "Leistung") for key in LETTERS.values()])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * cut)])
    assert len(refused(path)) == 1


BODY = f'<xzufi:a xmlns:xzufi="{NAMESPACE}"><xzufi:leistung>%s</xzufi:leistung></xzufi:a>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]>' + BODY % "&l9;"
LOCAL_FILE = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + BODY % "&f;"
REMOTE = '<!DOCTYPE a SYSTEM "http://localhost:1/evil.dtd">' + BODY % ""
BEHIND_A_COMMENT = "<!-- <a> --><!DOCTYPE a [<!ENTITY x 'y'>]>" + BODY % "&x;"


@pytest.mark.parametrize(
    "content",
    [BILLION_LAUGHS, LOCAL_FILE, REMOTE, BEHIND_A_COMMENT],
    ids=["billion laughs", "local file", "remote", "behind a comment"],
)
def test_document_types_and_entities_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "boese.xml"
    path.write_text(content, encoding="utf-8")
    assert [(row, value) for row, _column, value in refused(path)] == [(1, "<!DOCTYPE")]


@pytest.mark.parametrize(
    "content",
    [
        "<html><body>Wartungsarbeiten</body></html>",
        '<transfer xmlns="http://xoev.de/schemata/xzufi/3_0_0"><leistung/></transfer>',
        HEAD + "<xzufi:schreibe></xzufi:leistung>" + TAIL,
        HEAD + SERVICES + TAIL + "<noch/>",
        "<!-- nur ein Kommentar -->",
        f'<xzufi:a xmlns:xzufi="{NAMESPACE}">&unbekannt;</xzufi:a>',
    ],
    ids=["html", "version 3", "malformed", "two roots", "no root", "unknown entity"],
)
def test_malformed_messages_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kaputt.xml"
    path.write_text(content, encoding="utf-8")
    assert len(refused(path)) == 1


READ_ALL = f"""
import sys
from pathlib import Path
import django
django.setup()
from core.imports.errors import FileRefused
from core.imports.xml_stream import stream_elements
try:
    for _element in stream_elements(Path(sys.argv[1]), {NAMESPACE!r}, ["zustaendigkeit"]):
        pass
except FileRefused:
    pass
print(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
"""


def peak_kilobytes(path: Path) -> int:
    """The memory a process of its own needs to stream the file."""
    command = [sys.executable, "-c", READ_ALL, str(path)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def gigantic(unit: str, count: int, head: str = HEAD, tail: str = TAIL) -> Iterator[str]:
    yield head
    for _number in range(count // 1000):
        yield unit * 1000
    yield tail


@pytest.mark.parametrize(
    ("unit", "count"),
    [("<xzufi:fremd>1</xzufi:fremd>", 4_000_000), ("x", 200_000_000)],
    ids=["unknown elements", "one text"],
)
def test_gigantic_element_is_refused_in_flat_memory(tmp_path: Path, unit: str, count: int) -> None:
    path = tmp_path / "riese.xml"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(gigantic(unit, count, HEAD + "<xzufi:schreibe>"))
    assert len(refused(path)) == 1
    assert peak_kilobytes(path) - peak_kilobytes(message(tmp_path)) < 100_000


def test_file_above_the_limit_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = message(tmp_path)
    monkeypatch.setattr(xml_stream, "LARGEST_FILE", 100)
    assert len(refused(path)) == 1


def test_stream_of_any_length_stays_flat(tmp_path: Path) -> None:
    """150 MB of listings in less than 150 MB, Django included."""
    path = tmp_path / "lang.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        unit = written("organisationseinheit", competence("A", TOWN) * 20)
        for _number in range(150_000_000 // len(unit)):
            file.write(unit)
        file.write(TAIL)
    assert peak_kilobytes(path) < 150_000
