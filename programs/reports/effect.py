"""Report from euros to effect: every service in every body that a grant pays for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_ALL_MONEY
from core.as_of import AsOf
from core.forms.choices import ALL
from core.reporting import Column, ColumnKind, Report, Row, register
from municipalities.addresses import body_url
from programs.models import Grant, Program
from programs.queries.effect.grants import effects_of, funded_pairs
from programs.queries.grant import existing
from programs.reports.columns import case_column
from services.addresses import service_url


class EffectForm(forms.Form):
    """Program and case; empty means all."""

    programm = forms.ModelChoiceField(
        label=_("Funding program"),
        required=False,
        queryset=Program.objects.all(),
        to_field_name="code",
        empty_label=ALL,
    )
    aktenzeichen = forms.CharField(
        label=_("File reference"),
        required=False,
        max_length=60,
        help_text=_("Keeps to one case; as in the file, in full."),
    )


COLUMNS = [
    case_column(),
    Column("title", _("Project"), help=_("Cooperation or project, as named today")),
    Column("program", _("Funding program"), help=_("Name of the program")),
    Column("funded_on", _("Funded since"), ColumnKind.DAY, help=_("Day the decision was notified")),
    Column(
        "body",
        _("Municipality or district"),
        help=_("Body that takes part in the case"),
        link=body_url,
        link_by=("ags",),
    ),
    Column("ags", _("AGS"), help=_("Official municipality key")),
    Column(
        "service",
        _("Service"),
        help=_("Name of the OZG service"),
        link=service_url,
        link_by=("service_id",),
    ),
    Column("service_id", _("OZG id"), help=_("Key of the OZG service")),
    Column("outcome", _("On the day"), help=_("How the service stands in the body on the day")),
    Column(
        "live_since", _("Live since"), ColumnKind.DAY, help=_("First day live; empty: never yet")
    ),
    Column(
        "went_live",
        _("gone live since"),
        ColumnKind.COUNT,
        summed=True,
        help=_("1 for a pair that went live on or after the day of the decision, else 0"),
    ),
    Column(
        "share_eur",
        _("Share of the body"),
        ColumnKind.EUR,
        help=_("Its share of the whole case, on each of its services: never add it up"),
    ),
    Column(
        "cost_per_live_eur",
        _("Cost per service gone live"),
        ColumnKind.EUR,
        help=_("Of the case: approved by pairs gone live since; unknown where a side is unknown"),
    ),
]


def _rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    cases = existing(Grant.objects.visible_to(user), at=at)
    grants = cases.filter(services__isnull=False).distinct()
    if filters["programm"]:
        grants = grants.filter(program=filters["programm"])
    if filters["aktenzeichen"]:
        grants = grants.filter(file_reference=filters["aktenzeichen"])
    day = at.day
    pairs = funded_pairs(grants, day=day)
    costs = {effect.grant: effect.cost_per_live_eur for effect in effects_of(pairs, day=day)}
    for pair in pairs:
        yield {
            "grant": pair.grant,
            "file_reference": pair.file_reference,
            "title": pair.title,
            "program": pair.program,
            "funded_on": pair.funded_on,
            "body": pair.body,
            "ags": pair.ags,
            "service": pair.service_name,
            "service_id": pair.service,
            "outcome": str(pair.outcome.label),
            "live_since": pair.live_since,
            "went_live": int(pair.went_live),
            "share_eur": pair.share_eur,
            "cost_per_live_eur": costs[pair.grant],
        }


register(
    Report(
        name="wirkung",
        title=_("From euros to effect: services in bodies by grant"),
        question=_("Which services went live with which grant, and what did each cost?"),
        permission=SEE_ALL_MONEY,
        columns=lambda _filters: COLUMNS,
        form=EffectForm,
        rows=_rows,
        is_dated=True,
        rollup="progress",
        rule=_(
            "One row per case, body and service. The cost is the amount approved by the date, "
            "divided by the pairs of the case that went live on or after the day of the decision; "
            "unknown where one side is."
        ),
        basis=_("Cases you may see that name their services; of others the effect is unknown."),
    )
)
