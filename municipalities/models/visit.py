"""When somebody last looked at the desk of a body, so that it can say what is new since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models.municipality import Municipality

ONE_VISIT = timedelta(hours=2)  # what lies closer together is one visit


class DeskVisit(models.Model):
    """The present visit of a person to a desk, and the one before it."""

    user = models.ForeignKey(
        User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Municipal body"), on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(_("last looked at"))
    before = models.DateTimeField(_("the visit before"), null=True)

    class Meta:
        verbose_name = _("Visit to a desk")
        verbose_name_plural = _("Visits to desks")
        constraints = [
            models.UniqueConstraint(fields=["user", "municipality"], name="desk_visit_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.municipality}"


# One statement whether it is the first visit, a new one, or the same one still.
NOTE_VISIT = """
    WITH noted AS (
        INSERT INTO municipalities_deskvisit AS v (user_id, municipality_id, at)
        VALUES (%(user)s, %(body)s, %(at)s)
        ON CONFLICT (user_id, municipality_id) DO UPDATE SET before = v.at, at = excluded.at
        WHERE excluded.at - v.at > %(one_visit)s
        RETURNING before
    )
    SELECT before FROM noted
    UNION ALL
    SELECT before FROM municipalities_deskvisit
    WHERE user_id = %(user)s AND municipality_id = %(body)s AND NOT EXISTS (SELECT FROM noted)
"""


def last_visit(user: User, body: Municipality, *, at: datetime) -> datetime | None:
    """When `user` was here before the present visit, which is noted; None the first time."""
    values: dict[str, Any] = {"user": user.pk, "body": body.pk, "at": at, "one_visit": ONE_VISIT}
    with connection.cursor() as cursor:
        cursor.execute(NOTE_VISIT, values)
        before: datetime | None = cursor.fetchone()[0]
    return before
