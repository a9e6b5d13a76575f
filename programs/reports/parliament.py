"""The annex to an answer in the Landtag: approvals, rejections, open applications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_DECIDED_CASES
from core.as_of import AsOf
from core.formats import format_year
from core.forms.fields import FirstChoiceField
from core.reporting import Column, ColumnKind, Report, Row, register
from programs.models import Grant
from programs.queries.reporting.parliament import approvals, open_applications, rejections
from programs.reports.addresses import program_codes
from programs.reports.budget import BudgetForm, year_field
from programs.reports.columns import program_column

APPROVALS, REJECTIONS, OPEN = "bewilligungen", "ablehnungen", "offene-antraege"
PARTS = [
    (APPROVALS, _("Annex 1: approvals")),
    (REJECTIONS, _("Annex 2: rejections")),
    (OPEN, _("Annex 3: open applications")),
]


class AnnexForm(BudgetForm):
    """Which annex, of which program, and the year of the decision or of the receipt."""

    field_order = ["anlage", "programm", "jahr"]
    anlage = FirstChoiceField(label=_("Annex"), choices=PARTS)
    jahr = year_field(
        _("Year of the decision"), _("Of open applications the year of their receipt.")
    )


NUMBER = Column("number", _("No."), help=_("Consecutive number within this annex"))
PROGRAM = program_column()
CASE = [
    NUMBER,
    PROGRAM,
    Column("title", _("Project"), help=_("Cooperation or project, as named today")),
]
BODIES = Column("bodies", _("Municipalities taking part"), help=_("Each municipality or district"))
DISTRICTS = Column("districts", _("District"), help=_("Districts and independent cities of these"))
RECEIVED = Column(
    "received_on", _("Application of"), ColumnKind.DAY, help=_("Day the application was received")
)
COLUMNS = {
    APPROVALS: [
        *CASE,
        BODIES,
        DISTRICTS,
        RECEIVED,
        Column("decided_on", _("Approved on"), ColumnKind.DAY, help=_("Day of the first decision")),
        Column(
            "first_eur",
            _("Approved (first decisions)"),
            ColumnKind.EUR,
            summed=True,
            help=_("Amounts of the first decisions, without later amendments"),
        ),
        Column(
            "bound_eur",
            _("Bound on the day"),
            ColumnKind.EUR,
            summed=True,
            help=_("With amendments and revocations told by the day, also for later years"),
        ),
    ],
    REJECTIONS: [
        *CASE,
        BODIES,
        DISTRICTS,
        RECEIVED,
        Column("decided_on", _("Rejected on"), ColumnKind.DAY, help=_("Day of the decision")),
        Column("reason", _("Reason"), help=_("As the decision gives it")),
    ],
    OPEN: [
        NUMBER,
        PROGRAM,
        Column("year", _("Year of the receipt"), help=_("Year the applications were received")),
        Column(
            "applications",
            _("Applications"),
            ColumnKind.COUNT,
            summed=True,
            help=_("Received, not withdrawn, and no decision that may be told by the day"),
        ),
        Column("first_on", _("First received on"), ColumnKind.DAY, help=_("Oldest of these")),
        Column("last_on", _("Last received on"), ColumnKind.DAY, help=_("Newest of these")),
        Column(
            "applied_eur", _("Applied for"), ColumnKind.EUR, help=_("As recorded today; in no sum")
        ),
    ],
}


def _rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    rows = ROWS[filters["anlage"]]
    chosen = {"program": filters["programm"], "year": filters["jahr"]}
    for number, row in enumerate(rows(user, at=at, **chosen), start=1):
        yield {"number": str(number), **row}


def _approved(user: Any, **chosen: Any) -> Iterator[Row]:
    for row in approvals(user, **chosen):
        yield {
            **_named(row.grant),
            "bodies": row.places.bodies,
            "districts": row.places.districts,
            "decided_on": row.decided_on,
            "first_eur": row.first_eur,
            "bound_eur": row.bound_eur,
        }


def _rejected(user: Any, **chosen: Any) -> Iterator[Row]:
    for decision, places in rejections(user, **chosen):
        yield {
            **_named(decision.grant),
            "bodies": places.bodies,
            "districts": places.districts,
            "decided_on": decision.decided_on,
            "reason": decision.reason if decision.grant.publishable else "",
        }


def _named(grant: Grant) -> Row:
    return {
        "program": grant.program.name,
        "program_code": grant.program.code,
        "title": grant.title if grant.publishable else gettext("not released for publication"),
        "received_on": grant.received_on,
    }


def _open(user: Any, **chosen: Any) -> Iterator[Row]:
    codes = program_codes()
    for row in open_applications(user, **chosen):
        yield {
            "program": row.program,
            "program_code": codes[row.program],
            "year": format_year(row.year),
            "applications": row.applications,
            "first_on": row.first_on,
            "last_on": row.last_on,
            "applied_eur": row.applied_eur,
        }


ROWS = {APPROVALS: _approved, REJECTIONS: _rejected, OPEN: _open}

register(
    Report(
        name="landtagsanlage",
        title=_("Annex for the Landtag: approvals, rejections, open applications"),
        question=_(
            "Which cooperations were approved or rejected, and which applications are open?"
        ),
        permission=SEE_DECIDED_CASES,
        columns=lambda filters: COLUMNS[filters["anlage"]],
        form=AnnexForm,
        rows=_rows,
        is_dated=True,
        can_freeze=True,
        rollup="budget",
        rule=_(
            "Approvals and rejections count once they were notified by the day, approvals also "
            "out of any embargo. Until then an application counts as open; these are added up by "
            "program and year of receipt. Withdrawn applications are in no annex."
        ),
        basis=_(
            "Cases with an application and bookings here; not those known from publications. "
            "Cases not released for publication are counted without name and place. The same "
            "rows for every role."
        ),
    )
)
