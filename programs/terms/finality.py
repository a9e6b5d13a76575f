"""When a decision becomes final by time, from the directive the case was decided under."""

from __future__ import annotations

from datetime import date

from core.calendar import deadline
from programs.choices import NotificationKind
from programs.models import Decision
from programs.queries.delivery import delivered_on


def final_day(decision: Decision) -> date | None:
    """The day the decision becomes final without an appeal; None while it is not delivered.

    The months come from the directive the case was decided under; without an instruction on
    appeal its longer time counts, by law a year.
    The list of deadlines says the same in SQL (programs.queries.deadlines).
    Source: §§ 58 (2), 70, 74 VwGO (docs/rules/dates.md).
    """
    directive = decision.grant.directive
    months = directive.finality_months if directive else None
    if decision.delivered_on is None or months is None:
        return None
    if directive is not None and not decision.appeal_notice.strip():
        months = directive.uninstructed_finality_months
    return deadline(decision.delivered_on, months)


def uninstructed_final_day(decision: Decision, *, sent_on: date) -> date | None:
    """When a decision without instruction on appeal is final if it is sent by post on the day.

    None where it bears an instruction, or nobody knows. Source: § 58 (2) VwGO.
    """
    directive = decision.grant.directive
    if decision.appeal_notice.strip() or directive is None or directive.finality_months is None:
        return None
    delivered = delivered_on(sent_on, NotificationKind.POST)
    return deadline(delivered, directive.uninstructed_finality_months)
