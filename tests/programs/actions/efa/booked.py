"""A cost of an online service approved, and the codes of what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from core.errors import RuleError
from programs.actions.efa.costs import (
    approve_cost,
    prepare_cost,
)
from programs.models import (
    EfaCost,
)
from tests.factories.accounts import NOW
from tests.factories.life import Staff

PAID_ON = date(2024, 6, 14)


def book(made: EfaCost, staff: Staff) -> EfaCost:
    prepare_cost(made, by=staff.officer, at=NOW)
    approve_cost(made, on=PAID_ON.replace(year=made.year), by=staff.approver, at=NOW)
    made.refresh_from_db()
    return made


def codes(*actions: object) -> list[str]:
    found = []
    for action in actions:
        with pytest.raises(RuleError) as refused, transaction.atomic():
            action()  # type: ignore[operator]  # a lambda of the test
        found.append(refused.value.code)
    return found
