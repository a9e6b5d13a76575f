"""Makes an edition of a report: checks the filter, reads the rows, names what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from accounts.access import may_open
from accounts.queries import Viewer
from accounts.sign_in.demo import has_demo_data
from core.as_of import AsOf
from core.database.text_keys import sort_key
from core.days import KEPT_AS
from core.errors import RuleError
from core.formats import shown
from core.reporting import REGISTRY, Column, Edition, Report
from core.standing import standing
from services.forms import KeptToAreas, keep_to_areas


def report_named(name: str) -> Report:
    """The report of that name; RuleError naming all reports if there is none."""
    if name not in REGISTRY:
        message = _("There is no report “%(name)s”. Reports: %(names)s.")
        names = ", ".join(sorted(REGISTRY))
        raise RuleError(message % {"name": name, "names": names}, field="name")
    return REGISTRY[name]


def reports_for(user: Viewer) -> list[Report]:
    """The reports `user` may run, by title as a German directory sorts."""
    allowed = (r for r in REGISTRY.values() if user is not None and may_run(r, user))
    return sorted(allowed, key=lambda report: sort_key(str(report.title)))


def may_run(report: Report, user: Viewer) -> bool:
    """Whether the role allows the report, and the report keeps to the area of the role."""
    keeps = issubclass(report.form, KeptToAreas)
    return may_open(user, [report.permission], by_area=keeps)


def form_of(report: Report, user: Viewer, given: Any) -> forms.Form:
    """The report's filter, kept to the areas of `user`."""
    form = report.form(given)
    keep_to_areas(form, user)
    return form


def edition(
    report: Report, user: Viewer | None, form: forms.Form, *, at: AsOf, now: datetime
) -> Edition:
    """The report for one person with the filter of a valid `form`, of a day.

    Raises RuleError for a past day of a report that knows today alone.
    """
    if not (report.is_dated or at.is_today):
        message = _("This report knows figures of today alone. Leave the day empty.")
        raise RuleError(message, field="stand", code="not_dated")
    cleaned = form.cleaned_data
    return Edition(
        report=report,
        columns=[column for column in report.columns(cleaned) if _may_see(column, user)],
        rows=report.rows(user, cleaned, at),
        filters=filter_texts(form),
        standing=str(standing(report.rollup, at=at)),
        day=at.day,
        made_at=now,
        is_demo=has_demo_data(),
    )


def _may_see(column: Column, user: Viewer | None) -> bool:
    """Whether the report of this person has the column; one for nobody has them all."""
    return not column.permission or user is None or user.has_perm(column.permission)


def filter_alone(query: str) -> str:
    """The query of a report's page without its day."""
    given = QueryDict(query, mutable=True)
    given.pop(KEPT_AS, None)
    return given.urlencode()


def check_filter(report: Report, given: Mapping[str, Any]) -> forms.Form:
    """The report's filter form, valid; RuleError naming each wrong key or value and the remedy."""
    form = report.form(given)
    unknown = sorted(set(given) - set(form.fields))
    if unknown:
        message = _("The report has no filter “%(name)s”. Filters: %(names)s.")
        values = {"name": unknown[0], "names": ", ".join(form.fields)}
        raise RuleError(message % values, field=unknown[0])
    if not form.is_valid():
        problems = [f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
        raise RuleError("\n".join(problems), field=next(iter(form.errors)))
    return form


def filter_texts(form: forms.Form) -> list[tuple[str, str]]:
    """Label and chosen value of each filter in use, as a person reads them."""
    texts = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value is not False and value not in (None, "", []):
            texts.append((str(field.label), _told(field, value)))
    return texts


def _told(field: forms.Field, value: Any) -> str:
    grouped = getattr(field, "choices", []) if isinstance(value, str) else []
    text = dict(flatten_choices(grouped)).get(value) if grouped else shown("", value)
    return str(value if text is None else text)
