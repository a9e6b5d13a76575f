"""Report on re-use: what is released for all, where it runs, what it costs, and who bears it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_STATE_MONEY
from core.as_of import AsOf
from core.forms.choices import ALL
from core.reporting import Column, ColumnKind, Report, Row, money, register
from programs.queries.efa import ProcessCost, process_costs
from programs.reports.budget import year_field
from services.addresses import services_of_process
from services.choices import ProcessKind
from services.models import LeikaService, OnlineProcess, OzgService
from services.queries.reuse import Reuse, reuse
from services.rules.counting import REUSABLE

KINDS = [(kind.value, kind.label) for kind in ProcessKind if kind in REUSABLE]


class ReuseForm(forms.Form):
    """Source of the processes, and the year of the costs; empty means all, and that of the day."""

    quelle = forms.ChoiceField(label=_("Source"), required=False, choices=[("", ALL), *KINDS])
    jahr = year_field(_("Year of the costs"), _("Empty: the year of the day."))


COLUMNS = [
    Column(
        "process",
        _("Online process"),
        help=_("Released on civento or EfA"),
        link=services_of_process,
        link_by=("code",),
    ),
    Column("services", _("Services"), help=_("OZG services it offers")),
    Column("leika", _("LeiKa"), help=_("Keys of these services in the catalogue")),
    Column("source", _("Source"), help=_("civento, or EfA with its leading state")),
    Column("since", _("Released on"), ColumnKind.DAY, help=_("Day of the first release")),
    Column(
        "bodies",
        _("Bodies that use it"),
        ColumnKind.COUNT,
        help=_("Municipalities and districts where the process is online; without a total"),
    ),
    Column(
        "competent",
        _("Competent bodies"),
        ColumnKind.COUNT,
        help=_("For at least one of its services"),
    ),
    Column(
        "bodies_rate",
        _("Share"),
        ColumnKind.SHARE,
        ratio=("bodies", "competent"),
        help=_("Bodies that use it of competent ones"),
    ),
    Column("year", _("Year of the costs"), help=_("Calendar year of the operating costs")),
    money("state_eur", _("Costs borne by the state"), _("Booked by the day, less reversed ones")),
    money(
        "municipal_eur",
        _("Costs borne by municipalities"),
        _("Approved by the day, less reversed ones; not booked"),
    ),
    Column("keys", _("Allocation key"), help=_("By which the costs are shared out")),
    Column("contract", _("Contract"), help=_("Way to the contract, as recorded today")),
]


def _rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    found = reuse(at=at)
    processes = OnlineProcess.objects.in_bulk([row.code for row in found])
    year = filters["jahr"] or at.day.year
    costs = process_costs(year, at=at)
    services, leika = _names(found), _leika_keys(found)
    for row in found:
        process = processes[row.code]
        if filters["quelle"] in ("", process.kind):
            cost = costs.get(row.code, ProcessCost())
            yield {
                "code": row.code,
                "process": row.name,
                "services": _listed(services[key] for key in row.services),
                "leika": _listed(key for service in row.services for key in leika[service]),
                "source": _source(process),
                "since": row.since,
                "bodies": row.bodies,
                "competent": row.competent,
                "year": str(year),
                "state_eur": cost.state_eur,
                "municipal_eur": cost.municipal_eur,
                "keys": _listed(cost.keys),
                "contract": process.get_contract_way_display(),
            }


def _names(found: Iterable[Reuse]) -> dict[str, str]:
    ids = {service for row in found for service in row.services}
    return dict(OzgService.objects.filter(pk__in=ids).values_list("pk", "name"))


def _leika_keys(found: Iterable[Reuse]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {service: [] for row in found for service in row.services}
    rows = LeikaService.objects.filter(ozg_service__in=keys).order_by("leika_key")
    for service, key in rows.values_list("ozg_service", "leika_key"):
        keys[service].append(key)
    return keys


def _source(process: OnlineProcess) -> str:
    kind = ProcessKind(process.kind)
    name = "civento" if kind is ProcessKind.CIVENTO else "EfA"
    return f"{name} ({process.lead_state})" if process.lead_state else name


def _listed(texts: Iterable[Any]) -> str:
    return "; ".join(map(str, texts))


register(
    Report(
        name="nachnutzung",
        of_list="programs.efacost",
        title=_("Re-use of processes with their operating costs"),
        question=_("Who uses what others have built, and what does its operation cost?"),
        permission=SEE_STATE_MONEY,
        columns=lambda _filters: COLUMNS,
        form=ReuseForm,
        rows=_rows,
        is_dated=True,
        rollup="progress",
        rule=_(
            "One row per process that is released for re-use on the day. A body uses it once the "
            "process is online there for one of its services. Operating costs are those of one "
            "year; where nothing is recorded they are empty, not zero."
        ),
        basis=_("Processes on civento and EfA; costs recorded here, not what others pay."),
    )
)
