"""Files of grants as people write them, and what a refusal leaves behind: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.imports.errors import FileRefused
from programs.imports.grants import import_grants
from programs.models import BudgetLine, Grant, Participation

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
