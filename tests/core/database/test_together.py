"""Rows read together are the rows that each table gives for itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from core.database.together import read_together, rows_of, rows_read
from programs.models import Grant, Letter, LetterFile
from programs.queries.case_rows import BELOW
from tests.factories.life import TODAY, Staff, fresh
from tests.programs.reclaims import FIRST_DAY, claimed, repay

pytestmark = pytest.mark.django_db

JOINED = "municipality"


def columns(row: Model) -> dict[str, tuple[type, Any]]:
    left_out = row.get_deferred_fields()
    return {
        field.attname: (type(value), str(value))
        for field in row._meta.concrete_fields
        if field.attname not in left_out
        for value in [getattr(row, field.attname)]
    }


def below(rows: Any, name: str) -> list[Any]:
    return [one for row in rows for one in getattr(row, name).all()]


@pytest.fixture
def case(staff: Staff) -> Grant:
    """A case with repayments of a claim and letters with their files."""
    reclaim = claimed(staff)
    repay(staff, reclaim, "100.07", FIRST_DAY)
    repay(staff, reclaim, "3.00", TODAY)
    return fresh(reclaim.grant)


def test_rows_and_what_they_name_are_those_of_their_tables_to_the_type_of_each_column(
    case: Grant,
) -> None:
    asked = fresh(case)
    read_together(case, BELOW)
    count = 0
    with CaptureQueriesContext(connection) as queries:
        found = {name: list(rows_read(case, name) or []) for name in BELOW if "__" not in name}
    assert len(queries) == 0
    for name in found.keys() - {"proof"}:
        for mine, theirs in zip(found[name], getattr(asked, name).all(), strict=True):
            assert columns(mine) == columns(theirs), name
            for joined in {path.split("__")[0] for path in BELOW[name]}:
                assert getattr(mine, joined) == getattr(theirs, joined)
            count += 1
    assert count > 12


def test_rows_of_rows_stand_with_the_row_they_belong_to(case: Grant) -> None:
    read_together(case, {name: BELOW[name] for name in BELOW if name.startswith("reclaims")})
    with CaptureQueriesContext(connection) as queries:
        came = below(case.reclaims.all(), "repayments")
        assert [str(part.amount_eur) for part in came] == ["100.07", "3.00"]
        assert [part.reclaim.grant for part in came] == [case, case]
        assert below(case.reclaims.all(), "interest_payments") == []
    assert len(queries) == 0


def test_bytes_stay_where_they_are(case: Grant) -> None:
    read_together(case, {"letters": ("recipient",), "letters__files": ()})
    files = below(case.letters.all(), "files")
    assert {*files} == {*LetterFile.objects.filter(letter__in=Letter.objects.filter(grant=case))}
    assert {name for file in files for name in file.get_deferred_fields()} == {"content"}


def test_one_row_or_none_of_a_table_with_one_and_what_was_not_read_is_told_apart(
    staff: Staff,
) -> None:
    with_proof, without = staff.proof_due(staff.final()), staff.notified()
    assert rows_read(without, "proof") is None
    for grant in (with_proof, without):
        read_together(grant, {"proof": ()})
    assert rows_read(without, "proof") == []
    assert [proof.grant for proof in rows_read(with_proof, "proof") or []] == [with_proof]


def test_a_row_that_names_no_other_is_joined_with_none(staff: Staff) -> None:
    grant = staff.approved()
    grant.tranches.create(line=grant.tranches.all()[0].line, amount_eur=1, decision=None)
    read_together(grant, {"tranches": ("line__program", "decision")})
    assert [tranche.decision is None for tranche in grant.tranches.all()] == [False, True]


def test_rows_are_asked_for_where_they_were_not_read(case: Grant) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = [(part, part.municipality) for part in rows_of(case, "participations", JOINED)]
    assert (len(found), len(asked)) == (case.participations.count(), 1)
    read_together(case, {"participations": (JOINED,)})
    with CaptureQueriesContext(connection) as asked:
        kept = [(part, part.municipality) for part in rows_of(case, "participations", JOINED)]
    assert ({*kept}, len(asked)) == ({*found}, 0)
