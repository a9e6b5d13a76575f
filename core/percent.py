"""Rates as people write them, in percent; stored they are shares, 0.80 for 80 %."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_rate
from core.money import parse_number

SIGN = re.compile(r"\s*(%|prozent|v\.?\s?h\.?|vom hundert)\s*$", re.IGNORECASE)
WHOLE = Decimal(100)


def parse_percent(text: str, *, places: int = 2) -> Decimal:
    """The share that `text` says in percent: "80", "80 %" and "80 v. H." are 0.80.

    "0,8" could be 0,8 % or the share 0,8, and "1" could be 1 % or all: both are refused with both
    readings unless the sign of percent stands behind. `places` are the decimals a percent may
    have. Raises RuleError naming value and remedy.
    """
    value = SIGN.sub("", text)
    percent = parse_number(value, places=places)
    if value == text and 0 < percent <= 1:
        raise RuleError(_ambiguous(percent), code="ambiguous_rate")
    if not 0 <= percent <= WHOLE:
        message = _("“%(value)s” is no rate. A rate lies between 0 %% and 100 %%.")
        raise RuleError(message % {"value": text.strip()}, code="rate_out_of_range")
    if percent != round(percent, places):
        message = _("“%(value)s” is too exact: a rate has at most %(places)s decimal places.")
        raise RuleError(message % {"value": text.strip(), "places": places}, code="rate_too_exact")
    return percent / WHOLE


def _ambiguous(percent: Decimal) -> str:
    message = _(
        "“%(value)s” can be read as %(percent)s or as %(share)s. Write it with the sign %%."
    )
    percent_text, share_text = format_rate(percent / WHOLE), format_rate(percent)
    value = percent_text.split("\u00a0")[0]
    return message % {"value": value, "percent": percent_text, "share": share_text}
