"""Files of grants: published ones in the plain layout, new cases as drafts, refused files."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.choices import Role
from programs.actions.published import qualifier_of
from programs.choices import GrantState
from programs.imports.grants import import_grants
from programs.models import BudgetLine, Grant, Tranche
from tests.factories.programs import (
    BudgetLineFactory,
    DirectiveFactory,
    GrantFactory,
    program,
)
from tests.programs.desk import person, signed_in
from tests.programs.imports.sheets import DRAFT, KNOWN, PLAIN, refused, row, written

pytestmark = pytest.mark.django_db

PHASES = (
    "Starke Heimat Hessen – Phase 1 (finanzkraftabhängig)",
    "Starke Heimat Hessen – Phase 2 (smarte Kommunen und Regionen)",
)


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(program=DirectiveFactory.create().program, money="0.00")


@pytest.mark.parametrize("phase", PHASES)
def test_phases_of_starke_heimat_are_programs_of_their_own(tmp_path: Path, phase: str) -> None:
    text = f'"{phase}",2020,X,,06435006,1,54912,exact per source,,https://example.org,\n'
    import_grants(written(tmp_path, PLAIN + text), by=None)
    grant = Grant.objects.get()
    assert (grant.program.name, grant.published_eur) == (phase, Decimal("54912.00"))


def test_all_wrong_cells_are_named_at_once(tmp_path: Path) -> None:
    text = (
        PLAIN
        + KNOWN
        + "Nirgends,20,X,,06999999,2,1.234,vielleicht,Y,,\n"
        + "OZG-Modellkommune,2020,X,,,1,,exact,Y,https://example.org,\n"
    )
    said = refused(written(tmp_path, text))
    for part in (
        "Zeile 3, Spalte „programme“, „Nirgends“",
        "Zeile 3, Spalte „year“, „20“",
        "Zeile 3, Spalte „keys“, „06999999“",
        "Zeile 3, Spalte „n_partners“, „2“",
        "Zeile 3, Spalte „amount_eur“, „1.234“",
        "Zeile 3, Spalte „amount_qualifier“, „vielleicht“",
        "Zeile 3, Spalte „source_url“",
        "Zeile 4, Spalte „keys“",
    ):
        assert any(part in sentence for sentence in said), (part, said)


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("genau", "exact"),
        ("exact per source (IKZ)", "exact"),
        ("Rund (rounded)", "around"),
        ("ca.", "around"),
        ("knapp", "almost"),
        ("fast", "almost"),
        ("über", "more_than"),
        ("mehr als", "more_than"),
        ("bis zu", "up_to"),
        ("more_than", "more_than"),
        ("Unbekannt", "unknown"),
    ],
)
def test_qualifiers_are_read_as_they_are_written(words: str, qualifier: str) -> None:
    assert qualifier_of(words) == qualifier


def test_new_case_is_a_draft_with_shares_and_tranche(tmp_path: Path, line: BudgetLine) -> None:
    text = DRAFT.replace("aktenzeichen", "Akten-Zeichen:") + row(line, beantragt="0,01")
    officer = person(Role.OFFICER)
    import_grants(written(tmp_path, text, "cp1252"), by=officer)
    grant = Grant.objects.get()
    assert (grant.state, grant.officer, grant.lead_id) == (GrantState.DRAFT, officer, "06535011")
    assert (str(grant.received_on), grant.applied_eur) == ("2026-03-02", Decimal("0.01"))
    assert list(grant.participations.values_list("share_eur", flat=True)) == [30000, 20000]
    assert list(Tranche.objects.values_list("line", "amount_eur")) == [(line.pk, Decimal(50000))]
    assert not grant.decisions.exists()


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"programm": "Digitalisierungsfabriken"}, "programm"),
        ({"kommunen": "06535011|06535011"}, "kommunen"),
        ({"kommunen": "06535011"}, "anteile"),
        ({"anteile": "30.000,00|19.999,99"}, "anteile"),
        ({"anteile": "30.000,00|x"}, "anteile"),
        ({"haushaltsjahr": "2025"}, "haushaltsjahr"),
        ({"betrag": "1.234"}, "betrag"),
        ({"eingang": "31.02.2026"}, "eingang"),
        ({"eingang": "24.11.2026"}, "eingang"),
        ({"beantragt": "0,00"}, "beantragt"),
        ({"aktenzeichen": ""}, "aktenzeichen"),
        ({"vorhaben": "x" * 301}, "vorhaben"),
    ],
)
def test_wrong_draft_names_its_cell(
    tmp_path: Path, line: BudgetLine, changed: dict[str, str], column: str
) -> None:
    said = refused(written(tmp_path, DRAFT + row(line, **changed)))
    assert any(f"Spalte „{column}“" in sentence for sentence in said), said


def test_row_with_a_wrong_day_is_told_its_wrong_sum_too(tmp_path: Path, line: BudgetLine) -> None:
    """One round: the second fault of a row is not found out after the first is mended."""
    wrong = {"eingang": "31.02.2026", "haushaltsjahr": "26", "anteile": "30.000,00|19.999,99"}
    said = refused(written(tmp_path, DRAFT + row(line, **wrong)))
    columns = [sentence.split("Spalte „")[1].split("“")[0] for sentence in said]
    assert sorted(columns) == ["anteile", "eingang", "haushaltsjahr"]
    (sum_,) = [sentence for sentence in said if "„anteile“" in sentence]
    assert "49.999,99" in sum_
    assert "50.000,00" in sum_
    without_keys = refused(written(tmp_path, DRAFT + row(line, kommunen="", eingang="x")))
    assert not [sentence for sentence in without_keys if "„anteile“" in sentence]


def test_ambiguous_line_asks_for_the_product(tmp_path: Path, line: BudgetLine) -> None:
    other = BudgetLineFactory.create(program=line.program, money="0.00")
    (said,) = refused(written(tmp_path, DRAFT + row(line)))
    assert "Förderprodukt" in said
    assert other.foerderprodukt in said


def test_due_year_chooses_the_authorisation(tmp_path: Path, line: BudgetLine) -> None:
    same = {"program": line.program, "foerderprodukt": line.foerderprodukt, "money": "0.00"}
    later = BudgetLineFactory.create(**same, fiscal_year=2026, due_year=2027)
    header = DRAFT.replace("betrag", "betrag;faelligkeitsjahr")
    now = row(line).replace(";50.000,00;", ";50.000,00;;")
    then = row(line, aktenzeichen="IV 3 - 2").replace(";50.000,00;", ";50.000,00;2027;")
    import_grants(written(tmp_path, header + now + then), by=None)
    lines = Tranche.objects.order_by("grant__file_reference").values_list("line", flat=True)
    assert list(lines) == [line.pk, later.pk]


def test_file_reference_stands_once(tmp_path: Path, line: BudgetLine) -> None:
    assert "Zeile 2" in refused(written(tmp_path, DRAFT + row(line) + row(line)))[0]


@pytest.mark.parametrize(
    "content", [b"", b"a;b\n1;2\n", b"\x00\x01", b"PK\x03\x04kaputt", "käse;\n".encode("utf-16")]
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    assert refused(path)


def test_command_lists_errors_and_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN + KNOWN + KNOWN.replace("06631009", "0663"))
    with pytest.raises(CommandError, match="0663") as error:
        call_command("import_grants", str(path))
    assert error.value.returncode == 1
    assert not Grant.objects.exists()


def test_dry_run_says_what_it_would_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_grants", str(written(tmp_path, PLAIN + KNOWN)), dry_run=True)
    assert "1" in capsys.readouterr().out
    assert not Grant.objects.exists()


def upload(text: str, name: str = "neu.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, text.encode())}


URL = "admin:programs_grant_upload"


def test_officer_sees_the_cases_before_they_are_entered(line: BudgetLine) -> None:
    officer = signed_in(person(Role.OFFICER))
    page = officer.post(reverse(URL), upload(DRAFT + row(line)))
    text = page.content.decode()
    assert "Gemeinsames Standesamt" in text
    assert "50.000,00" in text
    assert not Grant.objects.exists()
    sent = {"_confirmed": "1", "name": "neu.csv", "content": page.context["content"]}
    assert officer.post(reverse(URL), sent).status_code == 302
    assert Grant.objects.get().state == GrantState.DRAFT
    again = officer.post(reverse(URL), upload(DRAFT + row(line)))
    assert "bringt nichts Neues" in again.content.decode()


def test_preview_says_which_amount_is_unknown() -> None:
    officer = signed_in(person(Role.OFFICER))
    page = officer.post(reverse(URL), upload(PLAIN + KNOWN))
    assert [case.amount_eur for case in page.context["new"]] == [None]
    assert "unbekannt" in page.content.decode()


def test_preview_warns_of_double_funding(line: BudgetLine) -> None:
    other = GrantFactory.create(
        title="Standesamt online", program=program("ozg-modellkommunen"), tranches={}
    )
    officer = signed_in(person(Role.OFFICER))
    page = officer.post(reverse(URL), upload(DRAFT + row(line)))
    ((case, (overlap,)),) = page.context["warned"]
    assert (case.file_reference, overlap.case) == ("IV 3 - 1", other)
    assert "Mögliche Doppelförderung" in page.content.decode()
    harmless = row(line, vorhaben="Gemeinsames Archiv")
    assert officer.post(reverse(URL), upload(DRAFT + harmless)).context["warned"] == []


def test_refused_file_comes_back_with_its_cells_marked(line: BudgetLine) -> None:
    officer = signed_in(person(Role.OFFICER))
    page = officer.post(reverse(URL), upload(DRAFT + row(line, betrag="1.234")))
    assert "Spalte" in page.content.decode()
    sent = {"_marked": "1", "name": "neu.csv", "content": page.context["content"]}
    answer = officer.post(reverse(URL), sent)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    header, cells = book.get_sheet_by_index(0).to_python()
    assert (header[9], cells[6]) == ("Fehler", "1.234")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "FFD9D9" in archive.read("xl/styles.xml").decode()
        comments = archive.read("xl/comments1.xml").decode()
    assert 'ref="G2"' in comments
    assert str(cells[9]) in comments


def test_workbook_is_read_like_text(tmp_path: Path, line: BudgetLine) -> None:
    path = tmp_path / "neu.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for number, text in enumerate((DRAFT + row(line)).splitlines()):
        sheet.write_row(number, 0, text.split(";"))
    book.close()
    assert import_grants(path, by=None).written == 1


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    (said,) = refused(written(tmp_path, PLAIN + KNOWN * 20_001))
    assert "Zeile 20002" in said


def test_formula_of_a_workbook_is_refused(tmp_path: Path, line: BudgetLine) -> None:
    path = tmp_path / "neu.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for number, text in enumerate((DRAFT + row(line, betrag="=20000+30000")).splitlines()):
        sheet.write_row(number, 0, text.split(";"))
    book.close()
    said = refused(path)
    assert any("Zeile 2, Spalte „betrag“" in text and "Formel" in text for text in said), said


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COORDINATOR, Role.APPROVER])
def test_only_officers_upload(role: Role) -> None:
    client = signed_in(person(role))
    assert client.get(reverse(URL)).status_code == 403
    assert client.post(reverse(URL), upload(PLAIN + KNOWN)).status_code == 403
    assert not Grant.objects.exists()


def test_strangers_are_sent_away(line: BudgetLine) -> None:
    client = signed_in(person(Role.MUNICIPALITY_EDITOR, of="06535011"))
    assert client.get(reverse(URL)).status_code in (302, 403)


@pytest.mark.parametrize("content", ["", "###", "QUJD" * 400_000])
def test_forged_content_is_a_bad_request(content: str) -> None:
    officer = signed_in(person(Role.OFFICER))
    sent = {"_confirmed": "1", "name": "x", "content": content}
    assert officer.post(reverse(URL), sent).status_code == 400


SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "facts" / "grants_published.csv"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the table of facts is not beside the project")
def test_thirty_published_grants_load(tmp_path: Path) -> None:
    report = import_grants(SAMPLE, by=None)
    assert (report.read, report.written) == (30, 30)
    assert import_grants(SAMPLE, by=None).written == 0
