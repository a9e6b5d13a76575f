"""Bookings of the state's accounting: all of a file or nothing, and never twice."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.imports.errors import FileRefused
from programs.imports.hkr import import_hkr
from programs.models import BudgetLine, HkrPayment, Payment
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory

pytestmark = pytest.mark.django_db
MOST_SECONDS = 10  # of work in Python
HEADER = "kapitel;foerderprodukt;buchungsnummer;wertstellung;betrag;aktenzeichen;text"
FIRST = "03 01;F-1;4711;15.10.2026;25.000,00;IV 3 - 1;Zuweisung"
SECOND = "0301;F-1;4712;2026-10-16;-1.234,56;;Storno"


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(foerderprodukt="F-1", money="900000.00")


def written(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "hkr.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def refused(path: Path) -> list[tuple[int, str, str]]:
    """Row, column and value of each error; nothing is written."""
    before = HkrPayment.objects.count()
    with pytest.raises(FileRefused) as refusal, transaction.atomic():
        import_hkr(path, at=NOW)
    assert HkrPayment.objects.count() == before
    return [(error.row, error.column, error.value) for error in refusal.value.errors]


def test_bookings_are_taken_over_as_they_are(tmp_path: Path, line: BudgetLine) -> None:
    report = import_hkr(written(tmp_path, FIRST, SECOND), at=NOW)
    assert (report.read, report.written, report.unchanged) == (2, 2, 0)
    first, second = HkrPayment.objects.order_by("booking_reference")
    assert (first.line, first.value_date) == (line, date(2026, 10, 15))
    assert (first.amount_eur, first.file_reference) == (Decimal("25000.00"), "IV 3 - 1")
    assert (second.amount_eur, second.text) == (Decimal("-1234.56"), "Storno")


def test_same_file_twice_adds_nothing(tmp_path: Path, line: BudgetLine) -> None:
    path = written(tmp_path, FIRST, SECOND)
    import_hkr(path, at=NOW)
    report = import_hkr(path, at=NOW)
    assert (report.written, report.unchanged) == (0, 2)
    assert HkrPayment.objects.count() == 2


def test_booking_without_a_year_is_on_the_line_of_its_value_date(
    tmp_path: Path, line: BudgetLine
) -> None:
    """The last day of a year is of that year, the first of the next one of the next."""
    earlier = BudgetLineFactory.create(
        foerderprodukt="F-1", program=line.program, fiscal_year=line.fiscal_year - 1, money="1.00"
    )
    last = "0301;F-1;4713;31.12.2025;-1,00;;"
    next_day = "0301;F-1;4714;01.01.2026;-1,00;;"
    import_hkr(written(tmp_path, last, next_day), at=NOW)
    taken = HkrPayment.objects.order_by("booking_reference").values_list("line", flat=True)
    assert list(taken) == [earlier.pk, line.pk]
    said = refused(written(tmp_path, "0301;F-1;4715;31.12.2024;-1,00;;"))
    assert said == [(2, "foerderprodukt", "F-1")]


def test_file_of_windows_is_read(tmp_path: Path, line: BudgetLine) -> None:
    path = tmp_path / "hkr.csv"
    path.write_bytes(f"{HEADER}\r\n{FIRST.replace('Zuweisung', 'Förderung')}\r\n".encode("cp1252"))
    import_hkr(path, at=NOW)
    assert HkrPayment.objects.get().text == "Förderung"


def test_cells_are_as_long_as_their_columns_and_no_longer(tmp_path: Path, line: BudgetLine) -> None:
    longest = {"buchungsnummer": 60, "aktenzeichen": 60, "text": 300}
    cells = dict.fromkeys(HEADER.split(";"), "") | {
        "kapitel": "0301",
        "foerderprodukt": "F-1",
        "buchungsnummer": "4711",
        "wertstellung": "15.10.2026",
        "betrag": "1,00",
    }
    fitting = cells | {name: "x" * most for name, most in longest.items()}
    import_hkr(written(tmp_path, ";".join(fitting.values())), at=NOW)
    assert HkrPayment.objects.get().text == fitting["text"]
    for name, most in longest.items():
        row = cells | {name: "y" * (most + 1)}
        assert refused(written(tmp_path, ";".join(row.values())))[0][1] == name


def test_all_errors_are_told_at_once_and_nothing_is_written(
    tmp_path: Path, line: BudgetLine
) -> None:
    path = written(
        tmp_path,
        FIRST,
        "03 01;F-9;1;15.10.2026;1,00;;",
        "03 01;F-1;2;31.11.2026;1,00;;",
        "03 01;F-1;3;24.11.2026;1,00;;",
        "03 01;F-1;4;15.10.2026;1.234;;",
        "03 01;F-1;5;15.10.2026;0,00;;",
        "03 01;F-1;;15.10.2026;1,00;;",
        "03 01;F-1;4711;15.10.2026;1,00;;",
        f"03 01;F-1;6;15.10.2026;1,00;;{'x' * 301}",
        "03 01;F-1;7;15.10.2025;1,00;;",
        "03 01;F-1;8",
    )
    assert [(row, column) for row, column, _value in refused(path)] == [
        (3, "foerderprodukt"),
        (4, "wertstellung"),
        (5, "wertstellung"),
        (6, "betrag"),
        (7, "betrag"),
        (8, "buchungsnummer"),
        (9, "buchungsnummer"),
        (10, "text"),
        (11, "foerderprodukt"),
        (12, ""),
    ]


def test_known_number_with_other_values_is_an_error(tmp_path: Path, line: BudgetLine) -> None:
    import_hkr(written(tmp_path, FIRST), at=NOW)
    for changed in (
        FIRST.replace("25.000,00", "25.000,01"),
        FIRST.replace("15.10.2026", "14.10.2026"),
    ):
        assert refused(written(tmp_path, changed)) == [(2, "buchungsnummer", "4711")]


def test_missing_column_is_named(tmp_path: Path, line: BudgetLine) -> None:
    path = written(tmp_path, "03 01;F-1;1;1,00", header="kapitel;foerderprodukt;valuta;betrag")
    assert [column for _row, column, _value in refused(path)] == ["buchungsnummer"]


def test_line_of_two_programs_needs_its_program(tmp_path: Path, line: BudgetLine) -> None:
    other = BudgetLineFactory.create(foerderprodukt="F-1", titel="633 01")
    with pytest.raises(FileRefused, match="„titel“"), transaction.atomic():
        import_hkr(written(tmp_path, FIRST), at=NOW)
    import_hkr(written(tmp_path, f"{FIRST};633 01", header=f"{HEADER};titel"), at=NOW)
    assert HkrPayment.objects.get().line == other


def test_fiscal_year_of_the_file_beats_that_of_the_value_date(
    tmp_path: Path, line: BudgetLine
) -> None:
    past = BudgetLineFactory.create(foerderprodukt="F-1", fiscal_year=2025)
    import_hkr(written(tmp_path, f"{FIRST};2025", header=f"{HEADER};haushaltsjahr"), at=NOW)
    assert HkrPayment.objects.get().line == past
    path = written(tmp_path, f"{FIRST};25", header=f"{HEADER};haushaltsjahr")
    assert refused(path) == [(2, "haushaltsjahr", "25")]


def test_commitment_authorisation_is_no_line_of_payments(tmp_path: Path) -> None:
    BudgetLineFactory.create(foerderprodukt="F-1", due_year=2027)
    assert refused(written(tmp_path, FIRST)) == [(2, "foerderprodukt", "F-1")]


def test_imported_booking_is_never_changed_or_deleted(tmp_path: Path, line: BudgetLine) -> None:
    import_hkr(written(tmp_path, FIRST), at=NOW)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        HkrPayment.objects.update(amount_eur=1)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        HkrPayment.objects.all().delete()


def test_command_tells_errors_and_writes_nothing(tmp_path: Path, line: BudgetLine) -> None:
    path = written(tmp_path, FIRST, SECOND.replace("-1.234,56", "viel"))
    with pytest.raises(CommandError) as refusal:
        call_command("import_payments", str(path))
    assert "3" in str(refusal.value)
    assert "betrag" in str(refusal.value)
    assert "viel" in str(refusal.value)
    assert not HkrPayment.objects.exists()


def test_dry_run_writes_nothing(tmp_path: Path, line: BudgetLine) -> None:
    out = StringIO()
    call_command("import_payments", str(written(tmp_path, FIRST)), "--dry-run", stdout=out)
    assert "1" in out.getvalue()
    assert not HkrPayment.objects.exists()
    call_command("import_payments", str(written(tmp_path, FIRST)), stdout=out)
    assert HkrPayment.objects.count() == 1


def many(count: int) -> list[str]:
    """Bookings of one line, no two alike."""
    return [f"03 01;F-1;N{n};15.10.2026;{n},{n % 100:02};;" for n in range(1, count + 1)]


def queries_for(path: Path) -> int:
    with CaptureQueriesContext(connection) as queries:
        import_hkr(path, at=NOW)
    return len(queries)


def test_import_asks_as_often_for_many_bookings_as_for_one(
    tmp_path: Path, line: BudgetLine
) -> None:
    staff = Staff.hire()
    for amount in ("1000.00", "2000.00", "3000.00"):
        staff.paid(staff.final(line), amount)
    day = TODAY.isoformat()
    few = queries_for(written(tmp_path, f"03 01;F-1;A1;{day};1000,00;;"))
    matched = [f"03 01;F-1;A{n};{day};{n}000,00;;" for n in (2, 3)]
    assert queries_for(written(tmp_path, *matched, *many(500))) <= few
    assert Payment.objects.filter(booking_reference__startswith="A").count() == 3


def test_largest_upload_is_read_and_booked_in_one_go(tmp_path: Path, line: BudgetLine) -> None:
    path = written(tmp_path, *many(14_000))
    started = time.process_time()
    report = import_hkr(path, at=NOW)
    assert time.process_time() - started < MOST_SECONDS
    assert (report.written, HkrPayment.objects.count()) == (14_000, 14_000)


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        (["47110000000000100"], 1),
        (["47110000000000100", "47110000000000200"], 2),
        (["47110000000000100", "47110000000000123"], 0),
        (["471100000000010"], 0),
        (["4,711E+11"], 1),
    ],
)
def test_ruined_booking_numbers_are_refused(
    tmp_path: Path, line: BudgetLine, numbers: list[str], wrong: int
) -> None:
    rows = [f'03 01;F-1;"{number}";15.10.2026;1,00;;' for number in numbers]
    path = written(tmp_path, *rows)
    if not wrong:
        assert import_hkr(path, at=NOW).written == len(numbers)
    else:
        assert [column for _row, column, _value in refused(path)] == ["buchungsnummer"] * wrong


def test_two_columns_for_the_amount_are_refused(tmp_path: Path, line: BudgetLine) -> None:
    header = "Kapitel;Förderprodukt;Buchungsnummer;Wertstellung;Betrag;Betrag;Haushaltsjahr"
    path = written(tmp_path, "03 01;F-1;1;15.10.2026;1.234,56;2.345,67;2026", header=header)
    assert refused(path) == [(1, "betrag", "")]
    header = header.replace("Betrag;Betrag", "Betrag;Valuta")
    path = written(tmp_path, "03 01;F-1;1;15.10.2026;1.234,56;16.10.2026;2026", header=header)
    assert refused(path) == [(1, "wertstellung", "")]


def test_reversal_as_the_accounting_lists_it(tmp_path: Path, line: BudgetLine) -> None:
    import_hkr(written(tmp_path, SECOND.replace("-1.234,56", "1.234,56-")), at=NOW)
    assert HkrPayment.objects.get().amount_eur == Decimal("-1234.56")
