"""Whoever changes a ledger or a history behind the house's back is found, row by row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pghistory
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core.models import Seal
from core.seals import chain
from core.seals.chain import START, head, seal_history, sealed_tables
from core.seals.verifying import BrokenError, verify_history
from core.tasks import HEADS, seal_histories
from programs.models import Grant, LedgerEntry
from tests.application import as_application, refusal
from tests.factories.accounts import NOW
from tests.factories.life import Staff

GUARDED = ("programs_ledgerentry", "programs_decisionevent", "pghistory_context", "core_seal")
SLIPPED_IN = """
    INSERT INTO programs_ledgerentry
    SELECT (jsonb_populate_record(l, jsonb_build_object('id', %s))).* FROM programs_ledgerentry l
    WHERE id = %s
"""


def test_ledgers_and_histories_are_sealed() -> None:
    tables = {sealed.table: sealed for sealed in sealed_tables()}
    assert "programs_ledgerentry" in tables
    assert "accounts_securityevent" not in tables  # its lines have an end
    signatures = {"programs_decisionevent", "programs_paymentevent", "accounts_roleassignmentevent"}
    assert signatures <= set(tables)
    assert "core_seal" not in tables
    assert tables["programs_decisionevent"].with_context


def tampered(statement: str, *values: int) -> str:
    """What the check says after the owner changed something with the triggers off; taken back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in GUARDED:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement, values)
            try:
                verify_history()
            except BrokenError as error:
                return str(error)
            finally:
                transaction.set_rollback(True)
    except BrokenError:
        pass
    return ""


@pytest.mark.usefixtures("committed_db")
def test_first_broken_row_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BLOCK", 3)  # several seals of a table
    staff = Staff.hire()
    grant = staff.final()
    with as_application():
        assert head() == START
        first = seal_history(at=NOW)
        with pghistory.context(user=staff.officer.pk, reason="Probe"):
            Grant.objects.filter(pk=grant.pk).update(subject_area="Neu")
        staff.paid(grant, "50000.00")
        second = seal_history(at=NOW)
        assert first != second == head()
        rows = verify_history(known=first)
        assert rows == verify_history(known=second) > 20
        assert seal_history(at=NOW) == second  # nothing new, no new seal
        assert "permission denied" in refusal("UPDATE core_seal SET count = count")
    keys = list(LedgerEntry.objects.order_by("pk").values_list("pk", flat=True))
    one, change = keys[1], "UPDATE programs_ledgerentry SET"
    gone = "DELETE FROM programs_ledgerentry WHERE id = %s"
    changed = f"programs_ledgerentry {one}: changed."
    assert tampered(change + " amount_eur = amount_eur + 0.01 WHERE id = %s", one) == changed
    assert tampered(change + " document = document || 'x' WHERE id >= %s", one) == changed
    assert tampered(gone, one) == (
        f"programs_ledgerentry: a row between {keys[0]} and {keys[2]} is gone."
    )
    assert tampered(gone, keys[-1]) == f"programs_ledgerentry: a row after {keys[-2]} is gone."
    who = tampered("UPDATE pghistory_context SET metadata = '{}'")
    assert re.fullmatch(r"\w+event \d+: changed\.", who)
    assert "changed" in tampered("UPDATE programs_decisionevent SET approved_by_id = NULL")
    assert "Seal" in tampered("UPDATE core_seal SET digest = reverse(digest) WHERE id = 2")
    assert "does not follow" in tampered("DELETE FROM core_seal WHERE id = 2")
    renamed = tampered("ALTER TABLE programs_ledgerentry RENAME TO elsewhere")
    assert renamed.startswith("programs_ledgerentry: what was sealed is gone: ")
    assert tampered("UPDATE core_seal SET \"table\" = 'gone' WHERE id = 1") == (
        "gone was sealed and is no table of this project."
    )
    assert verify_history() == rows
    with pytest.raises(BrokenError, match="not in the chain"):
        verify_history(known="f" * 64)


@pytest.mark.usefixtures("committed_db")
def test_row_that_slips_in_later_is_found() -> None:
    staff = Staff.hire()
    staff.final()
    gap = LedgerEntry.objects.latest("pk").pk + 1
    with connection.cursor() as cursor:  # as a transaction does that was rolled back
        cursor.execute("SELECT nextval(pg_get_serial_sequence('programs_ledgerentry', 'id'))")
    staff.final()
    seal_history(at=NOW)
    said = tampered(SLIPPED_IN, gap, gap - 1)
    assert said == f"programs_ledgerentry {gap}: added later."


@pytest.mark.django_db
def test_command_names_the_head_and_the_night_keeps_it(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.VAR_DIR = tmp_path / "var"
    Staff.hire().final()
    found = seal_histories()
    assert (settings.VAR_DIR / HEADS).read_text().split()[1] == found
    call_command("verify_history", head=found)
    assert found in capsys.readouterr().out
    with pytest.raises(CommandError, match="not in the chain"):
        call_command("verify_history", head="0" * 63 + "1")
    assert Seal.objects.exists()
