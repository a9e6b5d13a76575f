"""The yearly interim reports of running cases."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleError
from core.forms.days import check_not_future
from programs.actions.signing import lock_grant
from programs.choices import GrantState
from programs.models import Grant, InterimReport
from programs.permissions import check_may_receive
from programs.queries.dates import check_day
from programs.rules.dates import Day
from programs.rules.proof import interim_due_on, interim_years

REPORTING = (GrantState.FINAL, GrantState.IN_PAYMENT)


def await_interim_reports(*, today: date) -> int:
    """Await a report for each elapsed year of each running case; safe to repeat.

    Returns how many are new.
    """
    running = Grant.objects.filter(
        state__in=REPORTING,
        period_start__isnull=False,
        period_start__year__lt=today.year,
        directive__interim_months__isnull=False,
    )
    reports = [
        InterimReport(
            grant=grant,
            for_year=year,
            due_on=interim_due_on(year, months=grant.directive.interim_months),  # type: ignore[union-attr, arg-type]  # filtered above
        )
        for grant in running.select_related("directive")
        for year in interim_years(grant.period_start, grant.period_end, today=today)  # type: ignore[arg-type]  # filtered above
    ]
    known = set(InterimReport.objects.values_list("grant_id", "for_year"))
    new = [report for report in reports if (report.grant_id, report.for_year) not in known]
    InterimReport.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def receive_interim_report(report: InterimReport, *, on: date, by: User, at: datetime) -> None:
    """Record that the interim report came on `on`."""
    lock_grant(report.grant)
    locked = InterimReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_may_receive(by, locked.grant)
    if locked.submitted_on is not None:
        raise RuleError(_("This interim report is here already."), code="received_already")
    check_not_future(on, at=at)
    check_day(locked.grant, Day.REPORTED, on, field="on")
    locked.submitted_on = on
    locked.save(update_fields=["submitted_on"])
