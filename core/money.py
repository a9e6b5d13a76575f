"""Euros: exact decimals, one rounding, one way to split, one way to read what people type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from core.errors import RuleError

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("9999999999.99")  # a column holds the sum of a hundred of them

SPACE = r"[\s\u00a0\u202f'\u2019\u00ad\u200b\u200e\u200f\u2060\ufeff]"  # or not to be seen at all
# As it is printed, and what text programs make of a hyphen: dashes, one that keeps the line, wide.
MINUS = "\u2212\u2013\u2014\u2010\u2011\ufe63\uff0d"
WHOLE = re.compile(r",(-{1,2}|\u2014)$")  # "25.000,-" and "25.000,--" are whole euros
UNIT = re.compile(
    r"(?P<number>.*?)(?P<unit>tsd\.?|t|mio\.?|mill\.?|million(en)?|mrd\.?|milliarden?)",
    re.IGNORECASE,
)
EURO = re.compile(r"€|EURO?", re.IGNORECASE)
BRACKETS = re.compile(r"\((.+)\)")  # as balance sheets print what is below zero
SIDE = re.compile(r"[+-]?[0-9.,]+(S|H|SOLL|HABEN)|(S|H|SOLL|HABEN)[+-]?[0-9.,]+", re.IGNORECASE)
UNITS = {"t": Decimal(1000), "mi": Decimal(1_000_000), "mr": Decimal(1_000_000_000)}
GERMAN = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+")
GERMAN_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3}){2,}")
ENGLISH = re.compile(r"[+-]?\d+\.\d+")
ENGLISH_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
PLAIN = re.compile(r"[+-]?\d+")
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


def round_eur(amount_eur: Decimal) -> Decimal:
    """The amount in euros, rounded half up to the cent: 0.025 becomes 0.03."""
    return amount_eur.quantize(CENT, rounding=ROUND_HALF_UP)


def sum_eur(amounts_eur: Iterable[Decimal]) -> Decimal:
    """The sum in euros, 0.00 for nothing."""
    return sum(amounts_eur, ZERO)


def split_eur(amount_eur: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """`amount_eur` split in proportion to `weights`, cent-exact, in the order of the weights.

    Largest remainder: each part is first cut to the cent, the cents left over go to the largest
    remainders, at a tie to the earlier part (the lead comes first). A negative amount is the
    mirror image of the positive one.
    Raises RuleError if a weight is negative or all are zero.
    """
    shares = [Decimal(weight) for weight in weights]
    total = sum(shares, Decimal(0))
    if total <= 0 or any(share < 0 for share in shares):
        raise RuleError(_("A split needs weights that are not negative and not all zero."))
    sign = -1 if amount_eur < 0 else 1
    cents = int(abs(round_eur(amount_eur)) / CENT)
    exact = [cents * share / total for share in shares]
    parts = [int(part.to_integral_value(ROUND_FLOOR)) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: cents - sum(parts)]:
        parts[index] += 1
    return [sign * part * CENT for part in parts]


def check_eur(amount_eur: Decimal, *, field: str | None = None) -> None:
    """Raise RuleError on `field` for what is no amount in euros and cents.

    That is: no number, endless, below zero by nothing, with parts of a cent, or larger than any
    budget. Nothing is rounded.
    """
    if amount_eur.is_finite() and abs(amount_eur) > LARGEST:
        raise RuleError(_too_large(_shown(amount_eur)), field=field, code="amount_too_large")
    is_cents = amount_eur.is_finite() and amount_eur == amount_eur.quantize(CENT)
    if not is_cents or (amount_eur.is_zero() and amount_eur.is_signed()):
        message = _("“%(value)s” is not an amount in euros. Write it like 1.234,56 or −1.234,56.")
        values = {"value": _shown(amount_eur)}
        raise RuleError(message % values, field=field, code="invalid_amount")


def _shown(amount_eur: Decimal) -> str:
    return str(amount_eur).replace(".", ",")[:40]


def parse_eur(text: str, *, field: str | None = None) -> Decimal:
    """The amount in euros that `text` says, in German or English notation, exact to the cent.

    "1.234,56", "1234,5", "1234.56", "1,234.56" and "1 234,00 €" are read; "1.234" and "1,234"
    could be 1234 or 1.23 and are refused with both readings. A minus may stand in front, printed
    or typed, or behind as accounting programs put it; brackets say the same. "S" and "H" (Soll,
    Haben) do not: a bank takes one off, a ledger the other, and they are refused. "3,9 Mio." and
    "12,5 TEUR" are read where number and unit leave one reading. Nothing is guessed or rounded.
    Raises RuleError naming value and remedy.
    """
    value, factor = _unit(_signed(EURO.sub("", re.sub(SPACE, "", text))))
    if AMBIGUOUS.fullmatch(value):
        message = _ambiguous(value) if factor == 1 else _ambiguous_unit(text, value, factor)
        raise RuleError(message, field=field, code="ambiguous_amount")
    if SIDE.fullmatch(value):
        raise RuleError(_two_sided(text), field=field, code="ambiguous_amount")
    amount = _read(value)
    amount = None if amount is None else _trimmed(amount * factor)
    if amount is None or len(f"{amount:f}".partition(".")[2]) > 2:
        message = _("“%(value)s” is not an amount in euros. Write it like 1.234,56 or −1.234,56.")
        raise RuleError(message % {"value": text}, field=field, code="invalid_amount")
    return _within_limits(amount, text, field)


def parse_number(text: str, *, places: int) -> Decimal:
    """The number that `text` says, in German or English notation, as exact as it is written.

    "1.234" and "1,234" could be 1234 or 1.234 and are refused with both readings; `places`, the
    decimal places there is room for, decides how the second can be written.
    Raises RuleError naming value and remedy.
    """
    value = _signed(re.sub(SPACE, "", text))
    if AMBIGUOUS.fullmatch(value):
        raise RuleError(_ambiguous_number(value, places), code="ambiguous_number")
    number = _read(value)
    if number is None:
        message = _("“%(value)s” is not a number. Write it like 1234,5 or 1.234,5.")
        raise RuleError(message % {"value": text}, code="invalid_number")
    return number


def _signed(value: str) -> str:
    """The text with its minus in front, as "-", whichever of the four notations it has."""
    value = re.sub(rf"[{MINUS}]", "-", WHOLE.sub(",00", value))
    if bracketed := BRACKETS.fullmatch(value):
        return f"-{bracketed[1]}"
    if value.endswith("-") and not value.startswith(("-", "+")):
        return f"-{value[:-1]}"
    return value


def _unit(value: str) -> tuple[str, Decimal]:
    """The number, and what its unit makes of it: thousands, millions, or single euros."""
    found = UNIT.fullmatch(value)
    if not found:
        return value, Decimal(1)
    unit = found["unit"].lower()
    return found["number"], UNITS["t" if unit.startswith("t") else unit[:2]]


def _trimmed(amount: Decimal) -> Decimal:
    """The amount without zeros behind the cents: 0,000001 Mio. is 1.00."""
    if abs(amount) > LARGEST or amount.quantize(CENT) != amount:
        return amount
    return amount.quantize(CENT)


def _ambiguous_unit(text: str, value: str, factor: Decimal) -> str:
    whole = Decimal(re.sub(r"[.,]", "", value)) * factor
    fraction = Decimal(value.replace(",", ".")) * factor
    message = _("“%(text)s” can be read as %(whole)s or as %(fraction)s euros. Write all digits.")
    return message % {"text": text.strip(), "whole": f"{whole:f}", "fraction": f"{fraction:.0f}"}


def _read(value: str) -> Decimal | None:
    """What is written in German or English notation; None for anything else."""
    if GERMAN.fullmatch(value) or GERMAN_GROUPED.fullmatch(value):
        return Decimal(value.replace(".", "").replace(",", "."))
    if ENGLISH.fullmatch(value) or ENGLISH_GROUPED.fullmatch(value) or PLAIN.fullmatch(value):
        return Decimal(value.replace(",", ""))
    return None


def _ambiguous(value: str) -> str:
    whole = re.sub(r"[.,]", "", value)
    message = _(
        "“%(value)s” can be read as %(whole)s euros or as %(fraction)s. "
        "Write %(whole)s,00 for the first; for the second, round it to cents."
    )
    return message % {"value": value, "whole": whole, "fraction": value.replace(".", ",")}


def _two_sided(text: str) -> str:
    message = _(
        "“%(value)s” says S or H (Soll, Haben), which take off or add depending on the account. "
        "Write what is taken off with a minus, like −1.234,56, and the rest without a mark."
    )
    return message % {"value": text.strip()}


def _ambiguous_number(value: str, places: int) -> str:
    whole, fraction = re.sub(r"[.,]", "", value), value.replace(".", ",")
    if places > 3:
        message = _(
            "“%(value)s” can be read as %(whole)s or as %(fraction)s. "
            "Write %(whole)s,0 for the first, %(fraction)s0 for the second."
        )
    elif places:
        message = _(
            "“%(value)s” can be read as %(whole)s or as %(fraction)s. "
            "Write %(whole)s,0 for the first; round the second to %(places)s decimal places."
        )
    else:
        message = _(
            "“%(value)s” can be read as %(whole)s or as %(fraction)s. "
            "Write %(whole)s for the first; the second is no whole number."
        )
    return message % {"value": value, "whole": whole, "fraction": fraction, "places": places}


def _within_limits(amount: Decimal, text: str, field: str | None) -> Decimal:
    if abs(amount) > LARGEST:
        raise RuleError(_too_large(text), field=field, code="amount_too_large")
    return amount.quantize(CENT) + ZERO  # which has no minus


def _too_large(value: str) -> str:
    message = _("“%(value)s” is larger than any budget here. Check the number of digits.")
    return message % {"value": value}
