"""What is written between two rows of a long statement is there for others at once."""

from __future__ import annotations

import pytest
from django.db import connection

from core.database.streaming import streamed

NUMBERS = "SELECT n, n * 2 FROM generate_series(1, %(last)s) n"
OPEN = "SELECT count(*) FROM pg_cursors"


def cursors() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OPEN)
        (number,) = cursor.fetchone()
    return int(number)


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("is_pooled", [False, True])
def test_rows_come_in_a_transaction_behind_a_pool_alone(
    monkeypatch: pytest.MonkeyPatch, is_pooled: bool
) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", is_pooled)
    rows = streamed(NUMBERS, {"last": 5000})
    assert next(rows) == (1, 2)
    assert connection.in_atomic_block is is_pooled
    assert cursors() == 1
    assert list(rows) == [(n, n * 2) for n in range(2, 5001)]
    assert not connection.in_atomic_block
    assert cursors() == 0


@pytest.mark.usefixtures("committed_db")
def test_rows_nobody_wants_any_more_leave_nothing_behind() -> None:
    rows = streamed(NUMBERS, {"last": 5000})
    next(rows)
    rows.close()  # type: ignore[attr-defined]  # it is a generator
    assert cursors() == 0
