"""Filters of the list of cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.text import only_digits
from municipalities.models import District
from programs.choices import GrantState
from programs.models import BudgetLine, Grant, Participation, Tranche
from programs.queries.retention import to_be_offered
from programs.rules.steps.base import ENDED
from programs.todo.case_filters import CASE_LISTS


class YearFilter(admin.SimpleListFilter):
    """The fiscal year that carries the case, or the year its publication names."""

    title = _("fiscal year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        years = BudgetLine.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True)
        return [(str(year), str(year)) for year in years.distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Grant]) -> QuerySet[Grant]:
        year = self.value()
        if year is None or not only_digits(year):
            return queryset
        tranches = Tranche.objects.filter(grant=OuterRef("pk"), line__fiscal_year=int(year))
        return queryset.filter(Exists(tranches) | Q(published_year=int(year)))


class DistrictFilter(admin.SimpleListFilter):
    """Cases in which a body of the area takes part."""

    title = _("district")
    parameter_name = "district"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return list(District.objects.values_list("ags", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Grant]) -> QuerySet[Grant]:
        if self.value() is None:
            return queryset
        partners = Participation.objects.filter(
            grant=OuterRef("pk"), municipality__district=self.value()
        )
        return queryset.filter(Exists(partners))


class MineFilter(admin.SimpleListFilter):
    """My cases, and those nobody works on."""

    title = _("officer")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [("me", _("My cases")), ("yes", _("Mine and unassigned")), ("none", _("Unassigned"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Grant]) -> QuerySet[Grant]:
        mine, nobody = Q(officer=request.user.pk), Q(officer__isnull=True)
        chosen = {"me": mine, "none": nobody, "yes": mine | nobody}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


class RetentionFilter(admin.SimpleListFilter):
    """Ended cases that were kept long enough."""

    title = _("retention")
    parameter_name = "retention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [("over", _("over, to be offered to the archive"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Grant]) -> QuerySet[Grant]:
        if self.value() != "over":
            return queryset
        return queryset.filter(pk__in=to_be_offered(timezone.localdate()).values("pk"))


class CaseListFilter(admin.SimpleListFilter):
    """One of the work lists of the first page: the same rows, the same order of age."""

    title = _("work list")
    parameter_name = "liste"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [(entry.key, entry.title) for entry in CASE_LISTS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Grant]) -> QuerySet[Grant]:
        entry = CASE_LISTS.get(self.value() or "")
        if entry is None:
            return queryset
        mine = entry.mine(request.user, timezone.localdate())  # type: ignore[arg-type]  # signed in
        return queryset.filter(pk__in=mine.values("pk"))


CHOOSES_STATES = ("liste", "state__exact", "state__in", "retention", "commitment", "q")


class OpenFilter(admin.SimpleListFilter):
    """The list opens on open cases; whoever asks for a state, a list or a word sees those."""

    title = _("open or ended")
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [("ended", _("ended")), ("all", _("all"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("open cases"),
        }
        for key, title in self.lookup_choices:
            yield {
                "selected": self.value() == key,
                "query_string": changelist.get_query_string({self.parameter_name: key}),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Grant]) -> QuerySet[Grant]:
        over = (*ENDED, GrantState.RECORDED)
        if self.value() == "ended":
            return queryset.filter(state__in=over)
        if self.value() == "all" or any(request.GET.get(name) for name in CHOOSES_STATES):
            return queryset
        return queryset.exclude(state__in=over)
