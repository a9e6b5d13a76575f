"""How a case begins: typed into its form by keyboard alone, or won at a call."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page, expect

from programs.choices import FinancingType
from programs.models import BudgetLine, CallApplication, Grant
from tests.browser.cases.case_file import Person, choose
from tests.factories.programs import PARTNERS

MOST_TABS = 300
LAUTERBACH, ALSFELD, GREBENAU, SCHLITZ = PARTNERS
COOPERATION = {
    "cooperation_start": "01.01.2027",
    "cooperation_until": "01.01.2032",
    "baseline_eur": "400.000,00",
    "planned_eur": "300.000,00",
}
TYPED = {ALSFELD: "alsf", GREBENAU: "greb", SCHLITZ: "schlitz"}


def enter_by_keyboard(person: Person, line: BudgetLine, amount: str, day: str) -> Grant:
    """The case of four partners, resolved on `day`; its form filled and saved without a mouse."""
    page = person.page
    page.goto(f"{person.visitor.address}/admin/programs/grant/add/?program={line.program_id}")
    write(page, "#id_file_reference", "IV 3 - 3 v 03.02")
    write(page, "#id_title", "Gemeinsames Standesamt")
    pick(page, "#id_lead", "lauter", LAUTERBACH)
    write(page, "#id_participations-0-resolution_on", day)
    for row, (ags, text) in enumerate(TYPED.items(), 1):
        pick(page, f"#id_participations-{row}-municipality", text, ags)
        expect(page.locator(f"#id_participations-{row}-share_eur")).to_have_value("25.000,00")
        write(page, f"#id_participations-{row}-resolution_on", day)
    reach(page, "#id_tranches-0-line")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#id_tranches-0-line")).to_have_value(str(line.pk))
    write(page, "#id_tranches-0-amount_eur", amount)
    for name, text in COOPERATION.items():
        write(page, f"#id_{name}", text)
    reach(page, "[name=_save]")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    return Grant.objects.get()


def enter_what_is_demanded(page: Page) -> None:
    """Fill in what the directive for cooperations demands of the open form of four partners."""
    for row in range(len(PARTNERS)):
        page.fill(f"#id_participations-{row}-resolution_on", "10.02.2026")
    for name, text in COOPERATION.items():
        page.fill(f"#id_{name}", text)


def win_at_call(people: Mapping[str, Person], line: BudgetLine, amount: str, day: str) -> Grant:
    """The case of the better of two applications: call, scores, selection, case, its money."""
    officer, approver = people["officer"], people["approver"]
    page = officer.page
    page.goto(f"{officer.visitor.address}/admin/programs/call/add/")
    page.select_option("#id_program", str(line.program_id))
    page.fill("#id_name", "Modellkommunen 2020")
    page.fill("#id_deadline_on", day)
    page.fill("#id_places", "1")
    page.locator("#criteria-group .add-row a").click()
    page.fill("#id_criteria-0-name", "Reife")
    for row, (text, ags) in enumerate((("lauter", LAUTERBACH), ("alsf", ALSFELD))):
        page.locator("#applications-group .add-row a").click()
        choose(page, f"#id_applications-{row}-lead", text, ags)
        page.fill(f"#id_applications-{row}-received_on", day)
    save(page)
    for ags, points in ((LAUTERBACH, "90"), (ALSFELD, "60")):
        _score(officer, CallApplication.objects.get(lead=ags), points)
    best = CallApplication.objects.get(lead=LAUTERBACH)
    officer.open(best)
    officer.press("select", on=day, reason="Rang 1 der Jury")
    approver.open(best)
    approver.press("approve")
    officer.open(best)
    officer.press("open-case", file_reference="OZG-M 1", title="Digitales Rathaus")
    grant = Grant.objects.get()
    officer.open(grant)
    page.fill("#id_participations-0-share_eur", amount)
    page.select_option("#id_tranches-0-line", str(line.pk))
    page.fill("#id_tranches-0-amount_eur", amount)
    page.locator("details:has(#id_financing_type) > summary").click()
    page.select_option("#id_financing_type", FinancingType.FIXED.value)
    save(page)
    return grant


def _score(officer: Person, application: CallApplication, points: str) -> None:
    officer.open(application)
    page = officer.page
    page.select_option("#id_scores-0-criterion", index=1)
    page.fill("#id_scores-0-juror", "Hessischer Städtetag")
    page.fill("#id_scores-0-points", points)
    save(page)


def save(page: Page) -> None:
    """Save the open form; it must succeed."""
    page.locator(".submit-row [name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def reach(page: Page, selector: str) -> None:
    """Go on by the tabulator until the element has the focus."""
    for _press in range(MOST_TABS):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no tabulator leads to {selector}")


def write(page: Page, selector: str, text: str) -> None:
    """Reach a field and type over what stands in it."""
    reach(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def pick(page: Page, select: str, text: str, ags: str) -> None:
    """Reach a search box, type what an officer types and take the body with the arrows."""
    reach(page, f"{select} + .select2-container .select2-selection")
    page.keyboard.press("Enter")
    page.keyboard.type(text)
    expect(page.locator(".select2-results__option", has_text=ags)).to_be_visible()
    marked = page.locator(".select2-results__option--highlighted")
    while ags not in marked.inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(select)).to_have_value(ags)
