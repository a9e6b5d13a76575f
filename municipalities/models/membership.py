"""Who works for a municipal body, and for which bodies that stands."""

from __future__ import annotations

import pghistory
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.guarded import by_two_people
from accounts.queries import Viewer
from municipalities.models.municipality import Municipality


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: Viewer) -> MembershipQuerySet:
        """The memberships of `user`; none for a stranger."""
        return self.filter(user_id=user.pk) if isinstance(user, User) else self.none()


@pghistory.track()
class Membership(models.Model):
    """A user works for a municipal body and sees its cases."""

    user = models.ForeignKey(
        User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="memberships"
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )

    objects = MembershipQuerySet.as_manager()

    named_with = ("user", "municipality")

    class Meta:
        verbose_name = _("Membership")
        verbose_name_plural = _("Memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality"],
                name="membership_once",
                violation_error_message=_("The person works for this municipality already."),
            )
        ]
        triggers = [by_two_people("municipalities.membership")]

    def __str__(self) -> str:
        return f"{self.user} – {self.municipality}"


# Both chains to their ends; UNION without ALL ends a circle.
FAMILY = """
    WITH RECURSIVE own AS (
        SELECT municipality_id AS ags FROM municipalities_membership WHERE user_id = %s
    ), before AS (
        SELECT ags FROM own
        UNION SELECT m.ags FROM municipalities_municipality m
            JOIN before b ON m.successor_id = b.ags
    ), after AS (
        SELECT ags FROM own
        UNION SELECT m.successor_id FROM municipalities_municipality m
            JOIN after a ON m.ags = a.ags
        WHERE m.successor_id IS NOT NULL
    )
    SELECT ags FROM before UNION SELECT ags FROM after
"""


def municipalities_of(user: Viewer) -> frozenset[str]:
    """The keys (AGS) of the bodies `user` works for, read once per user object.

    A membership in a body that was merged or renumbered covers its successors and predecessors,
    however many mergers lie between; not those whose successor is the same.
    """
    if not isinstance(user, User):
        return frozenset()
    cached: frozenset[str] | None = getattr(user, "_municipalities", None)
    if cached is None:
        with connection.cursor() as cursor:
            cursor.execute(FAMILY, [user.pk])
            cached = frozenset(ags for (ags,) in cursor.fetchall())
        user._municipalities = cached  # type: ignore[attr-defined]  # kept for the request
    return cached
