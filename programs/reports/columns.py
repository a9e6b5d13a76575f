"""Columns that name a case, its program and its year, each leading to what it names."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.reporting import Column
from municipalities.addresses import body_url
from programs.reports.addresses import case_url, cases_of_year, program_url


def case_column(*, names_row: bool = False) -> Column:
    """The file reference of the case whose key stands in the row as "grant"."""
    return Column(
        "file_reference",
        _("File reference"),
        help=_("Key of the case"),
        names_row=names_row,
        link=case_url,
        link_by=("grant",),
    )


def program_column(
    key: str = "program", *, by: str = "program_code", names_row: bool = False
) -> Column:
    """The name of the program; its code stands in the row as `by`."""
    return Column(
        key,
        _("Funding program"),
        help=_("Name of the program"),
        names_row=names_row,
        link=program_url,
        link_by=(by,),
    )


def year_column(meaning: Any, *, by: str = "program_code") -> Column:
    """The fiscal year of a row of the program whose code stands in it as `by`."""
    return Column(
        "fiscal_year",
        _("Fiscal year"),
        help=meaning,
        names_row=True,
        link=cases_of_year,
        link_by=(by, "fiscal_year"),
    )


def lead_column() -> Column:
    """The lead municipality of the case; its key stands in the row as "ags"."""
    return Column(
        "lead",
        _("Lead municipality"),
        help=_("Applicant of the group"),
        link=body_url,
        link_by=("ags",),
    )
