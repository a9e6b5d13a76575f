"""Grants by the 360Giving standard: one grant per body, those of one project related."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from programs.queries.seen.published import PublishedShare, published_shares

PREFIX = "360G-ozghessen"  # not registered: clearly a local one
FUNDER = {"id": "DE-STATE-06", "name": "Land Hessen"}


def grants() -> dict[str, Any]:
    """The package of all published grants."""
    return {
        "version": "1.4",
        "grants": [_grant(share) for share in published_shares(day=timezone.localdate())],
    }


def _grant(share: PublishedShare) -> dict[str, Any]:
    case = share.grant
    authority = case.program.granting_authority
    funder = {**FUNDER, **({"department": authority.name} if authority is not None else {})}
    found: dict[str, Any] = {
        "id": f"{PREFIX}-{case.pk}-{share.ags}",
        "title": case.title,
        "description": case.subject_area or case.title,
        "currency": "EUR",
        "amountAwarded": float(share.awarded_eur),
        "amountDisbursed": float(share.disbursed_eur),
        "awardDate": share.awarded_on.isoformat(),
        "recipientOrganization": [{"id": f"DE-AGS-{share.ags}", "name": share.body}],
        "fundingOrganization": [funder],
        "beneficiaryLocation": [
            {"geoCode": share.ags, "geoCodeType": "AGS", "name": share.body, "countryCode": "DE"}
        ],
        "grantProgramme": [{"code": case.program.code, "title": case.program.name}],
        "relatedActivity": [f"{PREFIX}-project-{case.pk}"],
        "plannedDates": [_planned(case.period_start, case.period_end)],
    }
    if share.payments:
        found["disbursementTransaction"] = [
            {"transactionDate": day.isoformat(), "currency": "EUR", "value": float(paid_eur)}
            for day, paid_eur in share.payments.items()
        ]
    if share.applied_eur is not None:
        found["amountAppliedFor"] = float(share.applied_eur)
    return {name: value for name, value in found.items() if value not in ([{}], "")}


def _planned(start: date | None, end: date | None) -> dict[str, str]:
    days = {"startDate": start, "endDate": end}
    return {name: day.isoformat() for name, day in days.items() if day is not None}
