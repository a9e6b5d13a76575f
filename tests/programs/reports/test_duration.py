"""Processing times: the year that the filter keeps to, and how it is called."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.models import Grant
from reports.making import check_filter, edition
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import Staff
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
REPORT = REGISTRY["bearbeitungszeiten"]


@pytest.mark.parametrize(("year", "stages"), [("2025", 0), ("2026", 1), ("2027", 0)])
def test_year_is_that_in_which_the_section_ended(year: str, stages: int) -> None:
    case = Staff.hire().notified()
    Grant.objects.filter(pk=case.pk).update(
        received_on=date(2025, 12, 1), complete_on=date(2026, 1, 5)
    )
    auditor = UserFactory.create(roles=[Role.AUDITOR])
    form = check_filter(REPORT, {"programm": case.program.code, "jahr": year})
    made = edition(REPORT, auditor, form, at=AsOf.today(), now=NOW)
    begun = [row for row in made if row[1] == "Antrag bis Unterlagen vollständig"]
    assert len(begun) == stages


def test_no_filter_by_the_year_of_a_case_is_called_fiscal_year() -> None:
    client = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    for name, label in (
        ("bearbeitungszeiten", "Jahr"),
        ("zuwendungen", "Jahr eines Bescheids"),
        ("landtagsanlage", "Jahr des Bescheids"),
        ("mittel", "Haushaltsjahr"),
    ):
        page = client.get(f"/berichte/{name}/")
        assert str(page.context["form"].fields["jahr"].label) == label
