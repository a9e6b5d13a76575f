"""EfA operating costs: the ceiling, the promise, two people, and notional shares to the cent."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Role
from core import rollups
from core.areas import Level
from core.as_of import AsOf
from core.errors import RuleError
from core.formats import NBSP
from core.money import ZERO, sum_eur
from municipalities.models import PopulationFigure
from programs.actions.booking import BudgetExceeded
from programs.actions.efa.costs import (
    approve_cost,
    prepare_cost,
    prepare_reversal,
    share_out,
    share_out_again,
    take_over_inhabitants,
)
from programs.choices import AllocationKeyKind, CostBearer, CostCategory, EntryKind
from programs.models import (
    AllocationKey,
    BudgetBalance,
    BudgetLine,
    EfaCost,
    EfaShare,
    LedgerEntry,
)
from programs.queries.budget.figures import budget
from programs.rollups import BUDGET
from programs.terms.allocation import hessian_part, inhabitants_on, split_notionally
from services.models import OnlineProcess
from tests.factories.accounts import NOW, UserFactory
from tests.factories.efa import CEILING, INHABITANTS, cost, efa_line, efa_service, keys
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, GIESSEN, GREBENAU, LAUTERBACH
from tests.programs.actions.efa.booked import PAID_ON, book, codes
from tests.saying_no import says_no


@pytest.fixture
def staff(db: None) -> Staff:  # not in the test of two connections, which commits
    return Staff.hire()


@pytest.mark.parametrize("year", [2023, 2024])
def test_ceiling_holds_to_the_cent(staff: Staff, year: int) -> None:
    line = efa_line(year)
    with pytest.raises(BudgetExceeded) as over:
        prepare_cost(cost("3900000.01", year=year), by=staff.officer, at=NOW)
    assert over.value.free_eur == CEILING
    assert f"0,01{NBSP}€" in over.value.message
    book(cost("3900000.00", year=year), staff)
    balance = BudgetBalance.objects.get(line=line)
    assert (balance.committed_eur, balance.paid_eur) == (CEILING, CEILING)
    with pytest.raises(BudgetExceeded):
        prepare_cost(cost("0.01", year=year, code="zweiter"), by=staff.officer, at=NOW)


def test_approval_checks_the_ceiling_again(staff: Staff) -> None:
    efa_line()
    first = prepare_cost(cost("2000000.00"), by=staff.officer, at=NOW)
    second = prepare_cost(cost("2000000.00", code="zweiter"), by=staff.officer, at=NOW)
    approve_cost(first, on=PAID_ON, by=staff.approver, at=NOW)
    with pytest.raises(BudgetExceeded) as over, transaction.atomic():
        approve_cost(second, on=PAID_ON, by=staff.approver, at=NOW)
    assert over.value.free_eur == Decimal("1900000.00")


def test_database_holds_the_ceiling_where_nobody_checks(staff: Staff) -> None:
    line = efa_line()
    book(cost("3899999.99"), staff)
    with pytest.raises(IntegrityError, match="never_over_budget"), transaction.atomic():
        LedgerEntry.objects.create(
            kind=EntryKind.OPERATING_COST,
            amount_eur=Decimal("0.02"),
            line=line,
            document="Umgehung",
            booked_on=PAID_ON,
        )


def test_two_connections_never_pass_the_ceiling_together(committed_db: str) -> None:
    staff = Staff.hire()
    line = efa_line()
    costs = [
        prepare_cost(cost("1950000.01", code=f"dienst-{number}"), by=staff.officer, at=NOW)
        for number in (1, 2)
    ]
    start, outcomes = threading.Barrier(2), []

    def approve(made: EfaCost) -> None:
        start.wait()
        try:
            approve_cost(made, on=PAID_ON, by=staff.approver, at=NOW)
            outcomes.append("booked")
        except BudgetExceeded as over:
            outcomes.append(str(over.free_eur))
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(made,)) for made in costs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["1949999.99", "booked"]
    assert BudgetBalance.objects.get(line=line).committed_eur == Decimal("1950000.01")
    assert LedgerEntry.objects.filter(kind=EntryKind.OPERATING_COST).count() == 1


@pytest.mark.parametrize("with_line", [True, False])
@pytest.mark.usefixtures("untranslated")
def test_year_without_a_promise_is_refused_with_that_reason(staff: Staff, with_line: bool) -> None:
    if with_line:
        efa_line(2025, promised=False)
    with pytest.raises(RuleError, match="No funding promise is recorded for 2025") as refused:
        prepare_cost(cost("0.01", year=2025), by=staff.officer, at=NOW)
    assert (refused.value.code, refused.value.field) == ("no_promise", "year")


def test_promise_taken_back_stops_the_approval(staff: Staff) -> None:
    line = efa_line()
    made = prepare_cost(cost("10.00"), by=staff.officer, at=NOW)
    BudgetLine.objects.filter(pk=line.pk).update(funding_status="open")
    assert codes(lambda: approve_cost(made, on=PAID_ON, by=staff.approver, at=NOW)) == [
        "no_promise"
    ]


def test_cost_needs_two_people_a_day_of_its_year_and_an_efa_service(staff: Staff) -> None:
    efa_line()
    assert codes(lambda: prepare_cost(cost("5.00"), by=staff.approver, at=NOW)) == ["not_allowed"]
    both = UserFactory.create(roles=[Role.OFFICER, Role.APPROVER])
    made = prepare_cost(cost("5.00"), by=both, at=NOW)
    assert codes(
        lambda: approve_cost(made, on=PAID_ON, by=both, at=NOW),
        lambda: approve_cost(made, on=PAID_ON, by=staff.officer, at=NOW),
        lambda: approve_cost(made, on=date(2023, 12, 31), by=staff.approver, at=NOW),
        lambda: prepare_cost(cost("6.00"), by=staff.officer, at=NOW),
    ) == ["four_eyes", "not_allowed", "other_year", "twice"]
    OnlineProcess.objects.filter(code="fabrik").delete()
    OnlineProcess.objects.create(code="fabrik", name="Assistent", kind="civento")
    assert codes(lambda: prepare_cost(cost("5.00", code="fabrik"), by=staff.officer, at=NOW)) == [
        "not_efa"
    ]
    approve_cost(made, on=PAID_ON, by=staff.approver, at=NOW)
    assert codes(lambda: approve_cost(made, on=PAID_ON, by=staff.approver, at=NOW)) == [
        "approved_already"
    ]
    with pytest.raises(IntegrityError, match="signed"), transaction.atomic():
        EfaCost.objects.filter(pk=made.pk).update(amount_eur=1)
    alone = cost("7.00", code="eins", line=made.line, prepared_by=both, approved_by=both)
    with pytest.raises(IntegrityError, match="efa_cost_four_eyes"), transaction.atomic():
        alone.save()


def test_cost_of_a_municipality_touches_no_budget(staff: Staff) -> None:
    keys(2025)
    made = book(cost("900.00", year=2025, bearer=CostBearer.MUNICIPALITY), staff)
    assert (made.line, LedgerEntry.objects.count(), made.shares.count()) == (None, 0, 0)
    assert share_out(made) == 0


def test_booking_names_no_municipality_and_the_cost(staff: Staff) -> None:
    line = efa_line()
    keys()
    OnlineProcess.objects.filter(pk=efa_service().pk).update(name="D" * 200)
    made = book(cost("1000.00"), staff)
    entry = LedgerEntry.objects.get(kind=EntryKind.OPERATING_COST)
    assert entry.document == f"EfA: {'D' * 195}"
    assert (entry.line, entry.efa_cost, entry.municipality, entry.grant) == (line, made, None, None)
    assert (entry.recorded_by, entry.approved_by) == (staff.officer, staff.approver)


def test_shares_add_up_to_the_cost_by_largest_remainder(staff: Staff) -> None:
    efa_line()
    keys(values={LAUTERBACH: 1, ALSFELD: 1, GREBENAU: 1})
    made = book(cost("100.00"), staff)
    shares = dict(made.shares.values_list("municipality", "amount_eur"))
    # 06535001 (Alsfeld) has the smallest key and gets the odd cent
    assert shares == {
        ALSFELD: Decimal("33.34"),
        GREBENAU: Decimal("33.33"),
        LAUTERBACH: Decimal("33.33"),
    }


@given(
    st.decimals(Decimal("0.01"), CEILING, places=2),
    st.lists(st.integers(1, 800_000), min_size=1, max_size=60),
)
def test_notional_shares_add_up_for_any_cost_and_key(amount: Decimal, values: list[int]) -> None:
    weights = {f"{number:08}": Decimal(value) for number, value in enumerate(values)}
    parts = split_notionally(amount, weights)
    assert sum_eur(parts.values()) == amount
    total = sum(values)
    for ags, part in parts.items():
        assert abs(part - amount * weights[ags] / total) < Decimal("0.01")


def test_database_refuses_shares_that_do_not_add_up(staff: Staff) -> None:
    efa_line()
    keys()
    made = book(cost("100.00"), staff)
    with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
        EfaShare.objects.create(
            cost=made, municipality_id=GIESSEN, key_value=1, amount_eur=Decimal("0.01")
        )
    with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
        made.shares.filter(municipality=ALSFELD).delete()


def test_shares_wait_for_a_key_and_follow_its_correction(staff: Staff) -> None:
    efa_line()
    made = book(cost("100.00"), staff)
    assert made.shares.count() == 0
    assert codes(lambda: share_out_again(made, by=staff.officer)) == ["no_key"]
    keys()
    assert share_out_again(made, by=staff.officer) == 3
    AllocationKey.objects.filter(municipality=GREBENAU).update(value=1_000_000)
    share_out(made)
    assert made.shares.get(municipality=GREBENAU).amount_eur == Decimal("97.15")


def test_key_of_the_service_goes_before_the_general_one(staff: Staff) -> None:
    efa_line()
    keys(kind=AllocationKeyKind.USE)
    keys(values={ALSFELD: 3, GREBENAU: 1}, kind=AllocationKeyKind.USE, process=efa_service())
    made = book(cost("100.00", key_kind=AllocationKeyKind.USE), staff)
    assert dict(made.shares.values_list("municipality", "amount_eur")) == {
        ALSFELD: Decimal("75.00"),
        GREBENAU: Decimal("25.00"),
    }


def test_general_key_counts_competent_bodies_only(staff: Staff) -> None:
    """A service of the districts is shared by the Landkreise, not by their municipalities."""
    efa_line()
    keys(values={"06535": 105_000, "06531": 270_000, LAUTERBACH: 13_500, "06412000": 760_000})
    by_district = OnlineProcess.objects.create(code="kfz", name="i-Kfz", kind="efa")
    district_service = by_district.services.model.objects.filter(
        competences__level="district", competences__valid_to=None
    ).first()
    assert district_service is not None
    by_district.services.add(district_service)
    made = book(cost("1000.00", code="kfz"), staff)
    assert set(made.shares.values_list("municipality", flat=True)) == {"06535", "06531", "06412000"}


def test_koenigstein_splits_between_states_and_inhabitants_inside_hessen(staff: Staff) -> None:
    efa_line()
    keys()
    assert codes(lambda: hessian_part(Decimal("1000000.00"), 2024)) == ["no_key"]
    AllocationKey.objects.create(
        year=2024, kind=AllocationKeyKind.KOENIGSTEIN, value=Decimal("7.43709"), source="Test"
    )
    part = hessian_part(Decimal("1000000.00"), 2024)
    assert part == Decimal("74370.90")
    made = book(cost(str(part), key_kind=AllocationKeyKind.KOENIGSTEIN), staff)
    assert sum_eur(made.shares.values_list("amount_eur", flat=True)) == part


def test_inhabitants_of_a_year_become_its_key_once(staff: Staff) -> None:
    first, second = date(2026, 1, 1), date(2026, 1, 2)
    PopulationFigure.objects.create(
        municipality_id=ALSFELD, as_of=second, population=1, basis="zensus_2022", source="Test"
    )
    (before, _day), (after, _day) = (inhabitants_on(day)[ALSFELD] for day in (first, second))
    assert after == 1
    count = take_over_inhabitants(2026, by=staff.officer)
    assert count == 442  # 421 municipalities and 21 districts
    assert AllocationKey.objects.get(municipality=ALSFELD, year=2026).value == before
    assert take_over_inhabitants(2026, by=staff.officer) == 0
    assert not AllocationKey.objects.filter(source="").exists()
    assert codes(lambda: take_over_inhabitants(2024, by=staff.approver)) == ["not_allowed"]


def test_all_categories_are_kept_apart(staff: Staff) -> None:
    efa_line()
    for category in CostCategory:
        book(cost("10.00", category=category), staff)
    assert EfaCost.objects.in_force().count() == 5


def test_shares_are_in_no_sum_of_grants_at_any_level(staff: Staff) -> None:
    efa_line()
    keys()
    book(cost("1000.00"), staff)
    rollups.rebuild(BUDGET, at=timezone.localdate(), now=timezone.now())
    (state,) = budget("total", at=AsOf.today())
    assert (state.committed_eur, state.grants, state.participations) == (Decimal("1000.00"), 0, 0)
    (body,) = budget("total", at=AsOf.today(), area=LAUTERBACH, level=Level.BODY)
    assert {body.committed_eur, body.paid_eur, body.operating_cost_eur} == {ZERO}


@pytest.mark.usefixtures("untranslated")
def test_who_signs_costs_neither_asks_for_a_reversal_nor_shares_out(staff: Staff) -> None:
    efa_line()
    keys()
    made = book(cost("10.00"), staff)
    for act in (
        lambda by: prepare_reversal(made, reason="Doppelt", by=by, at=NOW),
        lambda by: share_out_again(made, by=by),
    ):
        says_no(
            lambda act=act: act(staff.approver),  # type: ignore[misc]
            None,
            "not_allowed",
            "Your role does not allow preparing costs.",
        )
    assert share_out_again(made, by=staff.officer) == len(INHABITANTS)
