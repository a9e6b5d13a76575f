"""The role of the application works, and cannot take the guards off; the owner alone migrates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pgtrigger
import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.db import InternalError, ProgrammingError, connection, transaction
from pghistory.models import Context

from core import rollups
from core.database.application_role import only_added, only_read
from programs.models import GrantBalance, LedgerEntry
from programs.rollups import BUDGET
from tests.factories.life import NOW, TODAY, Staff

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def as_application() -> Iterator[None]:
    """Everything Django does inside runs as the role of the application."""
    owner = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = settings.APPLICATION_ROLE
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = owner


@pytest.fixture
def paid() -> LedgerEntry:
    """A case that is decided, drawn and half paid, all of it done as the application."""
    staff = Staff.hire()
    with as_application():
        grant = staff.final()
        staff.paid(grant, "50000.00")
        return LedgerEntry.objects.filter(grant=grant, kind="payment").get()


def test_application_does_the_work(paid: LedgerEntry) -> None:
    with as_application():
        assert GrantBalance.objects.get(grant=paid.grant).paid_eur == Decimal("50000.00")
        assert Context.objects.exists()
        rollups.rebuild(BUDGET, at=TODAY, now=NOW)
        assert rollups.check(BUDGET, now=NOW) == []


ROLE = "INSERT INTO accounts_roleassignment (user_id, role, area_ags, reason, prepared_at, "
REFUSED = {
    "ledger row changed": "UPDATE programs_ledgerentry SET amount_eur = amount_eur + 1",
    "ledger row deleted": "DELETE FROM programs_ledgerentry",
    "ledger emptied": "TRUNCATE programs_ledgerentry CASCADE",
    "trigger switched off": "ALTER TABLE programs_ledgerentry DISABLE TRIGGER ALL",
    "triggers skipped by session": "SET session_replication_role = replica",
    "table dropped": "DROP TABLE programs_ledgerentry CASCADE",
    "balance raised": "UPDATE programs_budgetbalance SET available_eur = available_eur + 1000000",
    "balance deleted": "DELETE FROM programs_grantbalance",
    "history rewritten": "UPDATE programs_grantevent SET title = 'x'",
    "history invented": "INSERT INTO programs_grantevent SELECT * FROM programs_grantevent",
    "history emptied": "TRUNCATE programs_grantevent",
    "who did it rewritten": "UPDATE pghistory_context SET metadata = '{}'",
    "who did it deleted": "DELETE FROM pghistory_context",
    "security log deleted": "DELETE FROM accounts_securityevent",
    "trigger function replaced": (
        "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN "
        "AS $$ BEGIN RETURN true; END; $$ LANGUAGE plpgsql"
    ),
    "role without signatures": (
        ROLE
        + "approved_at) SELECT id, 'approver', '', 'x', now(), now() FROM accounts_user LIMIT 1"
    ),
    "other role taken": "SET ROLE ozg_hessen",
    "migration forged": "DELETE FROM django_migrations",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_application_cannot_take_the_guards_off(paid: LedgerEntry, statement: str) -> None:
    with (
        as_application(),
        pytest.raises((ProgrammingError, InternalError, psycopg2.Error, Exception)),
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_triggers_are_not_skipped_by_the_application(paid: LedgerEntry) -> None:
    with as_application(), pytest.raises(ProgrammingError, match="permission denied"):
        with pgtrigger.ignore("programs.LedgerEntry:append_only"), transaction.atomic():
            LedgerEntry.objects.filter(pk=paid.pk).delete()


def test_every_history_is_only_read() -> None:
    """A new tracked model is guarded without a line of its own."""
    events = {m._meta.db_table for m in apps.get_models() if m.__name__.endswith("Event")}
    history = {table for table in events if table.startswith(("programs_", "municipalities_"))}
    assert history <= set(only_read())
    assert {"programs_ledgerentry", "accounts_securityevent"} <= set(only_added())
