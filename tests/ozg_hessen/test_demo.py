"""The demo data: the published figures come out, every rule holds, and it is the same each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import RoleAssignment, User
from accounts.roles import ADMIN_SITE
from accounts.sign_in.demo import DEMO_PASSWORD, LOGINS, demo_logins
from core import rollups
from core.as_of import AsOf
from core.models import DataSet
from core.reporting import REGISTRY
from demo.load import load_demo
from programs.choices import GrantState, LetterFormat, LetterKind, NotificationKind
from programs.models import BudgetBooking, BudgetLine, Grant, Letter, LetterFile, Program
from programs.queries.budget.commitments import bound_on, lines_to_take_over
from programs.queries.budget.figures import Budget, budget
from programs.queries.cooperation import decided_in
from programs.queries.effect.grants import effects
from reports.choices import Rhythm
from reports.making import may_run
from reports.models import ReportSchedule
from services.models import RolloutEvent
from tests import databases
from tests.core.facts import NOW, TODAY
from tests.factories.accounts import UserFactory
from tests.factories.books import lost, overspent
from tests.ozg_hessen.lists import FEW, SIDES, addresses, changelists, shown, tables
from tests.ozg_hessen.pages import admin_pages, portal_pages

BANNER = "Demonstrationsdaten:</strong>"
PAPERS = {
    "admin:programs_grant_print",
    "admin:programs_call_print",
    "admin:programs_reclaim_interest",
}
SHARE = 0.1  # of the services, so that the tests stay quick
TABLES = {
    "grants": """
        SELECT file_reference, title, state, lead_id, received_on, period_end, embargo_until,
            closed_on, applied_eur FROM programs_grant WHERE origin = 'demo'""",
    "shares": """
        SELECT g.file_reference, p.municipality_id, p.share_eur
        FROM programs_participation p JOIN programs_grant g ON g.id = p.grant_id""",
    "ledger": """
        SELECT e.kind, e.amount_eur, e.booked_on, e.municipality_id, e.document, l.fiscal_year,
            l.foerderprodukt
        FROM programs_ledgerentry e JOIN programs_budgetline l ON l.id = e.line_id""",
    "processes": 'SELECT process_id, state, "on", reason FROM services_processevent',
    "roll-outs": """
        SELECT municipality_id, service_id, process_id, registered, configured, listed, live,
            paused, maturity_level, maturity_criteria, valid_from, valid_to
        FROM services_rolloutevent""",
    "letters": """
        SELECT g.file_reference, t.number, t.kind, t.recipient_id, t.contents::text, t.sent_on
        FROM programs_letter t JOIN programs_grant g ON g.id = t.grant_id""",
    "support": "SELECT municipality_id, received_on, description FROM programs_inkindsupport",
}


@pytest.fixture(scope="module")
def demo(django_db_setup: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database with published facts and demo data, for all tests of this file."""
    name = f"{django_db_setup}_demo"
    with django_db_blocker.unblock():
        databases.clone(name)
        call_command("load_published", verbosity=0)
        assert load_demo(share=SHARE)
        for rollup in rollups.REGISTRY.values():
            rollups.rebuild(rollup, at=TODAY, now=NOW)
        yield
        databases.drop(name, then=django_db_setup)


def select(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def contents() -> dict[str, str]:
    """A fingerprint of what the demo data says, without keys that the database gives."""
    return {
        name: hashlib.sha256(repr(sorted(map(repr, select(sql)))).encode()).hexdigest()
        for name, sql in TABLES.items()
    }


@pytest.fixture(autouse=True)
def with_demo_data(demo: None) -> None:
    pass


def one(program: str, year: int, at: date | None = None) -> Budget:
    found = budget(program=program, year=year, at=AsOf.today() if at is None else AsOf(at))
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("year", "until", "cases", "more_than", "less_than"),
    [
        (2018, date(2018, 12, 31), 45, 3_000_000, 3_100_000),
        (2019, date(2019, 12, 31), 43, 2_600_000, 2_700_000),
        (2020, date(2020, 6, 30), 25, 1_350_000, 1_400_000),
    ],
)
def test_published_figures_of_cooperations_come_out_of_the_ledger(
    year: int, until: date, cases: int, more_than: int, less_than: int
) -> None:
    """What was approved in the year, wherever the change of years took the unpaid part later."""
    (figures,) = decided_in(
        Program.objects.get(code="ikz"), [(date(year, 1, 1), until)], at=AsOf.today()
    )
    assert (figures.cooperations, one("ikz", year, until).grants) == (cases, cases)
    assert more_than < figures.approved_eur < less_than


