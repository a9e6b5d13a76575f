"""GV100AD, the list of municipalities of the Federal Statistical Office: 220 characters a line.

Positions are characters, counted from 1 as the description of the file does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.text_keys import sort_key
from core.errors import RuleError
from core.forms.days import FIRST_VALIDITY, check_plausible
from core.imports.cells import check_cell
from core.imports.errors import Errors, refuse
from core.imports.kind import FileKind, require_kind
from core.imports.reader import SEPARATORS, encoding_of, require_readable
from core.text import only_digits
from municipalities.choices import Kind
from municipalities.keys import STATE

WIDTH = 220
RECORD = re.compile(r"\ufeff?[1-6]0\d{8}")
OLD_ENCODING = "iso-8859-1"  # files up to 2018
LARGEST_FILE = 50 * 1024**2
END_OF_FILE = " \x1a"  # what old programs put behind the last line
STATE_RECORD, REGION, DISTRICT, MUNICIPALITY = "10", "20", "40", "60"
OTHER_RECORDS = frozenset({"30", "50"})
KINDS = {
    "60": Kind.MUNICIPALITY,
    "61": Kind.INDEPENDENT_CITY,
    "63": Kind.TOWN,
    "64": Kind.MUNICIPALITY,
    "65": Kind.UNINCORPORATED_AREA,
    "66": Kind.UNINCORPORATED_AREA,
}
HECTARES_PER_KM2 = 100
LARGEST = 999_999_999  # inhabitants, or hectares of a body


@dataclass(frozen=True)
class BodyRecord:
    """One municipality as the file describes it."""

    row: int
    ags: str
    ars: str
    official_name: str
    kind: Kind
    area_km2: Decimal
    population: int
    postal_code: str

    @property
    def name(self) -> str:
        """Without the title: "Hanau" of "Hanau, Brüder-Grimm-Stadt"."""
        return self.official_name.partition(",")[0].strip()


@dataclass
class Gv100ad:
    """The Hessian part of a file: its day, and names of areas and bodies by their keys."""

    day: date
    regions: dict[str, str] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, BodyRecord] = field(default_factory=dict)
    elsewhere: int = 0


def read_gv100ad(path: Path) -> Gv100ad:
    """The file's Hessian records. Raises FileRefused with every wrong one."""
    require_readable(path, LARGEST_FILE)
    kind = require_kind(path, {FileKind.TEXT}, named="GV100AD")
    encoding = encoding_of(path, fallback=OLD_ENCODING)
    _require_records(path, encoding, kind)
    errors = Errors()
    found: Gv100ad | None = None
    with path.open(encoding=encoding, newline="") as file:
        for row, raw in enumerate(file, start=1):
            line = raw.rstrip("\r\n")
            if not line.strip(END_OF_FILE):
                continue
            if len(line) != WIDTH:
                message = _("The line does not have %(width)s characters. Is the file complete?")
                errors.add(row, "", line[:30].strip(), message % {"width": WIDTH})
                continue
            found = found or Gv100ad(_day(line))
            _take(row, line, found, errors)
    errors.check()
    if found is None or not found.bodies:
        raise refuse(_("No municipality of Hessen is in this file."))
    return found


def _require_records(path: Path, encoding: str, kind: FileKind) -> None:
    """Raise FileRefused, once, for a text that has no record of the file in its first line."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline(10 * WIDTH)
    if RECORD.match(first):
        return
    message = _("This is no GV100AD file: its first line is no record.")
    if any(first.count(separator) > 1 for separator in SEPARATORS):
        message = _("This is no GV100AD file but a table (CSV). Take the file of fixed width.")
    raise refuse(message, row=1, value=first.strip()[:60] or kind.value)


def _day(line: str) -> date:
    """The day of the file. Raises FileRefused for none, and for one that nobody can mean."""
    written = line[2:10]
    try:
        day = datetime.strptime(written, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        message = _("This is no GV100AD file: characters 3 to 10 are no date.")
        raise refuse(message, row=1, column="3-10", value=written) from None
    require_plausible(day, row=1, column="3-10", value=written)
    return day


def require_plausible(day: date, *, value: str, row: int = 0, column: str = "") -> None:
    """Raise FileRefused for a day, written as `value`, that no figures can be of."""
    try:
        check_plausible(day, today=timezone.localdate(), first=FIRST_VALIDITY, years_ahead=0)
    except RuleError as error:
        raise refuse(error.message, row=row, column=column, value=value) from None


def _take(row: int, line: str, found: Gv100ad, errors: Errors) -> None:
    record = line[:2]
    if line[2:10] != found.day.strftime("%Y%m%d"):
        message = _("Another date than in the first row (%(day)s).") % {"day": found.day}
        errors.add(row, "3-10", line[2:10], message)
    elif line[10:12] != STATE:
        found.elsewhere += 1
    elif record == REGION:
        found.regions[line[10:13]] = _name(line)
    elif record == DISTRICT:
        found.districts[line[10:15]] = _name(line)
    elif record == MUNICIPALITY:
        _take_body(row, line, found, errors)
    elif record != STATE_RECORD and record not in OTHER_RECORDS:
        expected = _("Expected a record type: 10, 20, 30, 40, 50 or 60.")
        errors.add(row, "1-2", record, expected)


def _take_body(row: int, line: str, found: Gv100ad, errors: Errors) -> None:
    before = errors.count
    ags = line[10:18]
    if not only_digits(ags):
        errors.add(row, "11-18", ags, _("An AGS has 8 digits."))
    elif ags in found.bodies:
        errors.add(row, "11-18", ags, _("This AGS stands in the file already."))
    if line[122:124] not in KINDS:
        expected = _("Expected: %(values)s.") % {"values": ", ".join(KINDS)}
        errors.add(row, "123-124", line[122:124], expected)
    _check_values(row, line, errors)
    if errors.count == before:
        found.bodies[ags] = BodyRecord(
            row=row,
            ags=ags,
            ars=line[10:15] + line[18:22] + line[15:18],
            official_name=_name(line),
            kind=KINDS[line[122:124]],
            area_km2=Decimal(int(line[128:139])) / HECTARES_PER_KM2,
            population=int(line[139:150]),
            postal_code=line[165:170].strip(),
        )


def _check_values(row: int, line: str, errors: Errors) -> None:
    """Area, inhabitants and name of a body."""
    for column, value in (("129-139", line[128:139]), ("140-150", line[139:150])):
        if not only_digits(value):
            errors.add(row, column, value.strip(), _("Expected digits only."))
        elif int(value) > LARGEST:
            errors.add(row, column, value, _("No body is so large. Is the file complete?"))
    if not _name(line):
        errors.add(row, "23-72", "", _("The name is missing."))
    elif wrong := check_cell(_name(line)):
        errors.add(row, "23-72", _name(line), wrong)


def _name(line: str) -> str:
    return line[22:72].strip()


def by_name(record: BodyRecord) -> tuple[str, str]:
    return sort_key(record.name), record.ags
