"""Classes of values on a map: bounds, names, and the class of a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

UNKNOWN = "u"  # its own pattern, never the lowest class
NOT_ONLINE, ONLINE = "1", "5"  # of a single service in a body


@dataclass(frozen=True)
class MapClass:
    """One class of the legend; `code` names its colour and pattern."""

    code: str
    label: str


@dataclass(frozen=True)
class Classes:
    """Values from bound to bound: a value on a bound belongs to the class above it."""

    bounds: Sequence[Decimal]
    text: Callable[[Any], str]

    def code(self, value: Decimal | None) -> str:
        """ "1" for the lowest class; UNKNOWN where nothing is known."""
        if value is None:
            return UNKNOWN
        return str(1 + sum(value >= bound for bound in self.bounds))

    @property
    def legend(self) -> list[MapClass]:
        """The classes from the lowest, and the unknown."""
        first, last = self.bounds[0], self.bounds[-1]
        labels = [_("under %(value)s") % {"value": self.text(first)}]
        labels += [
            _("%(lower)s to under %(upper)s") % {"lower": self.text(low), "upper": self.text(high)}
            for low, high in zip(self.bounds, self.bounds[1:], strict=False)
        ]
        labels.append(_("%(value)s and more") % {"value": self.text(last)})
        known = [MapClass(str(place), label) for place, label in enumerate(labels, 1)]
        return [*known, MapClass(UNKNOWN, _("unknown"))]


class OnlineOrNot(Classes):
    """What one body has: a service is online there or not, which takes two ends of the scale."""

    def code(self, value: Decimal | None) -> str:
        return UNKNOWN if value is None else NOT_ONLINE if value == 0 else ONLINE

    @property
    def legend(self) -> list[MapClass]:
        named = ((NOT_ONLINE, Decimal(0)), (ONLINE, Decimal(1)))
        return [
            *(MapClass(code, self.text(value)) for code, value in named),
            MapClass(UNKNOWN, _("not reported, or not competent")),
        ]
