"""From a cell to a value: dates and yes or no as people write them, nothing guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.forms.days import FIRST_DAY, YEARS_AHEAD, check_plausible

YES = frozenset({"ja", "j", "x", "1", "yes", "y", "true", "wahr", "✓", "✔"})
NO = frozenset({"nein", "n", "0", "no", "false", "falsch"})
GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
TIME = re.compile(r"(?P<day>.+?)[T ](?P<time>\d{1,2}:\d{2}.*)")
TURNS = frozenset({"LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI"})
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol without a stroke
LAST_SHORT_YEAR = 69  # "70" could be 1970 as well
# What Excel and LibreOffice show in place of a value, in German and in English.
ERROR = re.compile(
    r"#(?:BEZUG!|REF!|NAME\?|WERT!|VALUE!|DIV/0!|NULL!|ZAHL!|NUM!|NV|N/A|ÜBERLAUF!|SPILL!|KALK!"
    r"|CALC!)|#{3,}|Err:\d{3}"
)
RUINED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+\d{2,}")


def read_day(cell: str, *, first: date = FIRST_DAY, years_ahead: int = YEARS_AHEAD) -> date:
    """The day of 2024-12-31, 31.12.2024, 5.3.2024 or 31.12.24, with or without a time.

    Not before `first`, and not more years ahead than said: 0 for what has happened.
    """
    day = _written_day(cell)
    try:
        check_plausible(day, today=timezone.localdate(), first=first, years_ahead=years_ahead)
    except RuleError as error:
        raise ValueError(error.message) from error
    return day


def _written_day(cell: str) -> date:
    """The day as it is written.

    A time with a zone counts for the day it is in Germany. Raises ValueError with the remedy.
    """
    text = cell.strip()
    try:
        with_time = TIME.fullmatch(text)
        if with_time is None:
            return _day(text)
        return _day_of_moment(_day(with_time["day"]), with_time["time"])
    except ValueError:
        raise ValueError(_("This is no date. Write it as 31.12.2024.")) from None


def _day(text: str) -> date:
    if german := GERMAN_DAY.fullmatch(text):
        day, month, year = (int(part) for part in german.groups())
        if len(german[3]) == 2:
            if year > LAST_SHORT_YEAR:
                raise ValueError(text)
            year += 2000
        return date(year, month, day)
    if iso := ISO_DAY.fullmatch(text):
        return date(*(int(part) for part in iso.groups()))
    raise ValueError(text)


def _day_of_moment(day: date, time: str) -> date:
    moment = datetime.fromisoformat(f"{day.isoformat()}T{time.replace(' ', '').zfill(5)}")
    return moment.date() if moment.tzinfo is None else timezone.localdate(moment)


def read_yes_no(cell: str) -> bool | None:
    """True for ja or x, False for nein, None for an empty cell. Raises ValueError otherwise."""
    folded = cell.strip().casefold()
    if not folded:
        return None
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise ValueError(_("Write ja or nein, or leave the cell empty."))


def normal_form(text: str) -> str:
    """`text` with its letters composed (NFC), so that ö is one letter however it was typed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def without_marks(text: str) -> str:
    """`text` without the marks nobody sees (Cf): soft hyphens, zero widths, byte order."""
    if text.isprintable():
        return text
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def has_control_characters(text: str, *, lines: bool = False) -> bool:
    """Whether something stands in `text` that nobody can see; line breaks count unless `lines`."""
    if text.isprintable():
        return False
    allowed = "\t\n\r" if lines else "\t"
    return any(
        unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") and char not in allowed
        for char in text
    )


def is_invisible(text: str) -> bool:
    """Whether `text` turns its reading direction, or has characters and none that can be seen."""
    is_plain = text.isprintable()  # what turns is not
    if not is_plain and any(unicodedata.bidirectional(char) in TURNS for char in text):
        return True
    return all(char in BLANK or unicodedata.category(char) in ("Cf", "Zs", "Mn") for char in text)


def has_unseen(text: str, *, lines: bool = False) -> bool:
    """Whether `text` holds what nobody can see, or turns; spaces alone are not meant."""
    return has_control_characters(text, lines=lines) or bool(text.strip() and is_invisible(text))


def check_cell(cell: str, *, lines: bool = False) -> str:
    """What is wrong with the text of a cell whatever it means; empty if nothing is."""
    if cell.startswith("=") and len(cell) > 1:
        return _("This cell is a formula. Paste its value.")
    if RUINED.fullmatch(cell):
        return _(
            "Excel has shortened this number. Format the column as text and enter the number again."
        )
    if ERROR.fullmatch(cell):
        return _("This cell shows an error of the workbook. Enter its value.")
    if has_control_characters(cell, lines=lines):
        return _("A line break or a control character stands in the cell. Write it in one line.")
    if has_unseen(cell, lines=lines):
        return _("The cell has characters that cannot be seen. Type it anew.")
    return ""
