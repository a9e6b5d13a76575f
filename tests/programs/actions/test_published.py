"""Published cases: what is known is kept, what is unknown stays unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.imports.errors import FileRefused
from programs.choices import GrantState
from programs.imports.grants import import_grants
from programs.models import BudgetLine, Grant, LedgerEntry, Participation
from tests.factories.programs import (
    BudgetLineFactory,
    DirectiveFactory,
)

pytestmark = pytest.mark.django_db

PLAIN = (
    "programme,year,lead,partners,keys,n_partners,amount_eur,amount_qualifier,subject,"
    "source_url,note\n"
)

KNOWN = "OZG-Modellkommune,2020,Fulda,,06631009,1,,unknown,Portal,https://example.org,\n"

DRAFT = "programm;aktenzeichen;vorhaben;kommunen;anteile;haushaltsjahr;betrag;eingang;beantragt\n"


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "zuwendungen.csv"
    path.write_bytes(text.encode(encoding))
    return path


def refused(path: Path) -> list[str]:
    with pytest.raises(FileRefused) as refusal:
        import_grants(path, by=None)
    assert not Grant.objects.exists()
    assert not Participation.objects.exists()
    return [str(error) for error in refusal.value.errors]


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(program=DirectiveFactory.create().program, money="0.00")


def row(line: BudgetLine, **changed: str) -> str:
    cells = {
        "programm": line.program.name,
        "aktenzeichen": "IV 3 - 1",
        "vorhaben": "Gemeinsames Standesamt",
        "kommunen": "06535011|06535001",
        "anteile": "30.000,00|20.000,00",
        "haushaltsjahr": "2026",
        "betrag": "50.000,00",
        "eingang": "02.03.2026",
        "beantragt": "",
        **changed,
    }
    return ";".join(cells.values()) + "\n"


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
