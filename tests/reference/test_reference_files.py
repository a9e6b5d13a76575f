"""Every reference table: form, size, keys, and that each reference leads somewhere."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.reference.tables import FILES, ROOT, column, is_day, parts, rows

ROW_COUNTS = {
    "municipalities/bodies": 450,
    "municipalities/boundaries": 425,
    "municipalities/districts": 27,
    "municipalities/government_districts": 3,
    "municipalities/population": 891,
    "programs/authorities": 4,
    "programs/base_rates": 8,
    "programs/delivery_rules": 5,
    "programs/letter_texts": 16,
    "programs/directives": 6,
    "programs/envelope_parts": 9,
    "programs/envelopes": 12,
    "programs/programs": 9,
    "programs/published_figures": 41,
    "programs/published_grants": 30,
    "services/catalogues": 1,
    "services/competence": 557,
    "services/efa_processes": 9,
    "services/everyday_words": 48,
    "services/leika_services": 4797,
    "services/maturity_models": 2,
    "services/ozg_services": 557,
    "services/regional_conferences": 3,
    "services/situations": 55,
    "services/theme_fields": 14,
}

KEYS = {
    "municipalities/population": ("ags", "as_of", "basis", "territory_from"),
    "programs/base_rates": ("valid_from",),
    "programs/delivery_rules": ("kind", "valid_from"),
    "programs/letter_texts": ("place", "kind", "valid_from"),
    "programs/directives": ("program", "valid_from"),
    "programs/envelope_parts": ("whole", "part"),
}

# Table, column, the table and column it refers to.
REFERENCES = [
    ("municipalities/bodies", "successor_ags", "municipalities/bodies", "ags"),
    (
        "municipalities/districts",
        "government_district",
        "municipalities/government_districts",
        "ags",
    ),
    ("municipalities/districts", "part_of_before", "municipalities/districts", "ags"),
    ("municipalities/population", "ags", "municipalities/bodies", "ags"),
    ("programs/directives", "program", "programs/programs", "code"),
    ("programs/envelope_parts", "part", "programs/envelopes", "code"),
    ("programs/envelope_parts", "whole", "programs/envelopes", "code"),
    ("programs/envelopes", "program", "programs/programs", "code"),
    ("programs/programs", "granting_authority", "programs/authorities", "code"),
    ("programs/programs", "parent", "programs/programs", "code"),
    ("programs/programs", "policy_owner", "programs/authorities", "code"),
    ("programs/published_figures", "envelope", "programs/envelopes", "code"),
    ("programs/published_figures", "program", "programs/programs", "code"),
    ("programs/published_grants", "lead_ags", "municipalities/bodies", "ags"),
    ("programs/published_grants", "partner_ags", "municipalities/bodies", "ags"),
    ("programs/published_grants", "program", "programs/programs", "code"),
    ("services/competence", "ozg_id", "services/ozg_services", "ozg_id"),
    ("services/efa_processes", "ozg_ids", "services/ozg_services", "ozg_id"),
    ("services/everyday_words", "ozg_ids", "services/ozg_services", "ozg_id"),
    ("services/leika_services", "ozg_id", "services/ozg_services", "ozg_id"),
    ("services/ozg_services", "situation", "services/situations", "code"),
    ("services/ozg_services", "theme_field", "services/theme_fields", "code"),
    ("services/situations", "theme_field", "services/theme_fields", "code"),
]

PATTERNS = {
    ("municipalities/bodies", "ags"): r"06[4-6]\d{2}(\d{3})?",
    ("municipalities/bodies", "ars"): r"06[4-6]\d{9}",
    ("municipalities/bodies", "postal_code"): r"(\d{5})?",
    ("municipalities/bodies", "special_status"): r"yes|no",
    ("municipalities/bodies", "area_km2"): r"(\d+\.\d{2})?",
    ("municipalities/districts", "ags"): r"06[4-6]\d{2}",
    ("municipalities/government_districts", "ags"): r"06[4-6]",
    ("municipalities/population", "population"): r"\d+",
    ("municipalities/population", "basis"): r"zensus_2011|zensus_2022",
    ("programs/directives", "max_rate"): r"(0\.\d+)?",
    ("programs/directives", "min_eligible_eur"): r"\d*",
    ("programs/directives", "max_months"): r"\d*",
    ("programs/directives", "requires_no_prior_start"): r"yes|no",
    ("programs/programs", "code"): r"[a-z0-9-]+",
    ("programs/programs", "grant_kind"): r"grant|allocation|in_kind",
    ("programs/published_figures", "key"): r"[a-z0-9-]+",
    ("programs/published_grants", "amount_eur"): r"(\d+)?",
    ("services/leika_services", "leika_key"): r"\d{14}",
    ("services/ozg_services", "ozg_id"): r"1\d{4}",
    ("services/situations", "code"): r"[a-z0-9-]+",
}

DAYS = {"as_of", "period_from", "period_to", "territory_from", "valid_from", "valid_to"}


def _name(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.stem}"


NAMES = [_name(path) for path in FILES]


def test_each_reference_table_is_known() -> None:
    assert sorted(NAMES) == sorted(ROW_COUNTS)


@pytest.mark.parametrize("name", ROW_COUNTS)
def test_table_has_its_row_count(name: str) -> None:
    assert len(rows(name)) == ROW_COUNTS[name]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_file_is_utf8_with_plain_line_ends(path: Path) -> None:
    content = path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert "\ufffd" not in content.decode("utf-8")


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_line_has_all_columns(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file, strict=True)
    assert len(set(header)) == len(header)
    assert {len(line) for line in lines} == {len(header)}


@pytest.mark.parametrize("name", ROW_COUNTS)
def test_cells_carry_no_stray_spaces(name: str) -> None:
    stray = [cell for row in rows(name) for cell in row.values() if cell != " ".join(cell.split())]
    assert stray == []


@pytest.mark.parametrize("name", ROW_COUNTS)
def test_key_occurs_once(name: str) -> None:
    table = rows(name)
    key = KEYS.get(name, (next(iter(table[0])),))
    counts = Counter(tuple(row[part] for part in key) for row in table)
    assert [value for value, count in counts.items() if count > 1 or not value[0]] == []


@pytest.mark.parametrize(("table", "cell", "target", "key"), REFERENCES)
def test_reference_exists(table: str, cell: str, target: str, key: str) -> None:
    known = set(column(target, key))
    used = {part for value in column(table, cell) for part in parts(value)}
    assert used
    assert used - known == set()


@pytest.mark.parametrize(("table", "cell"), PATTERNS)
def test_cell_is_well_formed(table: str, cell: str) -> None:
    pattern = re.compile(PATTERNS[table, cell])
    assert [value for value in column(table, cell) if not pattern.fullmatch(value)] == []


@pytest.mark.parametrize("name", sorted(set(ROW_COUNTS) - {"programs/published_figures"}))
def test_days_are_real_days(name: str) -> None:
    cells = [row[day] for row in rows(name) for day in DAYS & row.keys() if row[day]]
    assert [cell for cell in cells if not is_day(cell)] == []


def test_tables_name_public_sources_and_no_local_files() -> None:
    found = [
        (name, cell)
        for name in ROW_COUNTS
        for row in rows(name)
        for cell in row.values()
        if re.search(r"\.txt\b|\.csv\b|\.\./", cell)
    ]
    assert found == []


@pytest.mark.parametrize("name", ROW_COUNTS)
def test_data_document_explains_each_table(name: str) -> None:
    app, table = name.split("/")
    assert f"`{app}/reference/{table}.csv`" in (ROOT / "docs" / "data.md").read_text("utf-8")
