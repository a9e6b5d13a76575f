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
        *([(_("Question"), str(edition.report.question))] if edition.report.question else []),
        (_("As of"), edition.standing),
        (_("Made at"), _made(edition)),
        (_("Filter"), filters or _("none")),
        (_("Counting rule"), str(edition.report.rule)),
        (_("Basis"), str(edition.report.basis)),
        *edition.beside,
        (_("Source"), str(edition.report.source)),
    ]


def _made(edition: Edition) -> str:
    """When the file was made and with which role: all that differs between two of them."""
    moment = format_moment(edition.made_at)
    return "; ".join(filter(None, [moment, role_of(edition)]))


def role_of(edition: Edition) -> str:
    """The role the edition was made with, in words; "" for a file without a person."""
    return _("role: %(role)s") % {"role": edition.author} if edition.author else ""


def dictionary(edition: Edition) -> list[tuple[str, str]]:
    """Each column and what it means."""
    return [(column.heading, str(column.help or "")) for column in edition.columns]
