"""Open data: what is told and free, in files that others' tools find valid."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from frictionless import Package
from lxml import etree
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from accounts.choices import Role
from municipalities.models import Municipality
from programs.actions.decision.approval import notify_grant
from programs.models import BudgetLine, Grant
from reports.open_data.catalogue import NAMES, OnDay, Ref, things
from reports.open_data.sets import SETS
from tests.factories.accounts import NOW, UserFactory
from tests.portal.cases import SHARES, decide, decided, planned, refreshed
from tests.programs.desk import ikz_line

pytestmark = pytest.mark.django_db

ROOT = "/open-data/"
GIVING = Path(__file__).resolve().parents[3] / "shared/data/samples/360giving"
PERSONAL = ("officer", "contact", "email", "prepared", "approved_by", "username", "purpose")


@pytest.fixture
def line(db: None) -> BudgetLine:
    return ikz_line("900000.00")


def rows_of(name: str) -> list[dict[str, str]]:
    content = Client().get(f"{ROOT}{name}.csv").content.decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


def told() -> set[str]:
    return {row["title"] for row in rows_of("zuwendungen")}


def test_case_is_published_once_told_free_and_allowed(line: BudgetLine) -> None:
    decided(line)
    waits = decide(planned(line, title="wartet"), notified=False)
    assert told() == {"Gemeinsames Standesamt"} or len(told()) == 1
    before = told()
    officer = UserFactory.create(roles=[Role.OFFICER])
    notify_grant(waits, on=date(2026, 11, 23), by=officer, at=NOW)
    assert told() == before | {"wartet"}
    for hides in (
        {"embargo_until": date(2026, 11, 23)},
        {"publishable": False},
        {"awaits_hand_over": True},
    ):
        Grant.objects.filter(pk=waits.pk).update(**hides)
        assert told() == before
        calm = {"embargo_until": None, "publishable": True, "awaits_hand_over": False}
        Grant.objects.filter(pk=waits.pk).update(**calm)
        assert told() == before | {"wartet"}
    Grant.objects.filter(pk=waits.pk).update(embargo_until=date(2026, 11, 22))
    assert told() == before | {"wartet"}


def test_shares_are_those_of_the_ledger(line: BudgetLine) -> None:
    case = decided(line)
    rows = rows_of("zuwendungen-anteile")
    assert {row["ags"]: Decimal(row["awarded_eur"]) for row in rows} == SHARES
    assert {(row["grant"], row["disbursed_eur"]) for row in rows} == {(str(case.pk), "0.00")} or {
        row["disbursed_eur"] for row in rows
    } <= {"0", "0.00"}


def test_no_personal_data_and_no_inner_columns(line: BudgetLine) -> None:
    decided(line)
    columns = {field.name for one in SETS.values() for field in one.fields}
    assert [name for name in columns if any(word in name for word in PERSONAL)] == []


@pytest.mark.parametrize("name", sorted(SETS))
def test_csv_and_json_hold_the_same(name: str, line: BudgetLine) -> None:
    decided(line)
    refreshed()
    typed = json.loads(Client().get(f"{ROOT}{name}.json").content)
    plain = rows_of(name)
    numbers = {field.name for field in SETS[name].fields if field.type == "number"}

    def text(column: str, value: Any) -> str:
        if value is None:
            return ""
        return f"{value:.2f}" if column in numbers else str(value)

    assert len(typed) == len(plain) > 0
    for ours, theirs in zip(typed, plain, strict=True):
        told_here = {column: text(column, value) for column, value in ours.items()}
        money = {c: f"{Decimal(theirs[c]):.2f}" for c in numbers}
        assert told_here == {**theirs, **money}


def test_data_package_is_valid(line: BudgetLine, tmp_path: Path) -> None:
    decided(line)
    refreshed()
    for name in SETS:
        (tmp_path / f"{name}.csv").write_bytes(Client().get(f"{ROOT}{name}.csv").content)
    described = tmp_path / "datapackage.json"
    described.write_bytes(Client().get(f"{ROOT}datapackage.json").content)
    report = Package(str(described)).validate()
    assert report.flatten(["type", "message"]) == []
    assert report.valid
    broken = (tmp_path / "kreise.csv").read_text().replace("06531,", "06999,", 1)
    (tmp_path / "kreise.csv").write_text(broken)
    assert not Package(str(described)).validate().valid  # the references are really followed


def test_package_says_licence_and_that_data_are_invented() -> None:
    package = Client().get(f"{ROOT}datapackage.json").json()
    assert package["licenses"][0]["name"] == "dl-de/by-2-0"
    assert [one["path"] for one in package["resources"]] == [f"{name}.csv" for name in SETS]


def test_grants_by_360giving_are_one_per_body_and_related(line: BudgetLine) -> None:
    case = decided(line)
    grants = Client().get(f"{ROOT}360giving.json").json()["grants"]
    assert {g["id"] for g in grants} == {f"360G-ozghessen-{case.pk}-{ags}" for ags in SHARES}
    assert {tuple(g["relatedActivity"]) for g in grants} == {(f"360G-ozghessen-project-{case.pk}",)}
    assert sum(Decimal(str(g["amountAwarded"])) for g in grants) == Decimal(100_000)
    assert {g["beneficiaryLocation"][0]["geoCode"] for g in grants} == set(SHARES)
    assert {(g["currency"], g["awardDate"]) for g in grants} == {("EUR", "2026-11-23")}


@pytest.mark.skipif(not GIVING.exists(), reason="the published schema is not there")
def test_grants_keep_to_the_published_schema(line: BudgetLine) -> None:
    decided(line)
    package = Client().get(f"{ROOT}360giving.json").json()
    schemas = [json.loads(file.read_text()) for file in sorted(GIVING.glob("*.json"))]
    grant = next(s for s in schemas if s["$id"].endswith("360-giving-schema.json"))
    whole = next(s for s in schemas if "package" in s["$id"])
    registry: Registry[Any] = Registry().with_resources(
        [
            (whole["properties"]["grants"]["items"]["$ref"], DRAFT202012.create_resource(grant)),
            (grant["$id"], DRAFT202012.create_resource(grant)),
        ]
    )
    formats = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(whole, registry=registry, format_checker=formats)
    assert [error.message for error in validator.iter_errors(package)] == []
    broken = {**package, "grants": [{**package["grants"][0], "amountAwarded": "viel"}]}
    assert list(validator.iter_errors(broken)) != []
    needed = set(grant.get("required", []))
    assert needed <= set(package["grants"][0]) <= set(grant["properties"])


def test_catalogue_says_the_same_in_both_forms() -> None:
    root = "http://testserver/open-data/"
    graph = json.loads(Client().get(f"{ROOT}katalog.jsonld").content)
    linked = {
        (node["@id"], name, value.get("@id") or value["@value"])
        for node in graph["@graph"]
        for name, values in node.items()
        if not name.startswith("@")
        for value in values
    }
    document = etree.fromstring(Client().get(f"{ROOT}katalog.rdf").content)
    rdf = f"{{{NAMES['rdf']}}}"
    short = {address: prefix for prefix, address in NAMES.items()}
    written = {
        (
            node.get(f"{rdf}about"),
            f"{short[etree.QName(said).namespace]}:{etree.QName(said).localname}",
            said.get(f"{rdf}resource") or said.text,
        )
        for node in document
        for said in node
    }
    assert linked == written
    assert (root, "dct:title", "OZG Hessen") in linked


def test_catalogue_has_what_dcat_ap_de_asks_for() -> None:
    needed = {
        "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"},
        "dcat:Dataset": {"dct:title", "dct:description", "dcat:theme", "dcat:distribution"},
        "dcat:Distribution": {"dcat:accessURL", "dct:license", "dcatde:licenseAttributionByText"},
    }
    for thing in things("http://testserver/open-data/"):
        names = [name for name, _value in thing.said]
        assert needed.get(thing.kind, set()) <= set(names)
        for _name, value in thing.said:
            assert isinstance(value, Ref | OnDay) or value.text


def test_every_address_of_the_catalogue_answers() -> None:
    files = [
        str(value)
        for thing in things(ROOT)
        for name, value in thing.said
        if name == "dcat:downloadURL"
    ]
    assert len(files) == 2 * len(SETS)
    assert {Client().get(file).status_code for file in files} == {200}
    for other in ("x.csv", "kreise.pdf", "kreise.csv/x"):
        assert Client().get(f"{ROOT}{other}").status_code == 404


def test_known_file_is_not_sent_again() -> None:
    first = Client().get(f"{ROOT}kreise.csv")
    again = Client().get(f"{ROOT}kreise.csv", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = Client().get(f"{ROOT}kreise.csv", headers={"If-None-Match": '"x"'})
    assert (other.status_code, other["ETag"]) == (200, first["ETag"])


def test_keys_keep_their_zero() -> None:
    rows = rows_of("kommunen")
    assert {row["ags"][:2] for row in rows} == {"06"}
    assert len(rows) == Municipality.objects.existing_on(date(2026, 11, 23)).count()


def test_page_names_every_set_and_the_licence() -> None:
    page = Client().get(ROOT).content.decode()
    for name in SETS:
        assert f"/open-data/{name}.csv" in page
    assert "govdata.de/dl-de/by-2-0" in page
