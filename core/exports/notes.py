"""What every file says about itself: title, date, filter, rule, source, data dictionary."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.formats import format_moment
from core.reporting import Edition


def notes(edition: Edition) -> list[tuple[str, str]]:
    """Pairs of label and text below or beside the table."""
    filters = "; ".join(f"{label}: {value}" for label, value in edition.filters)
    invented = _(
        "Grants, payments and progress reports are invented. "
        "They say nothing about real municipalities."
    )
    return [
        *([(_("Demonstration data"), invented)] if edition.is_demo else []),
        (_("Report"), str(edition.report.title)),
        (_("As of"), edition.standing),
        (_("Made at"), format_moment(edition.made_at)),
        (_("Filter"), filters or _("none")),
        (_("Counting rule"), str(edition.report.rule)),
        (_("Basis"), str(edition.report.basis)),
        (_("Source"), str(edition.report.source)),
    ]


def dictionary(edition: Edition) -> list[tuple[str, str]]:
    """Each column and what it means."""
    return [(column.heading, str(column.help or "")) for column in edition.columns]
