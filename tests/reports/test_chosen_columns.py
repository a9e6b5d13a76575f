"""The choice of columns: in the address, so that links, files, views and schedules keep it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.choices import Role
from accounts.models import User
from core.as_of import AsOf
from core.errors import RuleError
from core.exports import FORMATS
from core.exports.pdf import texts_of
from core.reporting import REGISTRY
from portal.explain.figures import FIGURES
from reports.making import check_filter, edition, form_of
from reports.models import FrozenReport, MadeFile, ReportRun, ReportSchedule
from reports.runs import ask_for_run, work_off
from tests.factories.accounts import NOW, UserFactory
from tests.forms import opened
from tests.portal.cases import decided, refreshed
from tests.programs.desk import ikz_line, person, signed_in
from tests.reports.files import READERS

pytestmark = pytest.mark.django_db

REPORT = "/berichte/mittel/"
CHOICE = "spalte=committed_rate&spalte=paid_eur"
SHOWN = ["program_name", "fiscal_year", "paid_eur", "committed_rate"]
HEADINGS = ["Förderprogramm", "Haushaltsjahr", "Ausgezahlt", "Bindungsquote"]
NAMED = "Spalten: Ausgezahlt, Bindungsquote"


@pytest.fixture
def officer(db: None) -> User:
    decided(ikz_line("500000.00"))
    refreshed()
    return person(Role.OFFICER)


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


def content(client: Client, address: str) -> bytes:
    answer: Any = client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer)


def parsed(text: str) -> Any:
    return html.fromstring(text)


def keys_on(client: Client, query: str, report: str = REPORT) -> list[str]:
    table = client.get(f"{report}?{query}").context["table"]
    return [column.name for column in table.columns]


def test_page_shows_what_is_chosen_in_the_order_of_the_report(client: Client) -> None:
    assert keys_on(client, CHOICE) == SHOWN
    assert keys_on(client, "spalte=paid_eur&spalte=committed_rate&spalte=paid_eur") == SHOWN
    whole = [column.key for column in REGISTRY["mittel"].columns({})]
    assert keys_on(client, "") == keys_on(client, "spalte=") == whole
    assert keys_on(client, "spalte=fiscal_year") == SHOWN[:2]
    assert keys_on(client, CHOICE + "&jahr=2026&stand=2026-11-22") == SHOWN


def test_first_column_stays_where_none_is_marked(client: Client) -> None:
    assert keys_on(client, "spalte=paid_eur", "/berichte/regionen/") == ["name", "paid_eur"]


def test_columns_that_name_a_row_together_stay_together(client: Client) -> None:
    shown = keys_on(client, "spalte=paid_eur&seit=2026-01-01", "/berichte/aenderungen/")
    assert shown == ["kind", "name", "paid_eur"]
    assert keys_on(client, "spalte=cases", "/berichte/bearbeitungszeiten/")[:2] == [
        "program",
        "stage",
    ]


@pytest.mark.parametrize(("role", "sees"), [(Role.OFFICER, True), (Role.COORDINATOR, False)])
def test_column_that_a_person_may_not_see_is_neither_offered_nor_taken(
    role: Role, sees: bool
) -> None:
    report, user = REGISTRY["aenderungen"], UserFactory.create(roles=[role])
    for query, column in (("", "withdrawn"), ("spalte=paid_eur", "paid_eur")):
        form = form_of(report, user, QueryDict(query))
        assert form.is_valid()
        made = edition(report, user, form, at=AsOf.today(), now=NOW)
        keys = [shown.key for shown in made.columns]
        assert (column in keys) is (sees or column != "withdrawn")
        assert ("withdrawn" in [left.key for left in made.left_out]) is (sees and query != "")
    offered = {key for key, _label in form.fields["spalte"].widget.choices}
    assert ("withdrawn" in offered) is sees
    assert form_of(report, user, QueryDict("spalte=withdrawn")).is_valid() is sees
    assert check_filter(report, {"spalte": ["withdrawn"]}).is_valid()  # for nobody: all of them


def test_share_keeps_its_total_when_its_sums_are_left_out(officer: User) -> None:
    """The ratio of two columns that nobody sees."""
    report = REGISTRY["mittel"]
    totals = []
    for query in ("", CHOICE):
        form = form_of(report, officer, QueryDict(query))
        assert form.is_valid()
        made = edition(report, officer, form, at=AsOf.today(), now=NOW)
        list(made)
        totals.append({column.key: made.total(column) for column in made.columns})
    whole, chosen = totals
    assert whole["committed_rate"]
    assert chosen == {key: whole[key] for key in SHOWN}


@pytest.mark.parametrize("fmt", READERS)
def test_files_have_the_columns_of_the_page_and_name_them(client: Client, fmt: str) -> None:
    assert READERS[fmt](content(client, f"{REPORT}{fmt}/?{CHOICE}"))[0] == HEADINGS
    made = MadeFile.objects.get()
    assert ["Spalten", "Ausgezahlt, Bindungsquote"] in made.filters
    assert "ausgezahlt-bindungsquote" in made.name
    if fmt == "csv":
        assert NAMED in content(client, f"{REPORT}csv/?{CHOICE}").decode()


def test_files_for_machines_and_paper_have_them_too(client: Client, officer: User) -> None:
    told = json.loads(content(client, f"{REPORT}json/?{CHOICE}"))
    assert [column["key"] for column in told["columns"]] == SHOWN
    assert {*told["rows"][0]} == {*SHOWN}
    assert {*told["totals"]} == {"paid_eur", "committed_rate"}
    assert told["notes"]["Filter"] == NAMED
    machine = content(client, f"{REPORT}opencsv/?{CHOICE}").decode()
    assert machine.splitlines()[0] == ",".join(SHOWN)
    form = form_of(REGISTRY["mittel"], officer, QueryDict(CHOICE))
    assert form.is_valid()
    made = edition(REGISTRY["mittel"], officer, form, at=AsOf.today(), now=NOW)
    paper = json.loads(texts_of(made))
    assert [column["label"] for column in paper["columns"]] == HEADINGS
    assert ["Filter", NAMED] in paper["notes"]


def test_wrong_name_is_refused_in_words(client: Client) -> None:
    for query in ("spalte=preis", f"{CHOICE}&spalte=preis", "spalte=Paid_Eur"):
        answer = client.get(f"{REPORT}?{query}")
        assert "table" not in answer.context
        name = query.rpartition("=")[2]
        text = answer.content.decode()
        assert f"hat der Bericht keine Spalte „{name}“" in text
        details = parsed(text).xpath("//details[contains(@class, 'filter__folded')]")
        assert "open" in details[0].attrib
        assert client.get(f"{REPORT}csv/?{query}").headers["Location"] == f"{REPORT}?{query}"
    assert not MadeFile.objects.exists()


def test_column_of_another_breakdown_is_refused_and_its_own_are_offered(client: Client) -> None:
    report = "/berichte/kooperationen/"
    assert keys_on(client, "gliederung=year&spalte=all_bodies", report) == [
        "program",
        "year",
        "all_bodies",
    ]
    answer = client.get(f"{report}?gliederung=subject_area&spalte=all_bodies")
    assert "keine Spalte „all_bodies“" in answer.content.decode()
    offered = parsed(answer.content.decode()).xpath("//input[@name='spalte']/@value")
    assert "all_bodies" not in offered
    assert "bodies" in offered


def test_columns_are_offered_in_the_one_form_closed_with_how_many_are_chosen(
    client: Client,
) -> None:
    page = parsed(client.get(f"{REPORT}?{CHOICE}").content.decode())
    (details,) = page.xpath("//form[@id='day-and-filter']//details")
    assert "open" not in details.attrib
    (summary,) = details.xpath("summary")
    assert summary.text_content().split() == ["Spalten", "2", "gewählt"]
    assert details.xpath(".//fieldset/legend")[0].text_content().strip() == "Spalten"
    ticked = details.xpath(".//input[@type='checkbox'][@checked]/@value")
    assert ticked == ["paid_eur", "committed_rate"]
    offered = details.xpath(".//input[@type='checkbox']/@value")
    whole = [column.key for column in REGISTRY["mittel"].columns({})]
    assert offered == whole[2:]  # program and year name the row
    for box in details.xpath(".//input"):
        assert page.xpath(f"//label[@for='{box.get('id')}']")


def test_nothing_is_ticked_before_a_choice_and_a_wrong_filter_keeps_it(client: Client) -> None:
    bare = parsed(client.get(REPORT).content.decode())
    assert bare.xpath("//input[@name='spalte']")
    assert not bare.xpath("//input[@name='spalte'][@checked]")
    assert bare.xpath("//form//details/summary")[0].text_content().split() == ["Spalten", "alle"]
    wrong = parsed(client.get(f"{REPORT}?{CHOICE}&jahr=26").content.decode())
    assert len(wrong.xpath("//input[@name='spalte'][@checked]")) == 2


def test_links_of_the_page_keep_the_choice(client: Client) -> None:
    answer = client.get(f"{REPORT}?{CHOICE}")
    page = parsed(answer.content.decode())
    files = page.xpath(f"//a[starts-with(@href, '{REPORT}')]/@href")
    assert len([link for link in files if link.endswith(f"/?{CHOICE}")]) == len(FORMATS)
    assert page.xpath(f"//form[@action='{REPORT}plan/?{CHOICE}']")
    assert f"adresse={quote(f'{REPORT}?{CHOICE}', safe='')}" in answer.content.decode()


def test_page_of_a_past_day_keeps_the_choice(client: Client) -> None:
    before = f"http://testserver{REPORT}?stand=2026-06-30"
    sent_on = client.get(f"{REPORT}?{CHOICE}", headers={"referer": before})
    assert sent_on.headers["Location"] == f"{REPORT}?{CHOICE}&stand=2026-06-30"


def test_saved_view_opens_with_the_choice(client: Client) -> None:
    address = f"{REPORT}?{CHOICE}"
    offer = f"/konto/ansichten/?adresse={quote(address, safe='')}"
    saved = opened(client, offer).send(name="Auszahlungen")
    assert saved["Location"] == address
    assert keys_on(client, saved["Location"].partition("?")[2]) == SHOWN


def test_run_and_schedule_make_their_file_with_the_choice(client: Client, officer: User) -> None:
    run = ask_for_run("mittel", "csv", CHOICE, by=officer, at=NOW)
    assert ask_for_run("mittel", "csv", "", by=officer, at=NOW) != run
    assert work_off(run.pk) == "done"
    file = content(client, f"/berichte/meine/{run.pk}/datei/")
    assert READERS["csv"](file)[0] == HEADINGS
    client.post(f"{REPORT}plan/?{CHOICE}", {"rhythm": "monthly", "format": "csv"})
    assert ReportSchedule.objects.get().query == CHOICE
    assert "Spalten: 2 gewählt" in client.get("/berichte/meine/").content.decode()
    client.post(f"{REPORT}plan/?spalte=preis", {"rhythm": "weekly", "format": "csv"})
    assert ReportSchedule.objects.count() == 1


def test_run_whose_column_is_gone_fails_in_words(officer: User) -> None:
    run = ask_for_run("mittel", "csv", "spalte=preis", by=officer, at=NOW)
    assert work_off(run.pk) == "failed"
    assert ReportRun.objects.get().error == "Der Filter passt nicht mehr zu diesem Bericht."


def test_annex_keeps_the_columns_it_was_given_with(db: None) -> None:
    decided(ikz_line("500000.00"))
    refreshed()
    client = signed_in(person(Role.COORDINATOR))
    query = "anlage=bewilligungen&spalte=program&spalte=first_eur"
    client.post(f"/berichte/landtagsanlage/drucksache/?{query}", {"number": "21/4711"})
    frozen = FrozenReport.objects.get()
    assert [column["key"] for column in frozen.columns] == ["number", "program", "first_eur"]
    page = client.get(f"/berichte/drucksachen/{frozen.pk}/")
    assert page.context["is_same"]
    assert [column.name for column in page.context["table"].columns] == [
        "number",
        "program",
        "first_eur",
    ]


def test_figure_adds_up_whatever_columns_are_shown(client: Client) -> None:
    """Also where the column that makes the figure is left out."""
    for code, figure in sorted(FIGURES.items()):
        key = figure.report.columns(_cleaned(figure.report))[-1].key
        page = client.get(f"/zahl/{code}/?spalte={key}").context
        whole = client.get(f"/zahl/{code}/").context
        assert (page["value"], page["agrees"]) == (whole["value"], True), code
        assert len(page["table"].columns) < len(whole["table"].columns), code


def _cleaned(report: Any) -> Any:
    return check_filter(report, {}).cleaned_data


def test_command_takes_several_columns_and_refuses_others(officer: User, tmp_path: Any) -> None:
    target = tmp_path / "mittel.csv"
    chosen = ["spalte=committed_rate", "spalte=paid_eur"]
    call_command("export_report", "mittel", filter=chosen, output=str(target))
    assert READERS["csv"](target.read_bytes())[0] == HEADINGS
    with pytest.raises(CommandError, match="preis"):
        call_command("export_report", "mittel", filter=["spalte=preis"], output=str(target))
    with pytest.raises(RuleError) as refused:
        check_filter(REGISTRY["mittel"], {"spalte": ["preis"]})
    assert refused.value.field == "spalte"


def test_choice_costs_no_query(client: Client) -> None:
    client.get(REPORT)
    costs = []
    for query in ("jahr=", CHOICE, "spalte=paid_eur"):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{REPORT}?{query}")
        costs.append(len(asked))
    assert len(set(costs)) == 1


def test_every_report_offers_what_does_not_name_its_rows(officer: User) -> None:
    """Each report, with what each offers chosen, is valid and shows that alone."""
    for name, report in REGISTRY.items():
        form = form_of(report, officer, {})
        assert form.is_valid(), name
        columns = report.columns(form.cleaned_data)
        offered = [key for key, _label in form.fields["spalte"].widget.choices]
        named = [column.key for column in columns if column.key not in offered]
        assert named == [column.key for column in columns][: len(named)], name
        assert named, name
        assert offered, name
