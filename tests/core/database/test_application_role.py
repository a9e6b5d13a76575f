"""The role of the application works, and cannot take the guards off; the owner alone migrates."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pghistory
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context, Event

from accounts.choices import SecurityKind
from accounts.models import SecurityEvent
from accounts.privacy.security_log import end_security_log
from core import rollups
from core.database.application_role import never_changed, never_deleted, only_read
from programs.models import Grant, GrantBalance, LedgerEntry
from programs.rollups import BUDGET
from programs.rows.whose import EVERYBODYS, narrowed_to
from services.actions import RolloutChange, record_rollouts
from services.choices import CompetenceLevel, EventSource
from services.models import Competence, RolloutEvent
from tests.application import as_application, refusal
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import LAUTERBACH, signed_in

REFUSED = (
    "UPDATE programs_ledgerentry SET amount_eur = amount_eur + 1",
    "DELETE FROM programs_ledgerentry",
    "TRUNCATE programs_ledgerentry CASCADE",
    "ALTER TABLE programs_ledgerentry DISABLE TRIGGER USER",
    "SET session_replication_role = replica",
    "SET pgtrigger.ignore = '{append_only}'; DELETE FROM programs_ledgerentry",
    "DROP TABLE programs_ledgerentry CASCADE",
    "UPDATE programs_budgetbalance SET available_eur = available_eur + 1000000",
    "DELETE FROM programs_grantbalance",
    "UPDATE programs_grantevent SET title = 'x'",
    "INSERT INTO programs_grantevent SELECT * FROM programs_grantevent",
    "TRUNCATE programs_grantevent",
    "UPDATE pghistory_context SET metadata = '{}'",
    "DELETE FROM pghistory_context",
    "UPDATE services_rolloutevent SET registered = NOT registered",
    "UPDATE services_rolloutevent SET valid_to = NULL WHERE valid_to IS NOT NULL",
    "DELETE FROM services_rolloutevent",
    "DELETE FROM programs_stateday; SET CONSTRAINTS ALL IMMEDIATE",
    "UPDATE programs_stateday SET since = since - 1",
    "DELETE FROM accounts_securityevent",
    "UPDATE accounts_securityevent SET address = '0.0.0.0/0'",
    """CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN
    AS $$ BEGIN RETURN true; END; $$ LANGUAGE plpgsql""",
    """INSERT INTO accounts_roleassignment
    (user_id, role, area_ags, reason, prepared_at, approved_at)
    SELECT id, 'auditor', '', 'x', now(), now() FROM accounts_user LIMIT 1""",
    "SET ROLE ozg_hessen",
    "DELETE FROM django_migrations",
    "CREATE TABLE public.mine (x int)",
)


def reported_twice() -> None:
    """What a body says of two services takes the place of what it said the day before.

    Both ways of writing: the few rows of a form, and a file.
    """
    services = Competence.objects.filter(level=CompetenceLevel.MUNICIPALITY, valid_to=None)
    few, many = services.order_by("service").values_list("service", flat=True)[:2]
    for day in (TODAY - timedelta(days=1), TODAY):
        for service in (few, many):
            change = RolloutChange(LAUTERBACH, service, day, configured=day == TODAY)
            is_of_file = service == many
            told = record_rollouts(
                [change], by=None, source=EventSource.IMPORT, at=NOW, skip_incompetent=is_of_file
            )
            assert told.written == 1
    assert RolloutEvent.objects.filter(valid_to=TODAY).count() == 2


@pytest.mark.usefixtures("committed_db")
def test_application_works_and_cannot_take_the_guards_off() -> None:
    staff = Staff.hire()
    SecurityEvent.objects.create(kind=SecurityKind.FAILED)
    line = BudgetLineFactory.create()
    with as_application():
        grant = staff.final(line)
        staff.paid(grant, "50000.00")
        assert GrantBalance.objects.get(grant=grant).paid_eur == Decimal("50000.00")
        with pghistory.context(reason="Probe"):
            grant.subject_area = "Standesamt"
            grant.save(update_fields=["subject_area"])
        assert Context.objects.filter(metadata__reason="Probe").exists()
        reported_twice()
        rollups.rebuild(BUDGET, at=TODAY, now=NOW)
        assert rollups.check(BUDGET, now=NOW) == []
        rows = LedgerEntry.objects.count()
        assert [statement for statement in REFUSED if not refusal(statement)] == []
        assert LedgerEntry.objects.count() == rows
        values = {"file_reference": "A 2", "title": "Entwurf", "lead_id": LAUTERBACH}
        Grant.objects.create(program=grant.program, **values).delete()  # with its state days
        assert end_security_log(at=timezone.now()) == (0, 0)  # as the nightly task does


@pytest.mark.usefixtures("committed_db")
def test_form_of_rows_that_nobody_changes_is_refused_before_they_are_locked() -> None:
    staff = Staff.hire()
    staff.final()
    page = reverse("admin:programs_ledgerentry_change", args=[LedgerEntry.objects.all()[0].pk])
    with as_application():
        assert signed_in(staff.officer).post(page, {"_seen": ""}).status_code == 403


@pytest.mark.usefixtures("committed_db")
def test_owner_may_mend_under_supervision() -> None:
    """The same statements pass for the owner, so it is the role that is refused."""
    Staff.hire().final()
    assert refusal("ALTER TABLE programs_ledgerentry DISABLE TRIGGER USER") == ""
    assert refusal("UPDATE pghistory_context SET metadata = '{}'") == ""


def test_every_history_is_only_read() -> None:
    """A new tracked model is guarded without a line of its own."""
    events = {model._meta.db_table for model in apps.get_models() if issubclass(model, Event)}
    assert {"programs_grantevent", "accounts_userevent"} <= events <= set(only_read())
    assert "programs_ledgerentry" in never_changed()
    assert "services_rolloutevent" in never_deleted()


@pytest.mark.django_db
def test_request_of_anybody_asks_as_the_application() -> None:
    """Also of who sees all rows; the set-up around it is the owner's, and guards know of it."""
    with narrowed_to(lambda: EVERYBODYS), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == settings.APPLICATION_ROLE
        assert "permission denied" in refusal("DELETE FROM programs_ledgerentry")
        told = refusal(
            "INSERT INTO programs_closingday (year, closes_on, source) VALUES (2026, now(), '')"
        )
        assert "two people" in told
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] != settings.APPLICATION_ROLE
