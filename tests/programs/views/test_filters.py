"""The filters of cases: a year is a whole one, of those the ledger knows."""

from __future__ import annotations

import pytest

from programs.filters import CaseSearchFilter, GrantFilter
from programs.models import Grant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["jahr", "haushaltsjahr"])
@pytest.mark.parametrize(
    ("year", "taken"),
    [
        ("2003", False),
        ("2004", True),
        ("2026", True),
        ("2100", True),
        ("2101", False),
        ("2026.5", False),
        ("2026,5", False),
        ("26", False),
        ("", True),
    ],
)
def test_year_is_a_whole_one_since_the_first_program(name: str, year: str, taken: bool) -> None:
    asked = CaseSearchFilter({name: year}, queryset=Grant.objects.all())
    assert asked.is_valid() is taken
    assert set(asked.form.errors) == (set() if taken else {name})


def test_list_of_a_program_has_the_filters_of_the_search_but_three() -> None:
    beside = set(CaseSearchFilter.base_filters) - set(GrantFilter.base_filters)
    assert beside == {"programm", "kommune", "haushaltsjahr"}
