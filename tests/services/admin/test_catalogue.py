"""A new version of the catalogue, from its entry through its file to the quotas; and the scales."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.choices import Role
from core.as_of import AsOf
from core.errors import RuleError
from core.history import changes, history_of
from core.imports.reference import ReferenceRow, ReferenceTable
from core.models import DataSet
from services.actions.catalogue import use_for_quotas
from services.choices import CountingRule
from services.imports.reference import load_catalogues
from services.models import Catalogue, LeikaService, MaturityModel, OzgService, ThemeField
from services.queries.counting import figure
from tests.programs.desk import signed_in
from tests.services.world import TODAY, TOWN, live, make_user, record

UPLOAD = "/admin/services/ozgservice/einlesen/"
SERVICES = """ozg_id,name,theme_field,situation
90001,Hundesteuer,familie,familie-lage
90007,Wohngeld,reisen,reisen-lage
"""
NEW = {"code": "2026", "name": "OZG-Katalog 2026", "as_of": "01.10.2026", "source": "FITKO"}
SCALE = {
    "name": "Reifegradmodell 1.1",
    "highest_level": "4",
    "online_from": "2",
    "compliant_from": "3",
    "valid_from": "01.06.2020",
    "criteria": "\n".join(f"Name {number}" for number in range(1, 11)),
    "source": "Ministerium",
}


@pytest.fixture
def coordinator(world: None) -> Client:
    return signed_in(make_user("koordination", Role.COORDINATOR))


def at(name: str, *keys: str) -> str:
    return reverse(f"admin:services_{name}", args=keys)


def quota() -> tuple[int, int]:
    found = figure(CountingRule.FEDERAL_ANY, at=AsOf(TODAY))
    return found.numerator, found.denominator


def scale_fields_refused(client: Client, **changed: str) -> list[str]:
    """The fields of the model 1.1 whose change is refused; none where it was saved."""
    response = client.post(at("maturitymodel_change", "1.1"), SCALE | changed)
    return [] if response.status_code == 302 else list(response.context["adminform"].form.errors)


def test_new_version_is_entered_filled_and_used_for_quotas(coordinator: Client) -> None:
    record(live(TOWN, "90001", date(2026, 3, 1)))
    assert coordinator.post(at("catalogue_add"), NEW).status_code == 302
    step = at("catalogue_step", "2026", "use-for-quotas")
    empty = coordinator.post(step, {"reason": "Neuer Katalog"})
    assert empty.status_code == 200
    assert quota() == (1, 3)

    file = SimpleUploadedFile("leistungen.csv", SERVICES.encode())
    shown = coordinator.post(UPLOAD, {"file": file, "catalogue": "2026"}).context
    sent = {"_confirmed": "1", "name": "leistungen.csv", "content": shown["content"]}
    assert coordinator.post(UPLOAD, sent | dict(shown["others"])).status_code == 302
    members = Catalogue.objects.get(pk="2026").ozgservice_set.order_by("pk")
    assert list(members.values_list("pk", flat=True)) == ["90001", "90007"]
    assert OzgService.objects.filter(catalogues="2019").count() == 5
    assert quota() == (1, 3)

    assert coordinator.post(step, {"reason": "Neuer Katalog"}).status_code == 302
    assert list(Catalogue.objects.filter(is_current=True)) == [Catalogue.objects.get(pk="2026")]
    assert quota() == (1, 1)
    (switch, _entry) = changes(history_of(Catalogue.objects.get(pk="2026")))
    assert switch.reason == "Neuer Katalog"


def test_file_joins_the_version_used_for_quotas_unless_asked_otherwise(
    coordinator: Client,
) -> None:
    file = SimpleUploadedFile("leistungen.csv", SERVICES.encode())
    shown = coordinator.post(UPLOAD, {"file": file}).context
    sent = {"_confirmed": "1", "name": "leistungen.csv", "content": shown["content"]}
    coordinator.post(UPLOAD, sent | dict(shown["others"]))
    assert list(OzgService.objects.get(pk="90007").catalogues.all()) == [Catalogue.objects.get()]


def test_version_keeps_its_code_and_is_never_deleted(coordinator: Client) -> None:
    page = coordinator.get(at("catalogue_change", "2019"))
    assert set(page.context["adminform"].form.fields) == {"name", "as_of", "source"}
    assert coordinator.get(at("catalogue_delete", "2019")).status_code == 403


@pytest.mark.usefixtures("world")
def test_only_who_edits_the_catalogue_switches_it() -> None:
    Catalogue.objects.create(code="2026", name="2026", as_of=TODAY, source="Test")
    officer = make_user("officer", Role.OFFICER)
    client = signed_in(officer)
    assert client.get(at("catalogue_add")).status_code == 403
    assert client.get(at("catalogue_step", "2026", "use-for-quotas")).status_code == 403
    with pytest.raises(RuleError) as refused:
        use_for_quotas(Catalogue.objects.get(pk="2026"), by=officer)
    assert refused.value.code == "not_allowed"


def test_list_of_versions_costs_the_same_for_one_and_three(
    coordinator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = at("catalogue_changelist")
    with CaptureQueriesContext(connection) as one:
        coordinator.get(address)
    for code in ("2026", "2027"):
        Catalogue.objects.create(code=code, name=code, as_of=TODAY, source="Test")
    with django_assert_num_queries(len(one)):
        coordinator.get(address)


def test_theme_fields_and_situations_are_entered_and_renamed(coordinator: Client) -> None:
    field = {"code": "umwelt", "name": "Umwelt", "position": "3", "lead": ""}
    assert coordinator.post(at("themefield_add"), field).status_code == 302
    situation = {"code": "garten", "name": "Garten", "theme_field": "umwelt"}
    assert coordinator.post(at("situation_add"), situation).status_code == 302
    field["name"] = "Umwelt und Natur"
    assert coordinator.post(at("themefield_change", "umwelt"), field).status_code == 302
    assert ThemeField.objects.get(pk="umwelt").name == "Umwelt und Natur"


def test_ministry_names_the_criteria_and_moves_the_thresholds(coordinator: Client) -> None:
    record(live(TOWN, "90001", date(2026, 3, 1), level=3))
    assert scale_fields_refused(coordinator, online_from="4", compliant_from="4") == []
    model = MaturityModel.objects.get(pk="1.1")
    assert (model.criteria[0], model.online_from) == ("Name 1", 4)
    assert quota() == (0, 3)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"online_from": "4"}, "online_from"),
        ({"highest_level": "5"}, "highest_level"),
        ({"criteria": "Nur eins"}, "criteria"),
    ],
)
def test_scale_stays_one_that_its_ratings_fit(
    coordinator: Client, changed: dict[str, str], field: str
) -> None:
    record(live(TOWN, "90001", date(2026, 3, 1), level=3))
    assert scale_fields_refused(coordinator, **changed) == [field]


@pytest.mark.usefixtures("world")
def test_scale_without_ratings_is_free() -> None:
    client = signed_in(make_user("koordination", Role.COORDINATOR))
    assert scale_fields_refused(client, criteria="") == ["criteria"]
    assert scale_fields_refused(client, highest_level="5", criteria="Nur eins") == []


@pytest.mark.django_db
def test_loading_again_keeps_the_version_in_use_and_what_was_edited() -> None:
    by = make_user("koordination", Role.COORDINATOR)
    new = Catalogue.objects.create(code="2026", name="2026", as_of=TODAY, source="Test")
    service = OzgService.objects.order_by("pk")[0]
    service.name = "Neuer Name"
    service.save()
    service.catalogues.set([new])
    leika = LeikaService.objects.order_by("pk")[0]
    leika.name = "Neuer Name"
    leika.save()
    ThemeField.objects.filter(position=1).update(name="Neuer Name")
    MaturityModel.objects.filter(pk="2.0").update(online_from=3)
    use_for_quotas(new, by=by)
    DataSet.objects.all().delete()
    call_command("load_reference", verbosity=0)
    assert list(Catalogue.objects.filter(is_current=True)) == [new]
    service.refresh_from_db()
    leika.refresh_from_db()
    assert (service.name, leika.name) == ("Neuer Name", "Neuer Name")
    assert list(service.catalogues.all()) == [new]
    assert ThemeField.objects.get(position=1).name == "Neuer Name"
    assert MaturityModel.objects.get(pk="2.0").online_from == 3


@pytest.mark.usefixtures("world")
def test_newer_file_does_not_switch_the_version_in_use() -> None:
    row = ReferenceRow(2)
    row.update(code="2026", name="2026", as_of=TODAY, is_current=True, source="Test")
    load_catalogues(ReferenceTable(Path("catalogues.csv"), rows=[row]))
    switched = Catalogue.objects.order_by("code").values_list("code", "is_current")
    assert list(switched) == [("2019", True), ("2026", False)]
