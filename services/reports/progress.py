"""Reports on progress: by theme field, situation or service; by body; body by service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_PROGRESS
from core import rollups
from core.areas import Level
from core.as_of import AsOf
from core.calendar import last_quarter_end
from core.database.streaming import streamed
from core.reporting import Bars, Column, ColumnKind, Report, Row, Values, register
from municipalities.addresses import body_url
from services.addresses import service_url, services_of
from services.forms import BREAKDOWN, AreaForm, ProgressForm
from services.queries.progress import progress
from services.queries.versions import IN_CURRENT, basis_of_reports
from services.rollups import PROGRESS

RULES = _(
    "Online: maturity level for “online” reached and live in at least one municipality. "
    "OZG-compliant: the same with the level that meets the OZG obligation. Area-wide: online in "
    "all competent municipalities. Provided: a process is released for re-use, used or not. Not "
    "reported is not zero."
)
BASIS = lazy(basis_of_reports, str)()  # read when a report is made
COUNTS = [
    Column(
        "competent",
        _("Competent (municipality x service)"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Pairs of a body and a service it is competent for"),
    ),
    Column(
        "reported",
        _("of these reported"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Pairs with at least one report"),
    ),
    Column("configured", _("set up"), ColumnKind.COUNT, summed=True, help=_("Pairs set up")),
    Column(
        "listed",
        _("listed in the administration portal"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Pairs listed in the administration portal"),
    ),
    Column("live", _("online"), ColumnKind.COUNT, summed=True, help=_("Pairs available online")),
    Column(
        "live_rate",
        _("Share online"),
        ColumnKind.SHARE,
        ratio=("live", "competent"),
        help=_("Online pairs of competent pairs; a ratio of sums"),
    ),
    Column(
        "inhabitants_competent",
        _("Inhabitants of competent bodies"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Inhabitants, once per service"),
    ),
    Column(
        "inhabitants_live",
        _("Inhabitants reached"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Inhabitants of bodies where the service is online, once per service"),
    ),
    Column(
        "inhabitants_rate",
        _("Share of inhabitants reached"),
        ColumnKind.SHARE,
        ratio=("inhabitants_live", "inhabitants_competent"),
        help=_("Inhabitants reached of inhabitants of competent bodies"),
    ),
    Column("last_report", _("Last report"), ColumnKind.DAY, help=_("Day of the newest report")),
]
RULE_COUNTS = [
    Column(
        "services",
        _("Services"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Services somebody in the area is competent for"),
    ),
    Column(
        "federal_any",
        _("online in at least one municipality"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Services by the rule “online (at least one municipality)”"),
    ),
    Column(
        "federal_any_rate",
        _("Share"),
        ColumnKind.SHARE,
        ratio=("federal_any", "services"),
        help=_("of the services"),
    ),
    Column(
        "level3_any",
        _("OZG-compliant in at least one municipality"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Services by the rule “OZG-compliant in at least one municipality”"),
    ),
    Column(
        "level3_any_rate",
        _("Share OZG-compliant"),
        ColumnKind.SHARE,
        ratio=("level3_any", "services"),
        help=_("of the services"),
    ),
    Column(
        "area_wide",
        _("area-wide"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Services online in all competent municipalities of the area"),
    ),
    Column(
        "area_wide_rate",
        _("Share area-wide"),
        ColumnKind.SHARE,
        ratio=("area_wide", "services"),
        help=_("of the services"),
    ),
    Column(
        "provided",
        _("provided for re-use"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Services with a process released for re-use, used or not"),
    ),
    Column(
        "provided_rate",
        _("Share provided"),
        ColumnKind.SHARE,
        ratio=("provided", "services"),
        help=_("of the services"),
    ),
]


CHANGES = [
    Column(
        "federal_any_change",
        _("Change since the last quarter (services online)"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Services online in at least one municipality, less those at its last day"),
    ),
    Column(
        "live_change",
        _("Change since the last quarter (pairs online)"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Pairs available online, less those at its last day"),
    ),
]


def _progress_columns(filters: Mapping[str, Any]) -> list[Column]:
    by, body = filters["gliederung"], filters["kommune"]
    place = {"gebiet": filters["gebiet"], "kommune": body and body.pk}
    label = Column(
        "label",
        dict(BREAKDOWN)[by],
        help=_("What the row is about"),
        link=lambda key: services_of(by, key, place),
        link_by=("key",),
    )
    key = Column("key", _("Key"), help=_("OZG id, or the code of what the row is about"))
    counts = [*RULE_COUNTS, *COUNTS, *CHANGES]
    if filters["gliederung"] == "process":  # a service of two processes is in two rows
        counts = [replace(column, summed=False) for column in counts]
    return [label, key, *counts]


def _progress_rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    chosen = {
        "body": filters["kommune"],
        "theme_field": filters["themenfeld"],
        "situation": filters["lage"],
        "process": filters["prozess"],
    }
    narrowed = {name: value.pk for name, value in chosen.items() if value}
    by, area = filters["gliederung"], filters["gebiet"]
    quarter = AsOf(last_quarter_end(at.day))
    before = {row.key: row for row in progress(by, area=area, at=quarter, **narrowed)}
    for row in progress(by, area=area, at=at, **narrowed):
        earlier = before.get(row.key)
        yield asdict(row) | {
            "federal_any_change": row.federal_any - (earlier.federal_any if earlier else 0),
            "live_change": row.live - (earlier.live if earlier else 0),
        }


DETAIL_SQL = f"""
    SELECT r.ags AS ags, m.name AS name, r.service_id AS service_id, s.name AS service,
        t.name AS theme_field, r.competent AS competent, r.reported AS reported,
        r.configured AS configured, r.listed AS listed, r.live AS live,
        r.level_compliant AS compliant, r.last_report AS last_report
    FROM {{relation}} r
    JOIN municipalities_municipality m ON m.ags = r.ags
    JOIN services_ozgservice s ON s.ozg_id = r.service_id
    JOIN services_themefield t ON t.code = s.theme_field_id
    WHERE r.level = 'body' AND starts_with(r.ags, %(area)s)
        AND (%(theme)s = '' OR s.theme_field_id = %(theme)s)
        AND {IN_CURRENT}
    ORDER BY r.ags, r.service_id
