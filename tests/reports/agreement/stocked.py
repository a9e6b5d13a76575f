"""A house where every report has rows: cases of several years, money there and back, services."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from programs.actions.efa.costs import approve_cost, prepare_cost
from programs.choices import CostBearer, CostCategory
from programs.models import Grant, Participation, ProofOfUse
from services.models import OzgService, ProcessEvent, RolloutEvent
from tests.factories.accounts import NOW
from tests.factories.efa import cost, efa_line, efa_service
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory
from tests.portal.cases import decided, planned, refreshed
from tests.programs.desk import ikz_line
from tests.reports.files import three_towns_live
from tests.words.furnished import furnish

EARLIER, RELEASED = date(2025, 3, 3), date(2024, 1, 15)


def stock() -> None:
    """Something in every room, and what no page needs but a report."""
    furnish()
    line = ikz_line("900000.00")
    for grant in (decided(line), decided(line, notified=False), planned(line)):
        grant.services.set(_live())
    staff = Staff.hire()
    staff.paid_since(EARLIER, "40000.00").services.set(_live())
    _overdue(staff)
    _reused(staff)
    three_towns_live()
    refreshed()


def known() -> dict[str, set[str]]:
    """By the name of a filter what has rows: chosen at random among all, it hardly ever would."""
    shares = Participation.objects.values_list("municipality_id", flat=True)
    return {
        "kommune": set(shares),
        "programm": set(Grant.objects.values_list("program__code", flat=True)),
        "aktenzeichen": set(Grant.objects.values_list("file_reference", flat=True)),
        "leistung": set(_live().values_list("pk", flat=True)),
    }


def _live() -> QuerySet[OzgService]:
    reported = RolloutEvent.objects.filter(live=True).values("service")
    return OzgService.objects.filter(pk__in=reported)


def _overdue(staff: Staff) -> None:
    """A case, paid in part, whose proof of use is due since yesterday and was due long before."""
    for late in (1, 40):
        grant = staff.in_spring.final(BudgetLineFactory.create())
        staff.paid(grant, "60000.00")
        due = staff.proof_due(grant)
        ProofOfUse.objects.filter(grant=due).update(due_on=TODAY - timedelta(days=late))


def _reused(staff: Staff) -> None:
    """A process that is released, with a cost on each side."""
    efa_line()
    process = efa_service()
    process.services.add(OzgService.objects.order_by("pk")[0])
    ProcessEvent.objects.create(process=process, state="released", on=RELEASED)
    for year in (2024, TODAY.year):
        for made in (
            cost("1000.00", year=year),
            cost(
                "70.50",
                year=year,
                bearer=CostBearer.MUNICIPALITY,
                category=CostCategory.PLATFORM,
            ),
        ):
            prepare_cost(made, by=staff.officer, at=NOW)
            approve_cost(made, on=date(year, 6, 14), by=staff.approver, at=NOW)
