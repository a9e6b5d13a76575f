"""Boundaries: our schematic map is complete, official shapes come in whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.imports.errors import FileRefused
from municipalities.boundaries import (
    ON_THE_MAP,
    StandingSet,
    import_boundaries,
    shapes,
    standing_set,
)
from municipalities.geometry import Ring, join
from municipalities.models import BoundarySet, Municipality

pytestmark = pytest.mark.django_db
OFFICIAL_SAMPLE = (
    Path(__file__).parents[3] / "shared" / "data" / "samples" / "bkg_vg5000_hessen_2021.geojson"
)


def square(place: int) -> dict[str, Any]:
    west, south = 8 + (place % 20) / 100, 50 + (place // 20) / 100
    east, north = west + 0.01, south + 0.01
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def features() -> list[dict[str, Any]]:
    bodies = Municipality.objects.filter(valid_to=None, kind__in=ON_THE_MAP)
    return [
        {"type": "Feature", "properties": {"ags": body.ags}, "geometry": square(place)}
        for place, body in enumerate(bodies)
    ]


def file_of(tmp_path: Path, content: list[dict[str, Any]], **more: Any) -> Path:
    path = tmp_path / "grenzen.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": content, **more}))
    return path


def refused(path: Path, credit: str = "Amt, Lizenz") -> list[str]:
    with pytest.raises(FileRefused) as refusal:
        import_boundaries(path, credit=credit)
    return list(refusal.value.lines)


def standing() -> tuple[StandingSet, dict[str, list[Ring]]]:
    """The shapes that maps show, and where they come from."""
    source = standing_set()
    assert source is not None
    return source, shapes(source)


def test_schematic_map_has_every_body_and_is_one_piece() -> None:
    source, found = standing()
    assert "keine amtlichen Grenzen" in source.credit
    bodies = Municipality.objects.filter(valid_to=None, kind__in=ON_THE_MAP)
    assert set(found) == set(bodies.values_list("ags", flat=True))
    assert len(join(found.values())) == 1


def test_official_shapes_take_the_place_of_the_schematic_ones(tmp_path: Path) -> None:
    about = {"attribution": "© Amt", "license": "dl-de/by-2-0"}
    report = import_boundaries(file_of(tmp_path, features(), metadata=about))
    source, found = standing()
    assert (source.code, source.credit) == ("official", "© Amt, dl-de/by-2-0")
    assert report.written == len(found) == 425
    assert all(len(rings) == 1 for rings in found.values())


def test_shape_of_a_body_that_ended_goes_to_its_successor(tmp_path: Path) -> None:
    told = features()
    for feature in told:
        if feature["properties"]["ags"] == "06415000":
            feature["properties"]["ags"] = "06435014"  # Hanau under its key until 2025
    import_boundaries(file_of(tmp_path, told), credit="Amt")
    assert "06415000" in standing()[1]


def test_body_without_a_shape_is_named_and_nothing_written(tmp_path: Path) -> None:
    told = [f for f in features() if f["properties"]["ags"] != "06411000"]
    assert refused(file_of(tmp_path, told)) == ["06411000 Kreisfreie Stadt Darmstadt: keine Fläche"]
    assert not BoundarySet.objects.filter(code="official").exists()


def test_second_shape_unknown_key_and_empty_shape_are_named(tmp_path: Path) -> None:
    told = features()
    told[1]["geometry"] = {"type": "Point", "coordinates": [8, 50]}
    empty = told[1]["properties"]["ags"]
    unknown = {"properties": {"ags": "06999000"}, "geometry": square(1)}
    lines = refused(file_of(tmp_path, [*told, told[0], unknown, {"properties": "ags"}, {}]))
    assert f"Feature 2: {empty} hat keine Fläche" in lines
    twice = told[0]["properties"]["ags"]
    assert f"Feature 426: eine zweite Fläche für {twice}" in lines
    wrong = "Feature 427: keine Kommune mit dem Schlüssel „06999000“"
    assert wrong in lines
    assert "Feature 429: keine Kommune mit dem Schlüssel „“" in lines


def test_source_and_licence_are_needed(tmp_path: Path) -> None:
    assert refused(file_of(tmp_path, features()), credit="") == [
        "Die Datei nennt keine Quelle und Lizenz: Geben Sie sie mit --credit an."
    ]


@pytest.mark.parametrize(
    "shape",
    [
        *(None, "x", [1], {"type": ["Polygon"]}, {"type": "Polygon", "coordinates": 5}),
        *({"type": "Polygon", "coordinates": [[part] * 5]} for part in (["a", "b"], [8], None, 1)),
        *({"type": "Polygon", "coordinates": [[[x, 50]] * 5]} for x in (1e400, float("nan"))),
    ],
)
def test_shape_that_is_none_is_told_by_its_feature(tmp_path: Path, shape: Any) -> None:
    told = features()[:1]
    told[0]["geometry"] = shape
    ags = told[0]["properties"]["ags"]
    assert f"Feature 1: {ags} hat keine Fläche" in refused(file_of(tmp_path, told))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_files_as_they_are_handed_over_are_read(tmp_path: Path, encoding: str) -> None:
    """Keys as numbers, other states beside ours, and the encodings of the other doors."""
    told = [
        {**feature, "properties": {"AGS": int(feature["properties"]["ags"])}}
        for feature in features()
    ]
    told.append({"properties": {"AGS": "09162000"}, "geometry": {"type": "Point"}})
    path = file_of(tmp_path, told, metadata={"attribution": "© Amt"})
    path.write_bytes(path.read_text().replace("\\u00a9", "©").encode(encoding))
    report = import_boundaries(path)
    assert (report.read, report.written) == (426, 425)
    assert report.notes == ["© Amt", "Gebiete anderer Länder, ausgelassen: 1."]


METRES = [[480_000 + x, 5_550_000 + y] for x, y in ((0, 0), (900, 0), (900, 900), (0, 0))]
TURNED = [[50.1, 8.1], [50.1, 8.2], [50.2, 8.2], [50.1, 8.1]]


@pytest.mark.parametrize("ring", [METRES, TURNED])
def test_coordinates_of_another_kind_are_told_once(tmp_path: Path, ring: Any) -> None:
    told = features()
    for feature in told:
        feature["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    (said,) = refused(file_of(tmp_path, told))
    assert said.startswith("425 Flächen liegen außerhalb Hessens")
    assert "WGS 84" in said


@pytest.mark.parametrize(
    "content", ["nichts", "[]", "{}", '{"features": 1}', "[" * 100_000, '{"features": NaN}']
)
def test_other_files_are_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(content)
    assert "GeoJSON" in refused(path)[0]


def test_dry_run_of_the_command_writes_nothing(tmp_path: Path) -> None:
    path = file_of(tmp_path, features())
    call_command("import_boundaries", path, credit="Amt", dry_run=True)
    assert not BoundarySet.objects.filter(code="official").exists()
    with pytest.raises(CommandError):
        call_command("import_boundaries", tmp_path / "fehlt.geojson")


@pytest.mark.skipif(not OFFICIAL_SAMPLE.exists(), reason="the official sample is not here")
def test_official_file_of_2021_covers_every_body_of_today() -> None:
    report = import_boundaries(OFFICIAL_SAMPLE)
    assert (report.read, report.written) == (425, 425)
    source, found = standing()
    assert source.credit.startswith("© GeoBasis-DE / BKG 2021 (Daten verändert)")
    assert len(join(found.values())) == 1
