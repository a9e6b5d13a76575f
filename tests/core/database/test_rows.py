"""A row says in words what it does not hold, by the column where there is one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.database.rows import check_columns
from core.errors import RuleError
from programs.models import Grant, MissingPaper


def refusal(row: Grant | MissingPaper, *only: str) -> tuple[str | None, str]:
    with pytest.raises(RuleError) as found:
        check_columns(row, only)
    return found.value.field, found.value.code


@pytest.mark.django_db
def test_only_the_columns_named_are_asked() -> None:
    case = Grant(title="a\nb", own_eur=Decimal("-0.01"), funding_rate=Decimal(0))
    assert refusal(case, "title") == ("title", "column")
    assert refusal(case, "own_eur") == ("own_eur", "column")
    assert refusal(case, "funding_rate") == (None, "column")
    check_columns(Grant(own_eur=Decimal(0), funding_rate=Decimal(1)), {"own_eur", "funding_rate"})
    assert refusal(MissingPaper(title="P" * 201), "title") == ("title", "column")
    check_columns(MissingPaper(title="P" * 200), {"title"})