def test_factories_advice_and_models_make_almost_17_million() -> None:
    programs = ("digitalisierungsfabriken", "digitalisierungsberatung", "ozg-modellkommunen")
    total = sum(
        b.appropriated_eur for code in programs for b in budget(program=code, at=AsOf.today())
    )
    assert 16_500_000 < total < 17_000_000


def test_model_municipalities_are_fifteen_within_their_budget() -> None:
    lines = budget(program="ozg-modellkommunen", at=AsOf.today())
    assert sum(line.grants for line in lines) == 15
    assert sum(line.available_eur for line in lines) == 1_500_000
    assert sum(line.committed_eur for line in lines) <= 1_500_000
    withdrawn = Grant.objects.get(program__code="ozg-modellkommunen", state=GrantState.WITHDRAWN)
    assert withdrawn.withdrawn_successor is not None
    assert (withdrawn.lead_id, withdrawn.withdrawn_successor.lead_id) == ("06631009", "06438009")


def test_efa_costs_stay_under_their_ceilings_and_end_with_the_promise() -> None:
    lines = budget(program="efa-betriebskosten", at=AsOf.today())
    assert [line.fiscal_year for line in lines] == [2024, 2023]
    for line in lines:
        assert line.available_eur == Decimal("3900000.00")
        assert 3_000_000 < line.operating_cost_eur <= line.available_eur
    later = BudgetLine.objects.filter(program__code="efa-betriebskosten", fiscal_year__gte=2025)
    assert list(later.values_list("funding_status", flat=True)) == ["open", "open"]


def test_this_year_has_room_for_another_cooperation() -> None:
    assert one("ikz", 2026).free_eur > 100_000
    assert one("ikz", 2026).blocked_eur == 150_000


def test_no_line_was_ever_overdrawn() -> None:
    """Not only today: at the end of each day no more was bound than the line had then."""
    assert (
        select(
            """
            SELECT line_id, booked_on FROM (
                SELECT line_id, booked_on, sum(sum(CASE
                    WHEN kind IN ('commitment', 'operating_cost') THEN -amount_eur
                    WHEN kind IN ('drawdown', 'payment', 'claim', 'repayment',
                        'interest_claim', 'interest') THEN 0
                    ELSE amount_eur END)) OVER (PARTITION BY line_id ORDER BY booked_on) AS free
                FROM programs_ledgerentry GROUP BY line_id, booked_on
            ) days WHERE free < 0
            """
        )
        == []
    )


def test_every_partner_existed_when_the_case_was_decided() -> None:
    assert (
        select(
            """
            SELECT d.decided_on, m.ags FROM programs_decision d
            JOIN programs_decisionshare s ON s.decision_id = d.id
            JOIN municipalities_municipality m ON m.ags = s.municipality_id
            WHERE d.decided_on NOT BETWEEN COALESCE(m.valid_from, '-infinity')
                AND COALESCE(m.valid_to, 'infinity')
            """
        )
        == []
    )
    hanau = Grant.objects.filter(lead__in=["06435014", "06415000"], program__code="ikz")
    assert set(hanau.values_list("lead", flat=True)) == {"06435014", "06415000"}


