"""The commands on the console: safe to repeat, plain about what is wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from pytest_django import Settings

from accounts.choices import Role
from accounts.models import User
from accounts.sign_in.demo import demo_logins
from core.imports.reference import Source, day, integer, text
from core.models import DataSet
from municipalities.models import Municipality
from municipalities.reference import SOURCES
from ozg_hessen.management.commands.load_reference import Command as LoadReference
from programs.actions.published import PublishedGrant, programs_by_name, qualifier_of, record_grants
from programs.models import Directive, Grant, LedgerEntry, Participation, PublishedFigure
from services.actions import RolloutChange, record_rollouts
from services.choices import EventSource
from services.models import Competence, RolloutEvent
from tests.factories.accounts import NOW

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out, **options)
    return out.getvalue()


def test_reference_data_is_loaded_once() -> None:
    loaded = run("load_reference").splitlines()
    assert len(loaded) == 1
    assert loaded[0].startswith("Reference data: 0.")


def test_loading_again_changes_no_row() -> None:
    history = Municipality.pgh_event_model.objects.count()  # type: ignore[attr-defined]
    count = Municipality.objects.count()
    DataSet.objects.filter(name="municipalities/bodies").delete()
    assert "municipalities/bodies: 450 rows" in run("load_reference")
    assert Municipality.objects.count() == count
    assert Municipality.pgh_event_model.objects.count() == history  # type: ignore[attr-defined]


def test_what_staff_changed_stays_and_is_named() -> None:
    directive = Directive.objects.filter(program__code="ikz").order_by("valid_from")[1]
    directive.per_partner_eur = Decimal(30_000)
    directive.save()
    competence = Competence.objects.filter(level="municipality")[0]
    competence.level = "district"
    competence.save()
    DataSet.objects.all().delete()
    said = run("load_reference")
    directive.refresh_from_db()
    competence.refresh_from_db()
    assert (directive.per_partner_eur, competence.level) == (Decimal(30_000), "district")
    assert f"programs/directives: kept as edited: {directive}" in said
    assert f"services/competence: kept as edited: {competence.service_id}" in said


def test_body_that_staff_ended_stays_ended_and_is_named() -> None:
    ended = Municipality.objects.get(ags="06633030")
    ended.valid_to, ended.successor_id = date(2026, 6, 30), "06633028"
    ended.save()
    DataSet.objects.filter(name="municipalities/bodies").delete()
    assert f"municipalities/bodies: kept as edited: {ended}" in run("load_reference")
    ended.refresh_from_db()
    assert (ended.valid_to, ended.successor_id) == (date(2026, 6, 30), "06633028")


def test_successor_of_a_new_file_takes_over_what_was_reported() -> None:
    level = Competence.objects.filter(level="municipality")[0]
    change = RolloutChange("06435014", level.service_id, date(2025, 3, 1), registered=True)
    record_rollouts([change], by=None, source=EventSource.IMPORT, at=NOW)
    run("load_reference")
    assert not RolloutEvent.objects.filter(municipality="06415000").exists()
    DataSet.objects.filter(name="municipalities/bodies").delete()
    run("load_reference")
    taken = RolloutEvent.objects.get(municipality="06415000")
    assert (taken.service_id, taken.valid_from) == (level.service_id, date(2026, 1, 1))


def test_a_wrong_file_is_refused_with_every_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("name,number,since\nA,1,2024-02-30\n,zwei,\nC,3,2024-01-01\n")
    columns = {"name": text(needed=True), "number": integer(needed=True), "since": day()}
    wrong = Source("figures", path, columns, lambda table: None)
    monkeypatch.setattr(LoadReference, "sources", (*SOURCES[:1], wrong))
    DataSet.objects.all().delete()
    with pytest.raises(CommandError) as refused, translation.override(None):
        run("load_reference")
    assert str(refused.value).splitlines() == [
        "figures.csv",
        "Row 2, column “since”, “2024-02-30”: This cannot be read here.",
        "Row 3, column “name”: The cell must not be empty.",
        "Row 3, column “number”, “zwei”: This cannot be read here.",
    ]
    assert DataSet.objects.count() == 0


def test_published_facts_are_loaded_once() -> None:
    run("load_published")
    assert (PublishedFigure.objects.count(), Grant.objects.count()) == (41, 30)
    DataSet.objects.filter(name__startswith="programs/published").delete()
    run("load_published")
    assert (PublishedFigure.objects.count(), Grant.objects.count()) == (41, 30)
    assert len(run("load_published").splitlines()) == 1


def test_published_grants_are_recorded_as_published() -> None:
    run("load_published")
    known = Grant.objects.filter(published_eur__isnull=False)
    assert set(Grant.objects.values_list("state", "origin")) == {("recorded", "published")}
    assert (known.count(), Grant.objects.filter(published_qualifier="unknown").count()) == (16, 14)
    assert set(Participation.objects.values_list("share_eur", flat=True)) == {None}
    assert LedgerEntry.objects.count() == 0
    darmstadt = Grant.objects.get(lead="06411000")
    assert (darmstadt.published_eur, darmstadt.participations.count()) == (Decimal(130_000), 6)
    assert darmstadt.file_reference.startswith("VÖ-2020-")


def test_another_door_finds_the_same_published_grant() -> None:
    """The plain layout of the press lists names programs and qualifiers in its own words."""
    run("load_published")
    oberzent = Grant.objects.get(lead="06437016")
    published = PublishedGrant(
        program=programs_by_name([oberzent.program])["ikz"],
        year=None,
        keys=("06437016", "06437011", "06437006"),
        amount_eur=oberzent.published_eur,
        qualifier=qualifier_of("exact per source"),
        subject="Verwaltungsdigitalisierung",
        source_url=oberzent.source_url,
        note="Betrag bestätigt",
    )
    recorded = record_grants([published])
    oberzent.refresh_from_db()
    assert (recorded.created, recorded.known) == (0, 1)
    assert (oberzent.source_note, Grant.objects.count()) == ("Betrag bestätigt", 30)


def test_rebuild_says_rows_and_seconds() -> None:
    said = run("rebuild_rollups").splitlines()
    assert [line.split(":")[0] for line in said] == ["budget", "progress"]
    assert said[1].endswith(" s")


def test_check_ends_with_the_differences() -> None:
    run("rebuild_rollups")
    assert run("check_rollups").splitlines() == ["budget: 0 differences", "progress: 0 differences"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE services_progressrollup SET live = 9 WHERE ags = '06535011'")
        wrong = cursor.rowcount + 1  # and the sum of its area
    with pytest.raises(CommandError, match=f"^{wrong} differences$"):
        run("check_rollups")


def test_first_administrators_come_from_the_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OZG_ADMIN_PASSWORD", "Rathaus-Treppe-1905")
    for name in ("eins", "zwei"):
        run("create_administrator", name, f"{name}@example.org")
    users = User.objects.filter(role_assignments__role=Role.SYSTEM_ADMINISTRATOR)
    assert [user.has_perm("accounts.assign_roles") for user in users] == [True, True]
    assert all(user.check_password("Rathaus-Treppe-1905") for user in users)
    with pytest.raises(CommandError, match="two system administrators"):
        run("create_administrator", "drei", "drei@example.org")


def test_an_administrator_needs_a_good_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OZG_ADMIN_PASSWORD", "kurz")
    with pytest.raises(CommandError, match="12 Zeichen"):
        run("create_administrator", "eins", "eins@example.org")
    assert User.objects.count() == 0


def test_there_are_no_demo_logins_without_demo_data() -> None:
    assert run("demo_logins") == ""
    assert demo_logins() == []


def test_demo_data_is_refused_in_production(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        run("load_demo")
    assert User.objects.count() == 0


def test_demo_data_comes_after_what_it_refers_to() -> None:
    with pytest.raises(CommandError, match="load_published"):
        run("load_demo")


def test_tables_of_migrations_written_anew_are_refused_with_the_way_on() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user RENAME COLUMN username TO name_of_old")
    with pytest.raises(CommandError, match=r"accounts_user\.username, 1 in all.*begin_anew --yes"):
        run("prepare")


def test_triggers_of_migrations_written_anew_are_refused_with_the_way_on() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TRIGGER pgtrigger_append_only_2240a ON programs_ledgerentry RENAME TO old"
        )
    expected = r"programs_ledgerentry\.append_only, 1 in all.*begin_anew --yes"
    with pytest.raises(CommandError, match=expected):
        run("prepare")


def test_migrations_the_project_no_longer_has_are_refused_with_the_way_on() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '0999_old', now())"
        )
    with pytest.raises(CommandError, match=r"core\.0999_old, 1 in all.*begin_anew --yes"):
        run("prepare")
