"""What was published for the same thing stands beside a report; it is in none of its sums."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from core.areas import STATE_AGS
from core.as_of import AsOf
from core.formats import format_eur, format_known_day, format_of_with_share
from core.money import sum_eur
from core.reporting import say_beside
from programs.models import Envelope, PublishedFigure
from programs.queries.efa import EFA_PROGRAM, process_costs

ONLINE, TARGET = "ozg-online-2022", "ozg-target-2022"
NARROWS = ("kommune", "themenfeld", "lage", "prozess")


def progress_of_the_press(filters: Mapping[str, Any], at: AsOf) -> list[tuple[str, str]]:
    """139 of 314 (44.3 %), beside the progress of the whole state from its day on."""
    found = PublishedFigure.objects.in_bulk([ONLINE, TARGET])
    is_whole = filters["gebiet"] == STATE_AGS and not any(filters[name] for name in NARROWS)
    if len(found) < 2 or not is_whole:
        return []
    online, target = found[ONLINE], found[TARGET]
    if online.value is None or target.value is None or online.as_of > at.day.isoformat():
        return []
    text = _("%(share)s, %(basis)s, as of %(day)s. %(rule)s. Source: %(source)s")
    values = {
        "share": format_of_with_share(int(online.value), int(target.value)),
        "basis": online.basis,
        "day": format_known_day(online.as_of),
        "rule": online.counting_rule,
        "source": online.source,
    }
    return [(_("Published"), text % values)]


def ceilings_of_efa(filters: Mapping[str, Any], at: AsOf) -> list[tuple[str, str]]:
    """The ceiling of each year of EfA costs, and what the state bore of them by the day."""
    envelopes = Envelope.objects.filter(program__code=EFA_PROGRAM).annotate(
        year=ExtractYear("period_from"), last_year=ExtractYear("period_to")
    )
    of_years = envelopes.filter(year=F("last_year")).order_by("year", "pk")
    if filters["jahr"]:
        of_years = of_years.filter(year=filters["jahr"])
    return [(envelope.name, _against(envelope, envelope.year, at)) for envelope in of_years]


def _against(envelope: Envelope, year: int, at: AsOf) -> str:
    costs = process_costs(year, at=at).values()
    values = {
        "qualifier": envelope.get_qualifier_display(),
        "amount": format_eur(envelope.amount_eur),
        "borne": format_eur(sum_eur(cost.state_eur for cost in costs if cost.state_eur)),
    }
    return _("%(qualifier)s %(amount)s; booked by the day: %(borne)s") % values


say_beside("fortschritt", progress_of_the_press)
say_beside("nachnutzung", ceilings_of_efa)