def test_commitment_of_last_year_was_taken_over_and_paid_and_another_is_due() -> None:
    paid = Grant.objects.get(file_reference="DEMO-IKZ-2025-001")
    sums = select(
        """
        SELECT l.fiscal_year, l.due_year, b.committed_eur > 0, b.committed_eur = b.paid_eur
        FROM programs_grantbalance b JOIN programs_budgetline l ON l.id = b.line_id
        WHERE b.grant_id = %s ORDER BY l.fiscal_year, l.due_year NULLS FIRST
        """,
        paid.pk,
    )
    assert sums == [(2025, None, True, True), (2025, 2026, False, True), (2026, None, True, True)]
    authorisation = BudgetLine.objects.get(due_year=2026)
    due = bound_on(authorisation).values_list("grant__file_reference", flat=True)
    assert list(due) == ["DEMO-IKZ-2025-002"]
    assert select("SELECT 1 FROM programs_tranche t WHERE t.grant_id = %s", paid.pk) == [(1,), (1,)]


def test_nothing_bound_was_left_behind_on_a_past_year() -> None:
    """Each January everything bound and unpaid went to the new year; payments kept their year."""
    left = lines_to_take_over(date(2026, 11, 20))
    assert list(left.values_list("due_year", flat=True)) == [2026]
    assert BudgetBooking.objects.filter(cases__isnull=False).distinct().count() > 8
    assert not BudgetBooking.objects.filter(confirmed_at__isnull=True).exists()


def test_books_hold_and_every_booking_has_its_document() -> None:
    assert (lost(), overspent()) == ([], [])


def test_every_state_a_page_has_to_show_is_there() -> None:
    passing = {GrantState.FINAL, GrantState.COMPLETED}
    states = set(Grant.objects.values_list("state", flat=True))
    assert states | passing == set(GrantState.values)


def test_letters_of_every_kind_are_there_in_both_formats_and_few() -> None:
    kinds = list(Letter.objects.values_list("kind", flat=True))
    assert set(kinds) == set(LetterKind.values)
    assert len(kinds) < 20  # each costs time when the demo is loaded
    assert LetterFile.objects.count() == len(kinds) * len(LetterFormat)


def test_some_letters_wait_to_be_printed_and_others_went_out_in_each_way() -> None:
    waiting = set(Letter.objects.unsent().values_list("kind", flat=True))
    assert waiting >= {LetterKind.DECISION, LetterKind.MISSING_PAPERS, LetterKind.REMINDER}
    sent: Any = Letter.objects.sent().with_sending()
    assert {letter.told_as for letter in sent} == set(NotificationKind.values)


def test_people_of_a_municipality_find_letters_of_their_own() -> None:
    user = User.objects.get(username="kommune.lauterbach")
    read = set(Letter.objects.visible_to(user).values_list("kind", flat=True))
    assert read >= {LetterKind.PAYMENT, LetterKind.FINAL}


def test_decisions_were_approved_by_a_second_person() -> None:
    signed = select(
        "SELECT count(*), count(*) FILTER (WHERE approved_by_id <> prepared_by_id) "
        "FROM programs_decision WHERE approved_at IS NOT NULL"
    )
    assert signed[0][0] == signed[0][1] > 400


def test_people_get_reports_regularly_that_they_may_run() -> None:
    kept = list(ReportSchedule.objects.select_related("owner"))
    assert {schedule.rhythm for schedule in kept} == set(Rhythm)
    assert all(may_run(REGISTRY[schedule.report], schedule.owner) for schedule in kept)


def test_everything_is_marked_as_demo() -> None:
    assert DataSet.objects.get(name="demo").is_demo
    assert set(Grant.objects.values_list("origin", flat=True)) == {"demo", "published"}
    assert set(BudgetLine.objects.values_list("is_demo", flat=True)) == {True}
    assert set(User.objects.values_list("is_demo", flat=True)) == {True}
    assert set(RolloutEvent.objects.values_list("source", flat=True)) == {"demo"}


def test_the_roll_ups_agree_with_their_check() -> None:
    assert rollups.check(rollups.REGISTRY["budget"], now=NOW) == []
    assert rollups.check(rollups.REGISTRY["progress"], now=NOW) == []


def test_loading_again_does_nothing() -> None:
    before = contents()
    assert not load_demo(share=SHARE)
    assert not load_demo()
    assert contents() == before


