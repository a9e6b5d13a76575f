"""For what one may apply on a day: programs whose directive takes applications, and open calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from core.database.intervals import holding
from core.database.text_keys import sort_key
from core.formats import format_day
from programs.models import Call, Directive


@dataclass(frozen=True)
class ApplicationOffer:
    """Something one may apply for: what, on which terms, and where."""

    name: str
    about: str
    url: str


def open_for_applications(day: date) -> list[ApplicationOffer]:
    """The programs and calls that take applications on the day, by name."""
    directives = Directive.objects.filter(
        holding(day, last_day=True, has_begin=True), takes_applications=True
    )
    calls = Call.objects.filter(opens_on__lte=day, deadline_on__gte=day)
    found = [
        *(
            ApplicationOffer(
                row.program.name,
                row.version,
                reverse("programs:draft_begin", args=[row.program.code]),
            )
            for row in directives.select_related("program")
        ),
        *(
            ApplicationOffer(
                row.name,
                _("until %(day)s") % {"day": format_day(row.deadline_on)},
                reverse("programs:draft_begin_call", args=[row.program.code, row.pk]),
            )
            for row in calls.select_related("program")
        ),
    ]
    return sorted(found, key=lambda offer: sort_key(offer.name))
