"""The budget line of the tests of the portal."""

from __future__ import annotations

import pytest

from programs.models import BudgetLine
from tests.programs.desk import ikz_line


@pytest.fixture
def line(db: None) -> BudgetLine:
    return ikz_line("250000.00")
