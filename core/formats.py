"""How figures look on screen and paper in German: pure functions, values in, text out."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from core.money import CENT, round_eur

NBSP = "\u00a0"
MILLION = Decimal(1_000_000)
TENTH = Decimal("0.1")
PART_OF_DAY = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")


def _german(number: Decimal, places: int) -> str:
    text = f"{number:z,.{places}f}".replace("-", "\u2212")
    return text.translate(str.maketrans(",.", ".,"))


def format_eur(amount_eur: Decimal | None) -> str:
    """1.234.567,89 €; an unknown amount is "unbekannt", never 0."""
    return _("unknown") if amount_eur is None else f"{_german(round_eur(amount_eur), 2)}{NBSP}€"


def format_eur_short(amount_eur: Decimal | None) -> str:
    """3,9 Mio. € for summaries; below a million the whole amount."""
    if amount_eur is None or abs(amount_eur) < MILLION:
        return format_eur(amount_eur)
    millions = (amount_eur / MILLION).quantize(TENTH, rounding=ROUND_HALF_UP)
    unit = _("million")  # not inside the f-string: there xgettext does not find it
    return f"{_german(millions, 1)}{NBSP}{unit}{NBSP}€"


def format_share(share: Decimal | float | None, *, unknown: str = "–") -> str:
    """44,3 % for 0.443. Only all is 100 % and only nothing is 0 %: rounding stops short of both.

    0.9999 is 99,9 %, 0.0001 is 0,1 %, 1.0001 is 100,1 %. None gives `unknown`.
    Source: docs/rules/counting.md, "Prozente".
    """
    if share is None:
        return unknown
    share = Decimal(str(share))
    percent = (share * 100).quantize(TENTH, rounding=ROUND_HALF_UP)
    for bound in (0, 1):
        if percent == bound * 100 and share != bound:
            percent += TENTH if share > bound else -TENTH
    return f"{_german(percent, 1)}{NBSP}%"


def format_shares_apart(one: Decimal, other: Decimal) -> tuple[str, str]:
    """Two shares that are compared, with the fewest digits that show them apart.

    0.1499 and 0.15 are 14,99 % and 15,00 %; equal ones are like `format_share`.
    """
    one_text, other_text = format_share(one), format_share(other)
    places = 1
    while one_text == other_text and one != other:
        places += 1
        one_text, other_text = (f"{_german(share * 100, places)}{NBSP}%" for share in (one, other))
    return one_text, other_text


def format_of(part: int, whole: int) -> str:
    """139 von 314."""
    values = {"part": format_count(part), "whole": format_count(whole)}
    return _("%(part)s of %(whole)s") % values


def format_of_with_share(part: int, whole: int) -> str:
    """139 von 314 (44,3 %); the share of an empty whole is a dash."""
    values = {
        "part": format_count(part),
        "whole": format_count(whole),
        "share": format_share(Decimal(part) / whole if whole else None),
    }
    return _("%(part)s of %(whole)s (%(share)s)") % values


def format_rate(rate: Decimal | None) -> str:
    """80 % for 0.8000, 80,5 % for 0.8050: what was laid down is never rounded. None is a dash."""
    if rate is None:
        return "–"
    return f"{format_number(rate * 100)}{NBSP}%"


def format_number(number: Decimal | None) -> str:
    """1.234,5 for 1234.50: a number that is no amount, with the decimals it has. None is a dash."""
    if number is None:
        return "–"
    exponent = number.normalize().as_tuple().exponent
    return _german(number, max(0, -exponent) if isinstance(exponent, int) else 0)


def format_mean(mean: Decimal | None) -> str:
    """1,33 for 4/3: two decimals; an unknown mean is a dash."""
    return "–" if mean is None else _german(mean.quantize(CENT, rounding=ROUND_HALF_UP), 2)


def format_count(count: int | None) -> str:
    """12.345; an unknown count is a dash."""
    return "–" if count is None else _german(Decimal(count), 0)


def format_year(year: int | date | None) -> str:
    """2024, never 2.024; nothing is a dash."""
    if year is None:
        return "–"
    return str(year.year if isinstance(year, date) else int(year))


def format_day(day: date | None) -> str:
    """31.12.2024; nothing is a dash."""
    if day is None:
        return "–"
    local = timezone.localtime(day) if isinstance(day, datetime) else day
    return f"{local:%d.%m.}{local.year:04}"


def format_known_day(text: str) -> str:
    """31.12.2024 for 2024-12-31, 12/2024 for 2024-12: a day as exact as its source tells it."""
    return PART_OF_DAY.sub(lambda known: _told(*known.groups()), text)


def _told(year: str, month: str, day: str | None) -> str:
    return f"{month}/{year}" if day is None else f"{day}.{month}.{year}"


def format_moment(moment: datetime | None) -> str:
    """22.11.2026, 11:03 in Europe/Berlin; nothing is a dash."""
    return "–" if moment is None else timezone.localtime(moment).strftime("%d.%m.%Y, %H:%M")


def shown(name: str, value: object) -> str | None:
    """The text of a stored value by its kind; the name of the field tells euros and rates.

    None for texts and everything else that has no notation of its own.
    """
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        by_unit = {"eur": format_eur, "rate": format_rate}
        return by_unit.get(name.rpartition("_")[2], format_number)(value)
    if isinstance(value, datetime):
        return format_moment(value)
    return format_day(value) if isinstance(value, date) else None
