"""Published cases: what is known is kept, what is unknown stays unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from programs.choices import GrantState
from programs.imports.grants import import_grants
from programs.models import BudgetLine, Grant, LedgerEntry
from tests.factories.programs import (
    BudgetLineFactory,
    DirectiveFactory,
)
from tests.programs.imports.sheets import DRAFT, KNOWN, PLAIN, refused, row, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(program=DirectiveFactory.create().program, money="0.00")


def test_published_case_keeps_what_is_unknown(tmp_path: Path) -> None:
    report = import_grants(written(tmp_path, PLAIN + KNOWN), by=None)
    assert (report.read, report.written) == (1, 1)
    grant = Grant.objects.get()
    assert (grant.state, grant.published_eur, grant.published_qualifier) == (
        GrantState.RECORDED,
        None,
        "unknown",
    )
    assert list(grant.participations.values_list("municipality", "share_eur")) == [
        ("06631009", None)
    ]
    assert not LedgerEntry.objects.filter(grant=grant).exists()


def test_same_file_twice_adds_nothing(tmp_path: Path, line: BudgetLine) -> None:
    published = written(tmp_path, PLAIN + KNOWN)
    import_grants(published, by=None)
    assert import_grants(published, by=None).written == 0
    drafts = written(tmp_path, DRAFT + row(line))
    assert import_grants(drafts, by=None).written == 1
    again = import_grants(drafts, by=None)
    assert (again.written, again.unchanged) == (0, 1)
    assert Grant.objects.count() == 2


def test_empty_amount_is_unknown_and_only_that(tmp_path: Path) -> None:
    exact = KNOWN.replace("unknown", "exact")
    assert "amount_eur" in refused(written(tmp_path, PLAIN + exact))[0]
