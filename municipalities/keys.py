"""Keys of bodies as files spell them (AGS, ARS, former keys), resolved for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.text import only_digits
from municipalities.models import Municipality

STATE = "06"
LAST_STATE = 16
ARS_LENGTH, AGS_LENGTH, DISTRICT_LENGTH = 12, 8, 5


SHORT_LENGTHS = frozenset(length - 1 for length in (ARS_LENGTH, AGS_LENGTH, DISTRICT_LENGTH))


def whole_key(key: str) -> str:
    """A key with the zero that spreadsheets take away: 6535011 is 06535011.

    Keys have 12, 8 or 5 digits, so one of 11, 7 or 4 can be read in this way only.
    """
    key = key.strip()
    is_short = len(key) in SHORT_LENGTHS and only_digits(key)
    return f"0{key}" if is_short and key[0] != "0" else key


def is_elsewhere(key: str) -> bool:
    """Whether a well-formed key is of another state, or of the whole country (zeros)."""
    key = whole_key(key)
    is_key = len(key) in {ARS_LENGTH, AGS_LENGTH, DISTRICT_LENGTH, len(STATE)} and key.isascii()
    if not is_key or not only_digits(key):
        return False
    return (key[:2] != STATE and 1 <= int(key[:2]) <= LAST_STATE) or set(key) == {"0"}


@dataclass(frozen=True)
class Area:
    """What a key stands for: a body on the day, or a wider area that is no body."""

    body: str | None
    prefix: str


class KeyBook:
    """All bodies, read once; a key of a body that is gone leads to its successor."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._bodies = {body.ags: body for body in Municipality.objects.all()}
        self._by_ars = {body.ars: body.ags for body in self._bodies.values() if body.ars}
        self._wider_keys = {STATE, *(ags[: len(STATE) + 1] for ags in self._bodies)}
        self._found: dict[str, Area | None] = {}

    def find(self, key: str) -> Area | None:
        """The area of an AGS (8 digits, 5, 3 or 2) or ARS (12 digits); None for unknown keys."""
        if key not in self._found:
            self._found[key] = self._find(key)
        return self._found[key]

    def _find(self, key: str) -> Area | None:
        key = whole_key(key)
        if not only_digits(key):
            return None
        if len(key) == ARS_LENGTH:
            return self._of_ars(key)
        return self._of_ags(key) or self._wider(key)

    def _of_ars(self, ars: str) -> Area | None:
        if ars in self._by_ars:
            return self._of_ags(self._by_ars[ars])
        if ars.endswith("000000000"):
            return self._wider(ars[:2] if ars[2] == "0" else ars[:3])
        if ars.endswith("0000000"):
            return self._of_ags(ars[:5]) or self._of_ags(ars[:5] + "000")
        return self._of_ags(ars[:5] + ars[9:])

    def _wider(self, key: str) -> Area | None:
        """The state or a government district; a district area is its Landkreis or city."""
        return Area(None, key) if key in self._wider_keys else None

    def _of_ags(self, ags: str) -> Area | None:
        body = self._bodies.get(ags)
        seen = set()
        while body is not None and body.ags not in seen:
            if body.valid_to is None or body.valid_to >= self.day or body.successor_id is None:
                return Area(body.ags, body.ags)
            seen.add(body.ags)
            body = self._bodies.get(body.successor_id)
        return None
