"""Cases of two programs in a real browser, from their application to the closed file; bills too."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, expect

from core.formats import format_eur
from programs.models import BudgetBalance, CentralPayment, EfaCost, Grant, LedgerEntry, Reclaim
from tests.browser.cases.case_file import Person
from tests.browser.cases.case_starts import enter_by_keyboard, win_at_call
from tests.factories.efa import CEILING, efa_line, efa_service, keys
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, program
from tests.programs.admin.journeys import (
    IKZ,
    MODEL,
    Journey,
    Typed,
    check_closed,
    funded,
    on_day,
    take,
    take_until_checked,
)

pytestmark = pytest.mark.browser


def begun(journey: Journey, people: Mapping[str, Person]) -> Grant:
    """The draft: typed by keyboard, or won at a call."""
    line = funded(journey)
    if journey is IKZ:
        return enter_by_keyboard(people["officer"], line, journey.amount, journey.received)
    return win_at_call(people, line, journey.amount, journey.received)


@pytest.mark.parametrize("journey", [IKZ, MODEL], ids=lambda journey: journey.code)
def test_case_goes_from_its_application_to_the_closed_file(
    browser: Browser, house: str, journey: Journey
) -> None:
    staff = Staff.hire()
    people = {
        "officer": Person.arrive(browser, house, staff.officer),
        "approver": Person.arrive(browser, house, staff.approver),
    }
    with on_day(people, journey.received):
        grant = begun(journey, people)
        take(people, grant, journey.until_ready())
    take_until_checked(people, grant, journey)
    if journey.reclaimed:
        take_back(people, grant, journey)
    take(people, grant, [("officer", "close", {"on": journey.closed})])
    expect(people["officer"].page.locator("#content")).to_contain_text(f"{journey.amount}\u00a0€")
    check_closed(grant, journey)
    assert [barrier for person in people.values() for barrier in person.visitor.barriers] == []


def test_efa_cost_goes_from_the_bill_to_the_notional_shares(browser: Browser, house: str) -> None:
    staff = Staff.hire()
    line, process = efa_line(), efa_service()
    keys()
    officer = Person.arrive(browser, house, staff.officer)
    approver = Person.arrive(browser, house, staff.approver)
    bill: dict[str, Typed] = {
        "process": str(process.pk),
        "year": "2024",
        "category": "d",
        "key_kind": "inhabitants",
        "bearer": "state",
        "document": "Rechnung 17",
    }
    officer.add("efacost", **bill, amount_eur="3.900.000,01")
    expect(officer.page.locator("#content .errorlist").first).to_contain_text("0,01")
    assert not EfaCost.objects.exists()
    officer.add("efacost", **bill, amount_eur="3.900.000,00")
    cost = EfaCost.objects.get()
    approver.open(cost)
    approver.press("approve", on="31.12.2024")
    shares = cost.shares.values_list("amount_eur", flat=True)
    assert (len(shares), sum(shares)) == (3, CEILING)
    assert BudgetBalance.objects.get(line=line).paid_eur == CEILING
    assert officer.visitor.barriers + approver.visitor.barriers == []


def take_back(people: dict[str, Person], grant: Grant, journey: Journey) -> None:
    """Reclaim what was overpaid, print its interest day by day, record the repayment."""
    opening = {
        "amount_eur": journey.reclaimed,
        "hearing_on": journey.proved,
        "interest_from": journey.paid,
        "due_on": journey.closed,
        "reason": "Weniger Ausgaben als geplant",
    }
    take(people, grant, [("officer", "open_reclaim", opening)])
    reclaim = Reclaim.objects.get(grant=grant)
    people["approver"].open(reclaim)
    people["approver"].press("approve")
    page = people["officer"].page
    page.goto(f"{people['officer'].visitor.address}/admin/programs/reclaim/{reclaim.pk}/zinsen/")
    page.fill("#bis", journey.repaid)
    page.locator("form button[type=submit]").click()
    expect(page.locator("tbody tr")).to_have_count(4)  # base rates change each half-year
    expect(page.locator("[data-print]")).to_be_visible()
    printed = page.locator("main").inner_text()
    people["officer"].open(reclaim)
    people["officer"].press("repay", paid_on=journey.repaid)
    people["officer"].press("claim_interest")
    reclaim.refresh_from_db()
    assert reclaim.interest_eur is not None
    assert format_eur(reclaim.interest_eur) in printed
    assert reclaim.settled_on is None
    people["officer"].press("pay_interest")
    reclaim.refresh_from_db()
    assert reclaim.settled_on is not None


def test_central_payment_goes_from_the_bill_to_the_page_of_the_program(
    browser: Browser, house: str
) -> None:
    staff = Staff.hire()
    officer = Person.arrive(browser, house, staff.officer)
    approver = Person.arrive(browser, house, staff.approver)
    for code in ("civento", "digitalisierungsfabriken", "digitalisierungsberatung"):
        pay_centrally(officer, approver, code)
    assert officer.visitor.barriers + approver.visitor.barriers == []


def pay_centrally(officer: Person, approver: Person, code: str) -> None:
    """Pay a bill of the program from its line, first a cent too much."""
    line = BudgetLineFactory.create(program=program(code), money="500000.00")
    bill: dict[str, Typed] = {
        "line": str(line.pk),
        "payee": "ekom21",
        "purpose": "2. Quartal",
        "document": "Rechnung 7",
    }
    officer.add("centralpayment", **bill, amount_eur="500.000,01")
    expect(officer.page.locator("#content .errorlist").first).to_contain_text("500.000,00")
    assert not CentralPayment.objects.filter(line=line).exists()
    officer.add("centralpayment", **bill, amount_eur="412.345,67")
    payment = CentralPayment.objects.get(line=line)
    approver.open(payment)
    approver.press("approve", on="15.06.2026", booking_reference=f"47{line.pk}")
    officer.page.goto(f"{officer.visitor.address}{line.program.get_absolute_url()}")
    paid = officer.page.locator("section[aria-labelledby=central]")
    expect(paid).to_contain_text("412.345,67\u00a0€")
    assert BudgetBalance.objects.get(line=line).paid_eur == Decimal("412345.67")
    assert not LedgerEntry.objects.filter(line=line, municipality__isnull=False).exists()
