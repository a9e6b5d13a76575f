"""Reports on where the money goes: by district, and by body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_ALL_MONEY, SEE_STATE_MONEY
from core.areas import Level
from core.as_of import AsOf
from core.forms.choices import ALL
from core.forms.fields import FirstChoiceField
from core.reporting import Column, ColumnKind, Report, Row, counted, money, register
from municipalities.addresses import area_url, body_url
from municipalities.models import Municipality
from programs.models import Program
from programs.queries.reporting.recipient import SUMS, received_by_area, received_by_body

LEVELS = [
    (Level.DISTRICT.value, _("Districts and independent cities")),
    (Level.GOVERNMENT_DISTRICT.value, _("Government districts")),
]


class RecipientForm(forms.Form):
    """One program; empty means all."""

    programm = forms.ModelChoiceField(
        label=_("Funding program"),
        required=False,
        queryset=Program.objects.all(),
        to_field_name="code",
        empty_label=ALL,
    )


class RegionForm(RecipientForm):
    """The same, by district or government district."""

    gliederung = FirstChoiceField(label=_("Breakdown"), choices=LEVELS)


MONEY = [
    money(
        "committed_eur", _("Committed"), _("Commitments on lines of cash and operating costs, net")
    ),
    money("authorised_bound_eur", _("Bound for later years"), _("On authorisations, by the day")),
    money("paid_eur", _("Paid"), _("Payments by value date and operating costs")),
    money("claimed_eur", _("Reclaimed"), _("Claimed back, whether it came or not")),
    money("repaid_eur", _("Repaid"), _("Repayments by the recipients that came")),
]
PEOPLE = [
    counted("inhabitants", _("Inhabitants"), _("Of the municipalities, in use on the day")),
    Column(
        "population_on", _("Inhabitants as of"), ColumnKind.DAY, help=_("Day of the newest figure")
    ),
    Column(
        "per_inhabitant_eur",
        _("Committed per inhabitant"),
        ColumnKind.EUR,
        ratio=("committed_eur", "inhabitants"),
        help=_("Committed by inhabitants; in the total the ratio of the sums"),
    ),
]
REGION_COLUMNS = [
    Column(
        "name",
        _("Area"),
        help=_("District or independent city, or government district"),
        link=area_url,
        link_by=("key",),
    ),
    Column("key", _("Key"), help=_("First digits of the AGS")),
    Column("government_district", _("Government district"), help=_("To which it belongs")),
    counted("bodies", _("Municipalities"), _("That exist on the day, with the district itself")),
    counted("funded", _("of these funded"), _("With a commitment by the day, also a revoked one")),
    counted(
        "grants",
        _("Grants"),
        _("Cases with a body of the area; of several areas in each, so without a total"),
        summed=False,
    ),
    counted("participations", _("Participations"), _("Municipalities of these cases, added up")),
    counted(
        "across",
        _("of the grants across areas"),
        _("Cases with bodies of several of these areas; without a total"),
        summed=False,
    ),
    *MONEY,
    *PEOPLE,
]


BODY_COLUMNS = [
    Column(
        "body",
        _("Municipality or district"),
        help=_("Body that received the money"),
        link=body_url,
        link_by=("ags",),
    ),
    Column("ags", _("AGS"), help=_("Official municipality key")),
    Column("district", _("District"), help=_("Area of the body")),
    Column("government_district", _("Government district"), help=_("To which it belongs")),
    counted("participations", _("Participations"), _("Cases with a commitment for the body")),
    *MONEY,
    Column(
        "inhabitants", _("Inhabitants"), ColumnKind.COUNT, help=_("In use on the day; no total")
    ),
    Column("population_on", _("Inhabitants as of"), ColumnKind.DAY, help=_("Day of the figure")),
    Column(
        "per_inhabitant_eur",
        _("Committed per inhabitant"),
        ColumnKind.EUR,
        help=_("Committed by inhabitants"),
        ratio=("committed_eur", "inhabitants"),
    ),
]


def _region_rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    level = Level(filters["gliederung"])
    for row in received_by_area(user, at=at, level=level, program=filters["programm"]):
        yield vars(row)


def _body_rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    bodies = Municipality.objects.select_related("district__government_district").in_bulk()
    for row in received_by_body(user, at=at, program=filters["programm"]):
        body = bodies[row.ags]
        yield {
            "body": body.full_name,
            "ags": row.ags,
            "district": body.district.name,
            "government_district": body.district.government_district.name,
            "participations": row.grants,
            **{name: getattr(row, name) for name in SUMS},
            "inhabitants": row.inhabitants,
            "population_on": row.population_on,
        }


register(
    Report(
        name="regionen",
        title=_("Regional overview: money and participations by district"),
        question=_("How much money reached which district, also per inhabitant?"),
        permission=SEE_STATE_MONEY,
        columns=lambda _filters: REGION_COLUMNS,
        form=RegionForm,
        rows=_region_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "Each partner's share counts where the partner lies. A body is funded once money was "
            "committed for it, also where it was taken back later. Inhabitants are those of the "
            "municipalities, by the figure in use on the day."
        ),
        basis=_(
            "Bookings that name a body, up to the day; not what the state pays centrally. Whoever "
            "does not see every case gets what was notified and is out of any embargo."
        ),
    )
)
register(
    Report(
        name="mittel-kommunen",
        of_list="municipalities.municipality",
        title=_("Money by municipality and district"),
        question=_("How much money did each municipality get?"),
        permission=SEE_ALL_MONEY,
        columns=lambda _filters: BODY_COLUMNS,
        form=RecipientForm,
        rows=_body_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "One row per body that exists on the day, and per earlier one with bookings. Each "
            "body's own share, up to the day; a district is a body beside its municipalities."
        ),
        basis=_("Bookings that name a body; not what the state pays centrally."),
    )
)
