"""The service catalogue and the proposal of who is competent."""

from __future__ import annotations

from collections import Counter

from services.choices import CompetenceLevel
from tests.reference.tables import column, parts, rows


def test_competence_covers_each_service_exactly_once() -> None:
    assert column("services/competence", "ozg_id") == column("services/ozg_services", "ozg_id")


def test_competence_levels_are_those_of_the_model() -> None:
    assert set(column("services/competence", "level")) == set(CompetenceLevel.values)


def test_competence_is_marked_as_a_proposal_and_says_who_executes() -> None:
    for row in rows("services/competence"):
        assert row["basis"].startswith("Vorschlag des Projekts")
        assert row["note"]
        assert (len(row["basis"]) <= 200, len(row["note"]) <= 300) == (True, True)


def test_services_of_the_federation_alone_are_no_municipal_task() -> None:
    federal = {
        row["ozg_id"]
        for row in rows("services/ozg_services")
        if {part.rpartition(":")[0] for part in parts(row["leika_types"])} == {"1"}
    }
    levels = {row["ozg_id"]: row["level"] for row in rows("services/competence")}
    assert len(federal) > 50
    assert {levels[ozg_id] for ozg_id in federal} == {"state"}


def test_well_known_services_have_the_level_of_hessian_law() -> None:
    levels = {row["ozg_id"]: row["level"] for row in rows("services/competence")}
    assert {ozg_id: levels[ozg_id] for ozg_id in ("10119", "10439", "10519", "10000", "10447")} == {
        "10119": "municipality",  # identity card
        "10439": "district",  # vehicle registration
        "10519": "district_and_special_status",  # building permit
        "10000": "state",  # parental allowance
        "10447": "unclear",  # taxi licence: from 7,500 inhabitants on the municipality
    }


def test_situation_of_a_service_lies_in_its_theme_field() -> None:
    fields = {row["code"]: row["theme_field"] for row in rows("services/situations")}
    for row in rows("services/ozg_services"):
        assert fields[row["situation"]] == row["theme_field"]


def test_theme_fields_are_numbered_one_to_fourteen() -> None:
    positions = [int(cell) for cell in column("services/theme_fields", "position")]
    assert positions == list(range(1, 15))


def test_each_theme_field_and_situation_has_services() -> None:
    services = rows("services/ozg_services")
    fields = Counter(row["theme_field"] for row in services)
    situations = {row["situation"] for row in services}
    assert set(fields) == set(column("services/theme_fields", "code"))
    assert situations == set(column("services/situations", "code"))
    assert (fields["unternehmen"], fields["recht-ordnung"]) == (78, 15)


def test_efa_process_without_a_clear_service_stays_unassigned() -> None:
    assigned = [row["code"] for row in rows("services/efa_processes") if row["ozg_ids"]]
    assert assigned == [
        "efa-fuehrerschein",
        "efa-buergergeld",
        "efa-verpflichtungserklaerung",
        "efa-personenbefoerderung",
        "efa-eheschliessung",
    ]
