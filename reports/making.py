"""Makes an edition of a report: checks the filter, reads the rows, names what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import may_open
from accounts.queries import Viewer
from accounts.sign_in.demo import has_demo_data
from core.as_of import AsOf
from core.database.replica import rows_of_replica
from core.database.text_keys import sort_key
from core.days import KEPT_AS
from core.errors import RuleError
from core.formats import shown
from core.forms.choices import FoldedChoices
from core.reporting import BESIDE, REGISTRY, Column, Edition, Report, naming
from core.standing import standing
from reports.reader import author_of
from services.forms import KeptToAreas, keep_to_areas

COLUMNS = "spalte"  # in every address of a report, once for each column that is shown


class ColumnsField(forms.MultipleChoiceField):
    """Which columns are shown, in the order of the report; none chosen means all.

    The columns that name the row are not offered, since they always stay.
    """

    def __init__(self, columns: Callable[[], list[Column]]) -> None:
        super().__init__(
            label=gettext_lazy("Columns"),
            required=False,
            widget=FoldedChoices,
            choices=lambda: _choices(columns()),
            help_text=gettext_lazy(
                "Without a choice all are shown. What names the row always stays."
            ),
            error_messages={
                "invalid_choice": gettext_lazy(
                    "With this filter the report has no column “%(value)s”. Choose one of the list."
                )
            },
        )
        self.widget.choices = lambda: _choices(_unnaming(columns()))

    def clean(self, value: Any) -> list[str]:
        chosen, offered = super().clean(value), cast(Iterable[tuple[str, str]], self.choices)
        return [key for key, _label in offered if key in chosen]


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
    """The report's filter, kept to the areas of `user`, with the choice of its columns."""
    form = report.form(given)
    keep_to_areas(form, user)
    return _with_columns(form, report, user)


def _with_columns(form: forms.Form, report: Report, user: Viewer | None) -> forms.Form:
    """The same form, which also asks for the columns: those `user` sees with what it says."""

    def columns() -> list[Column]:
        if form.is_bound and set(form.errors) <= {COLUMNS}:
            return _seen_by(user, report.columns(form.cleaned_data))
        plain = report.form({})
        plain.is_valid()
        return _seen_by(user, report.columns(plain.cleaned_data))

    form.fields[COLUMNS] = ColumnsField(columns)
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
    chosen, left_out = _chosen(_seen_by(user, report.columns(cleaned)), cleaned.get(COLUMNS))
    return Edition(
        report=report,
        columns=chosen,
        rows=rows_of_replica(lambda: report.rows(user, cleaned, at)),
        filters=filter_texts(form),
        standing=str(standing(report.rollup, at=at)),
        day=at.day,
        made_at=now,
        is_demo=has_demo_data(),
        author=author_of(user),
        beside=BESIDE[report.name](cleaned, at) if report.name in BESIDE else [],
        left_out=left_out,
        keys=report.keys,
    )


def _seen_by(user: Viewer | None, columns: list[Column]) -> list[Column]:
    """The columns that the person may see; a report for nobody has them all."""
    return [
        column
        for column in columns
        if not column.permission or user is None or user.has_perm(column.permission)
    ]


def _chosen(columns: list[Column], keys: list[str] | None) -> tuple[list[Column], list[Column]]:
    """The columns that are shown, and the rest; with no key chosen there is no rest."""
    if not keys:
        return columns, []
    wanted = {*keys, *_keys(naming(columns))}
    chosen = [column for column in columns if column.key in wanted]
    return chosen, [column for column in columns if column.key not in wanted]


def _unnaming(columns: list[Column]) -> list[Column]:
    """The columns that may be left out."""
    return [column for column in columns if column not in naming(columns)]


def _keys(columns: list[Column]) -> set[str]:
    return {column.key for column in columns}


def _choices(columns: list[Column]) -> list[tuple[str, str]]:
    return [(column.key, column.heading) for column in columns]


def filter_alone(query: str) -> str:
    """The query of a report's page without its day."""
    given = QueryDict(query, mutable=True)
    given.pop(KEPT_AS, None)
    return given.urlencode()


def check_filter(report: Report, given: Mapping[str, Any]) -> forms.Form:
    """The report's filter form, valid; RuleError naming each wrong key or value and the remedy."""
    form = _with_columns(report.form(given), report, None)
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
            values = value if isinstance(value, list) else [value]
            told = ", ".join(_told(field, one) for one in values)
            texts.append((str(field.label), told))
    return texts


def _told(field: forms.Field, value: Any) -> str:
    grouped = getattr(field, "choices", []) if isinstance(value, str) else []
    texts = dict(flatten_choices(grouped))
    # What an empty choice stands for, as the whole state, reads as that choice.
    text = texts.get(value, texts.get("")) if grouped else shown("", value)
    return str(value if text is None else text)
