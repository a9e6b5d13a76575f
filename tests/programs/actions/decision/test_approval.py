"""When a decision counts as delivered and becomes final, by the way it was sent."""

from __future__ import annotations

from datetime import date

import pytest

from programs.actions.decision.approval import notify_grant
from programs.choices import NotificationKind
from programs.models import Decision
from programs.terms.finality import final_day
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff

pytestmark = pytest.mark.django_db


def notified(staff: Staff, kind: NotificationKind) -> Decision:
    """A decision of the cooperation program, sent or handed over on Monday, 23 November 2026."""
    grant = staff.approved()
    notify_grant(grant, on=TODAY, by=staff.officer, at=NOW, kind=kind)
    return Decision.objects.get(grant=grant)


@pytest.mark.parametrize(
    ("kind", "delivered", "final"),
    [
        # by post after four days; a month later it is the Sunday after Christmas
        (NotificationKind.POST, date(2026, 11, 27), date(2026, 12, 28)),
        (NotificationKind.HANDED_OVER, date(2026, 11, 23), date(2026, 12, 23)),
    ],
)
def test_letter_counts_as_delivered_days_later_than_what_is_handed_over(
    staff: Staff, kind: NotificationKind, delivered: date, final: date
) -> None:
    decision = notified(staff, kind)
    assert (decision.notified_on, decision.notification_kind) == (TODAY, kind)
    assert decision.delivered_on == delivered
    assert final_day(decision) == final
