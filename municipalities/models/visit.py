"""When somebody last looked at the desk of a body, so that it can say what is new since."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models.municipality import Municipality

ONE_VISIT = timedelta(hours=2)  # what lies closer together is one visit


class DeskVisit(models.Model):
    """The present visit of a person to a desk, and the one before it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
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


def last_visit(user: User, body: Municipality, *, at: datetime) -> datetime | None:
    """When `user` was here before the present visit, which is noted; None the first time."""
    visit, _is_new = DeskVisit.objects.get_or_create(
        user=user, municipality=body, defaults={"at": at}
    )
    if at - visit.at > ONE_VISIT:
        visit.before, visit.at = visit.at, at
        visit.save(update_fields=["before", "at"])
    return visit.before
