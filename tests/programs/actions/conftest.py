"""Who prepares and who signs, and the line it is about."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from accounts.models import User
from programs.models import (
    BudgetLine,
)
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import person


@pytest.fixture
def officer() -> User:
    return person(Role.OFFICER)


@pytest.fixture
def approver() -> User:
    return person(Role.APPROVER)


@pytest.fixture
def line() -> BudgetLine:
    """150,000 EUR for IKZ in 2026."""
    return BudgetLineFactory.create()
