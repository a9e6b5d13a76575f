"""Years of budget lines as files write them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.text import only_digits


def read_year(cell: str) -> int:
    """The year of four digits. Raises ValueError with the remedy."""
    if not (len(cell) == 4 and only_digits(cell)):
        raise ValueError(_("Write the year with four digits."))
    return int(cell)
