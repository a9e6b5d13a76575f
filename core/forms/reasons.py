"""Reasons that people write: as long in the form as in the database and in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import RuleError

LONGEST_REASON = 2000  # characters


def check_reason_fits(reason: str, *, field: str = "reason") -> None:
    """Raise RuleError on `field` if `reason` is longer than a booking keeps; nothing is cut off."""
    length = len(reason.strip())
    if length > LONGEST_REASON:
        message = _("The reason has %(length)s characters. Shorten it to %(longest)s.")
        values = {"length": length, "longest": LONGEST_REASON}
        raise RuleError(message % values, field=field, code="too_long")