"""  # noqa: S608  # constants of ours
DETAIL_COLUMNS = [
    Column("ags", _("AGS"), help=_("Official municipality key")),
    Column(
        "name",
        _("Name"),
        help=_("Name of the municipality or district"),
        link=body_url,
        link_by=("ags",),
    ),
    Column("service_id", _("OZG id"), help=_("Key of the OZG service")),
    Column(
        "service",
        _("Service"),
        help=_("Name of the OZG service"),
        link=service_url,
        link_by=("service_id",),
    ),
    Column("theme_field", _("Theme field"), help=_("Theme field of the service")),
    Column("competent", _("Competent"), ColumnKind.COUNT, summed=True, help=_("1 = competent")),
    Column(
        "reported", _("Reported"), ColumnKind.COUNT, summed=True, help=_("1 = there is a report")
    ),
    Column("configured", _("set up"), ColumnKind.COUNT, summed=True, help=_("1 = set up")),
    Column(
        "listed",
        _("listed in the administration portal"),
        ColumnKind.COUNT,
        summed=True,
        help=_("1 = listed"),
    ),
    Column("live", _("online"), ColumnKind.COUNT, summed=True, help=_("1 = available online")),
    Column(
        "compliant",
        _("OZG-compliant"),
        ColumnKind.COUNT,
        summed=True,
        help=_("1 = online at the level that meets the OZG obligation"),
    ),
    Column("last_report", _("Last report"), ColumnKind.DAY, help=_("Day of the newest report")),
]


def _detail_rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Values]:
    """One row per body and service, streamed: memory stays flat."""
    relation, params = rollups.source(PROGRESS, at=at, area=filters["gebiet"], level=Level.BODY)
    theme = filters["themenfeld"]
    params |= {"area": filters["gebiet"], "theme": theme.pk if theme else ""}
    return streamed(DETAIL_SQL.format(relation=relation), params)


register(
    Report(
        name="fortschritt",
        of_list="services.ozgservice",
        title=_("OZG progress"),
        question=_("How many services are online, where and in which field?"),
        permission=SEE_PROGRESS,
        columns=_progress_columns,
        form=ProgressForm,
        rows=_progress_rows,
        is_dated=True,
        rollup="progress",
        rule=RULES,
        basis=BASIS,
        bars=Bars(["label"], ("live_rate", "inhabitants_rate")),
    )
)
register(
    Report(
        name="fortschritt-detail",
        title=_("Progress in detail: every municipality and service"),
        question=_("How far is each service in each municipality?"),
        permission=SEE_PROGRESS,
        columns=lambda _filters: DETAIL_COLUMNS,
        form=AreaForm,
        rows=_detail_rows,
        keys=[column.key for column in DETAIL_COLUMNS],
        is_dated=True,
        rollup="progress",
        rule=_("One row per competent body and service; 1 = yes, 0 = no."),
        basis=BASIS,
    )
)
