"""A database whose guards are not those of its migrations is named, guard by guard."""

from __future__ import annotations

import pgtrigger
import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core.database.earlier import differing_guards

pytestmark = pytest.mark.django_db
KEY = "pgtrigger_append_only_2240a"
TABLE = "programs_ledgerentry"


def found_after(*statements: str) -> list[str]:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return differing_guards(MigrationLoader(connection))


def test_database_of_these_migrations_has_all_their_guards() -> None:
    assert found_after() == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"COMMENT ON TRIGGER {KEY} ON {TABLE} IS 'digest of then'", f"{TABLE}.append_only"),
        (f"ALTER TABLE {TABLE} DISABLE TRIGGER {KEY}", f"{TABLE}.append_only"),
        (f"DROP TRIGGER {KEY} ON {TABLE}", f"{TABLE}.append_only"),
        (f"ALTER TABLE {TABLE} DROP CONSTRAINT entry_moves_money", f"{TABLE}.entry_moves_money"),
        ("DROP INDEX ledger_line_day", f"{TABLE}.ledger_line_day"),
        (
            f"CREATE TRIGGER pgtrigger_of_then BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION {KEY}()",
            f"{TABLE}.of_then",
        ),
    ],
)
def test_guard_that_differs_is_named(statement: str, found: str) -> None:
    assert found_after(statement) == [found]


def test_triggers_are_made_good_as_the_page_of_operations_says() -> None:
    off = f"ALTER TABLE {TABLE} DISABLE TRIGGER USER"
    assert len(found_after(off)) == 8
    pgtrigger.install()
    pgtrigger.enable()
    assert found_after() == []