def test_the_same_seed_gives_the_same_data(demo: None, django_db_setup: str) -> None:
    first = contents()
    with_demo = connection.settings_dict["NAME"]
    databases.clone(f"{django_db_setup}_demo_again")
    try:
        call_command("load_published", verbosity=0)
        load_demo(share=SHARE)
        assert contents() == first
    finally:
        databases.drop(f"{django_db_setup}_demo_again", then=with_demo)


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.username)
def test_demo_accounts_have_a_role_and_the_password_shown(login: Any) -> None:
    user = User.objects.get(username=login.username)
    assert user.check_password(DEMO_PASSWORD)
    assert user.get_all_permissions()


def test_demo_accounts_are_those_shown(settings: Settings) -> None:
    shown = {login.username for login in demo_logins()}
    assert shown == set(User.objects.values_list("username", flat=True))
    assert RoleAssignment.objects.active().values("user").distinct().count() == len(shown)
    settings.DEMO_LOGINS = False
    assert demo_logins() == []


def test_the_sign_in_page_shows_accounts_and_banner(client: Client) -> None:
    page = client.get(reverse("account_login"))
    assert page.context["demo_data"]
    assert "kommune.lauterbach.lesen" in page.content.decode()


@pytest.fixture
def ministry(client: Client) -> Iterator[Client]:
    """The browser of somebody with every role of the administration; forgotten afterwards."""
    with transaction.atomic():
        client.force_login(UserFactory.create(roles=sorted(ADMIN_SITE)))
        yield client
        transaction.set_rollback(True)


def test_every_page_says_that_the_data_is_invented(ministry: Client) -> None:
    keys = {"ags": "06535011", "code": "ikz", "pk": Grant.objects.latest("pk").pk}
    unmarked, marked = [], set()
    for address in (*admin_pages(), *portal_pages(keys)):
        answer = ministry.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            if BANNER in " ".join(answer.content.decode().split()):
                marked.add(resolve(address).view_name)
            else:
                unmarked.append(address)
    assert unmarked == []
    assert marked >= PAPERS
    assert len(marked) > 100


def test_every_list_costs_the_same_for_one_row_and_for_three(ministry: Client) -> None:
    """Lists of the administration, tables and reports; a new one has rows here, or says why not."""
    first = shown(ministry, addresses(), rows=3)
    lists = {*tables(), *changelists()} - SIDES
    assert {name for name in lists if first.rows.get(name, 0) < 3} <= FEW
    one = shown(ministry, first.with_rows, rows=1).queries
    differing = [address for address in one if one[address] != first.queries[address]]
    three = shown(ministry, differing, rows=3).queries  # those that were new to the process
    assert three == {address: one[address] for address in differing}
    assert max(one.values()) < 50


def test_files_say_that_the_data_is_invented(ministry: Client) -> None:
    file = ministry.get(reverse("reports:download", args=["fortschritt", "csv"]))
    assert "Demonstrationsdaten;" in file.getvalue().decode()


def test_a_municipality_sees_its_cases_after_notification_and_embargo() -> None:
    user = User.objects.get(username="kommune.lauterbach")
    own = Grant.objects.filter(participations__municipality="06535011")
    seen = Grant.objects.visible_to(user, on=date(2026, 11, 22))
    hidden = own.exclude(pk__in=seen.values("pk"))
    assert set(seen.values_list("participations__municipality", flat=True)) >= {"06535011"}
    assert not seen.exclude(pk__in=own.values("pk")).exists()
    assert date(2026, 12, 18) in hidden.values_list("embargo_until", flat=True)
    assert len(seen) >= 9


def test_pages_about_progress_have_something_to_show() -> None:
    with connection.cursor() as cursor:
        for table in ("steeringdecision", "workitem", "advicemodule", "advicegiven"):
            cursor.execute(f"SELECT count(*) FROM services_{table}")  # noqa: S608 - names above
            assert cursor.fetchone()[0] > 0
    reached = effects(Grant.objects.filter(origin="demo"), day=TODAY)
    assert any(effect.cost_per_live_eur is not None for effect in reached)
    assert all(effect.went_live < effect.pairs for effect in reached)
