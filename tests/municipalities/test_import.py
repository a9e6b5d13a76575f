"""GV100AD: every difference is told, what is newer is written, what is older is compared."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.imports.errors import FileRefused
from municipalities.choices import PopulationBasis
from municipalities.gv100ad import read_gv100ad
from municipalities.imports import import_municipalities
from municipalities.models import District, Municipality, PopulationFigure
from tests.municipalities.records import area, gv100ad, record

pytestmark = pytest.mark.django_db

NAME = "shared/data/samples/GV100AD_301123_hessen.txt"
SAMPLE = next((p / NAME for p in Path(__file__).parents if (p / NAME).exists()), Path(NAME))
with_sample = pytest.mark.skipif(not SAMPLE.exists(), reason="the sample file is not here")

HANAU = "06415000 Independent city Hanau"
HUGENOTTEN = "Neu-Isenburg, Hugenotten- und Waldenserstadt"
COUNTED_2022: Any = {
    "population_as_of": date(2022, 12, 31),
    "population_basis": PopulationBasis.CENSUS_2011,
}
OLDER = "20181231"


def abtsteinach(**values: object) -> str:
    body = Municipality.objects.get(ags="06431001")
    usual: dict[str, object] = {
        "hectares": int((body.area_km2 or 0) * 100),
        "population": newest("06431001"),
        "postal_code": body.postal_code,
    }
    return record("06431001", **({"name": body.official_name} | usual | values))  # type: ignore[arg-type]


def newest(ags: str) -> int:
    figure = PopulationFigure.objects.filter(municipality=ags).order_by("as_of", "basis").last()
    assert figure is not None
    return figure.population


def about(lines: list[str], *ags: str) -> list[str]:
    """The differences that name one of the bodies."""
    return [line for line in lines if any(key in line for key in ags)]


@pytest.mark.usefixtures("untranslated")
@with_sample
def test_real_file_of_2023_reports_what_three_years_brought() -> None:
    report = import_municipalities(SAMPLE, **COUNTED_2022)
    assert report.read == 425 + 26
    names = [line for line in report.differences if "official name" in line]
    assert [line.replace(", official name: ", ": ") for line in names] == [
        "06532005 Dietzhölztal: Dietzhölztal, Hochschulgemeinde → Dietzhölztal",
        "06434002 Friedrichsdorf: Friedrichsdorf, Philipp-Reis-Stadt → Friedrichsdorf, Stadt",
        "06632008 Haunetal: Haunetal, Marktgemeinde → Haunetal",
        "06633015 Kaufungen: Kaufungen, Kunigundengemeinde → Kaufungen",
        f"06438009 Neu-Isenburg: {HUGENOTTEN} → Neu-Isenburg, Stadt",
        "06440016 Nidda: Nidda, Johannes-Pistorius-Stadt → Nidda, Stadt",
    ]
    assert about(report.differences, "06415000", "06435014") == [
        f"06435014 Town Hanau exists in the tables until 31.12.2025 only, then: {HANAU}",
        f"Not in the file: {HANAU}, since 01.01.2026",
        "06435014 Hanau, inhabitants: 103.184 → 101.364",
    ]
    assert [line for line in report.differences if "area" in line] == [
        "06632010 Hohenroda, area in km²: 35,77 → 35,75"
    ]
    inhabitants = [line for line in report.differences if "inhabitants" in line]
    assert len(inhabitants) == 420
    assert len(report.differences) == 420 + len(names) + 2 + 1


@with_sample
def test_real_file_is_older_and_changes_no_body_but_keeps_its_population() -> None:
    names = list(Municipality.objects.values_list("ags", "official_name", "area_km2"))
    before = PopulationFigure.objects.count()
    report = import_municipalities(SAMPLE, **COUNTED_2022)
    assert list(Municipality.objects.values_list("ags", "official_name", "area_km2")) == names
    assert report.written == PopulationFigure.objects.count() - before == 421
    assert set(
        PopulationFigure.objects.filter(source__contains="30.11.2023").values_list(
            "as_of", flat=True
        )
    ) == {date(2022, 12, 31)}
    assert import_municipalities(SAMPLE, **COUNTED_2022).written == 0


@with_sample
def test_dry_run_of_the_real_file_writes_nothing() -> None:
    before = PopulationFigure.objects.count()
    out = StringIO()
    told = ["--population-as-of", "2022-12-31", "--population-basis", "2011"]
    call_command("import_municipalities", str(SAMPLE), *told, "--dry-run", stdout=out)
    assert PopulationFigure.objects.count() == before
    assert len(out.getvalue().splitlines()) == 429 + 1 + 2


@pytest.mark.parametrize(("encoding", "end"), [("iso-8859-1", "\r\n"), ("utf-8", "\n")])
def test_old_and_new_encodings_read_alike(tmp_path: Path, encoding: str, end: str) -> None:
    path = gv100ad(
        tmp_path,
        record("06431007", "Gorxheimertal-Süd", day=OLDER),
        record("06431008", "Weinheim, Große Stadt", day=OLDER, kind="63"),
        encoding=encoding,
        end=end,
        day=OLDER,
    )
    found = read_gv100ad(path)
    assert found.day == date(2018, 12, 31)
    assert found.districts == {"06431": "Bergstraße"}
    assert [(b.name, b.official_name, b.kind) for b in found.bodies.values()] == [
        ("Gorxheimertal-Süd", "Gorxheimertal-Süd", "municipality"),
        ("Weinheim", "Weinheim, Große Stadt", "town"),
    ]
    body = found.bodies["06431007"]
    assert (body.ars, body.population, str(body.area_km2), body.postal_code) == (
        "064310001007",
        2500,
        "11.02",
        "69518",
    )


def test_newer_file_writes_names_kinds_areas_and_population(tmp_path: Path) -> None:
    path = gv100ad(
        tmp_path,
        abtsteinach(name="Abtsteinach, Überwaldstadt", kind="63", hectares=1200, population=3000),
    )
    assert import_municipalities(path, population_as_of=date(2026, 9, 30)).written == 1
    body = Municipality.objects.get(ags="06431001")
    assert (body.name, body.official_name, body.kind, str(body.area_km2)) == (
        "Abtsteinach",
        "Abtsteinach, Überwaldstadt",
        "town",
        "12.00",
    )
    assert body.search_name.startswith("abtsteinach")
    figure = PopulationFigure.objects.get(municipality=body, as_of=date(2026, 9, 30))
    assert (figure.population, figure.basis) == (3000, "zensus_2022")
    assert import_municipalities(path, population_as_of=date(2026, 9, 30)).written == 0


def test_new_body_is_made_with_its_district_and_the_day_of_the_file(tmp_path: Path) -> None:
    path = gv100ad(
        tmp_path,
        area("40", "06499", "Neuer Kreis"),
        record("06499001", "Neustadt, Stadt", kind="63"),
        abtsteinach(),
    )
    import_municipalities(path)
    body = Municipality.objects.get(ags="06499001")
    assert (body.name, body.kind, body.valid_from) == ("Neustadt", "town", date(2026, 9, 30))
    assert District.objects.get(pk="06499").name == "Neuer Kreis"
    assert newest("06499001") == 2500


def test_missing_body_is_told_and_stays(tmp_path: Path) -> None:
    report = import_municipalities(gv100ad(tmp_path, abtsteinach()))
    assert len(about(report.differences, "06431002")) == 1
    assert Municipality.objects.get(ags="06431002").valid_to is None


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        (record("0643100X", "Falsch"), "11-18", "0643100X"),
        (record("06431009", "Falsch", kind="99"), "123-124", "99"),
        (record("06431009", ""), "23-72", ""),
        (record("06431009", "Falsch").replace("00000002500", "    unknown"), "140-150", "unknown"),
        (record("06431009", "Falsch", day="20250101"), "3-10", "20250101"),
        ("70" + record("06431009", "Falsch")[2:], "1-2", "70"),
        (record("06431009", "Falsch")[:150], "", record("06431009", "Falsch")[:30].strip()),
    ],
)
def test_wrong_record_is_named_and_nothing_is_written(
    tmp_path: Path, line: str, column: str, value: str
) -> None:
    path = gv100ad(tmp_path, abtsteinach(population=4711), line)
    before = PopulationFigure.objects.count()
    with pytest.raises(FileRefused) as refused:
        import_municipalities(path)
    assert [(e.row, e.column, e.value) for e in refused.value.errors] == [(6, column, value)]
    assert PopulationFigure.objects.count() == before


def test_same_key_twice_is_refused(tmp_path: Path) -> None:
    path = gv100ad(tmp_path, abtsteinach(), abtsteinach())
    with pytest.raises(FileRefused) as refused:
        import_municipalities(path)
    assert [(e.row, e.column) for e in refused.value.errors] == [(6, "11-18")]


@pytest.mark.parametrize("content", [b"", b"<html></html>\n", b"\x00" * 300, b"x" * 220 + b"\n"])
def test_what_is_no_gv100ad_is_refused_by_the_command(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fremd.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("import_municipalities", str(path))
    assert refused.value.returncode == 1


def test_day_of_the_population_is_asked_for_where_nothing_tells_it(tmp_path: Path) -> None:
    path = gv100ad(tmp_path, abtsteinach(population=4711))
    before = PopulationFigure.objects.count()
    with pytest.raises(FileRefused, match="--population-as-of"):
        import_municipalities(path)
    assert PopulationFigure.objects.count() == before


def test_day_of_the_population_is_that_of_the_figures_the_file_repeats(tmp_path: Path) -> None:
    newest_figure = PopulationFigure.objects.filter(municipality="06431001").latest("as_of")
    before = PopulationFigure.objects.count()
    report = import_municipalities(gv100ad(tmp_path, abtsteinach()))
    day = newest_figure.as_of.strftime("%d.%m.%Y")
    assert f"Stand {day}, Basis {newest_figure.get_basis_display()}" in report.notes[0]
    assert PopulationFigure.objects.count() == before


@pytest.mark.parametrize(
    ("day", "basis"), [(date(2021, 12, 31), "zensus_2011"), (date(2024, 12, 31), "zensus_2022")]
)
def test_basis_follows_the_day_where_there_is_one(tmp_path: Path, day: date, basis: str) -> None:
    path = gv100ad(tmp_path, abtsteinach(population=4711))
    report = import_municipalities(path, population_as_of=day)
    figure = PopulationFigure.objects.get(municipality="06431001", as_of=day, population=4711)
    assert figure.basis == basis
    assert "(wie angegeben)" in report.notes[0]


@pytest.mark.parametrize("year", [2022, 2023])
def test_basis_is_asked_for_in_years_with_two(tmp_path: Path, year: int) -> None:
    path = gv100ad(tmp_path, abtsteinach(population=4711))
    with pytest.raises(FileRefused, match="--population-basis"):
        import_municipalities(path, population_as_of=date(year, 12, 31))


def test_population_of_a_day_after_the_file_is_refused(tmp_path: Path) -> None:
    path = gv100ad(tmp_path, abtsteinach(population=4711))
    with pytest.raises(FileRefused):
        import_municipalities(path, population_as_of=date(2027, 1, 1))


@pytest.mark.parametrize("content", ["a;b;c;d\n" * 1001, "irgendein Text\n" * 1001])
def test_other_file_is_named_in_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(content)
    with pytest.raises(FileRefused) as error:
        import_municipalities(path)
    (line,) = error.value.lines
    assert "keine GV100AD-Datei" in line
    assert ("CSV" in line) == (";" in content)
