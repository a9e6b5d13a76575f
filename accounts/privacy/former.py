"""People who left: after a while their names leave the pages, the account stays in the history.

Source: Art. 17 (3) (b) GDPR (DSGVO): files that are kept tell who acted, by the key of the account.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleError
from core.formats import format_day


def take_names_off(user: User, *, at: datetime) -> list[str]:
    """Put a pseudonym in place of the names of somebody who left; the columns that changed.

    Nothing is written: two people make the change. Raises RuleError while the account is in use or
    has been switched off for less than NAMES_KEPT_DAYS.
    """
    since = switched_off_at(user)
    if since is None:
        raise RuleError(
            _("The account is in use. It is switched off before its names are taken off."),
            code="in_use",
        )
    first_day = since + timedelta(days=settings.NAMES_KEPT_DAYS)
    if at < first_day:
        message = _("The account was switched off on %(since)s; its names stay until %(until)s.")
        days = {"since": format_day(since), "until": format_day(first_day)}
        raise RuleError(message % days, code="too_early")
    user.username, user.email = f"ausgeschieden-{user.pk}", ""
    user.first_name, user.last_name = "", _("Former user %(number)s") % {"number": user.pk}
    return ["username", "first_name", "last_name", "email"]


def switched_off_at(user: User) -> datetime | None:
    """When the account was last switched off; None while it is in use."""
    if user.is_active:
        return None
    events = user.events.order_by("pgh_id")  # type: ignore[attr-defined]  # of pghistory
    last_in_use = events.filter(is_active=True).last()
    off = events.filter(pgh_id__gt=last_in_use.pk) if last_in_use else events
    first = off.first()
    at: datetime = first.pgh_created_at if first else user.date_joined
    return at
