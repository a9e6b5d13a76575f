"""The bodies that get money: they exist when it is decided."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_day
from municipalities.models import Municipality


def check_bodies_exist(bodies: Collection[str], *, on: date, field: str) -> None:
    """Raise RuleError with code "body_ended" if one of the bodies (AGS) does not exist on a day.

    What was bound for a body before it ended is not asked: its successor takes it over.
    """
    ended = Municipality.objects.filter(pk__in=bodies, valid_to__lt=on).select_related("successor")
    body = ended.order_by("pk").first()
    if body is None:
        return
    message = _("%(body)s existed until %(day)s and gets no new money.")
    if body.successor is not None:
        message = _(
            "%(body)s existed until %(day)s and gets no new money. "
            "Enter %(successor)s in its place."
        )
    values = {"body": body, "day": format_day(body.valid_to), "successor": body.successor}
    raise RuleError(message % values, field=field, code="body_ended")
