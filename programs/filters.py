"""Filters of the list of grants."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms.fields import UNKNOWN_ROW
from municipalities.body_choice import BodyFilter
from municipalities.models import District, Municipality
from programs.choices import EntryKind, GrantState
from programs.models import Grant, LedgerEntry, Participation, Program
from programs.models.grant import GrantQuerySet


class WholeYearFilter(django_filters.NumberFilter):
    """A whole year since the first program; half a year is none."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=2004, max_value=2100, **kwargs)


class GrantFilter(django_filters.FilterSet):
    """Search by file reference, project or place; state, year of the decision, district."""

    q = django_filters.CharFilter(
        method="search", label=_("File reference, project or place"), max_length=100
    )
    zustand = django_filters.MultipleChoiceFilter(
        choices=GrantState.choices, field_name="state_then", label=_("State")
    )
    jahr = WholeYearFilter(
        field_name="decisions__decided_on__year", label=_("Year of the decision"), distinct=True
    )
    kreis = django_filters.ModelChoiceFilter(
        queryset=District.objects.all(),
        field_name="lead__district",
        label=_("District of the lead"),
        error_messages=UNKNOWN_ROW,
    )

    class Meta:
        model = Grant
        fields: list[str] = []

    def search(self, queryset: GrantQuerySet, _name: str, value: str) -> QuerySet[Grant]:
        return queryset.search(value)


class CaseSearchFilter(GrantFilter):
    """The same over all programs: by program, by body, and by the fiscal year of the money."""

    programm = django_filters.ModelChoiceFilter(
        queryset=Program.objects.all(),
        field_name="program",
        to_field_name="code",
        label=_("Funding program"),
        error_messages=UNKNOWN_ROW,
    )
    kommune = BodyFilter(
        queryset=Municipality.objects.all(),
        method="of_body",
        label=_("Municipality taking part"),
    )
    haushaltsjahr = WholeYearFilter(method="of_fiscal_year", label=_("Fiscal year of the bookings"))

    def of_body(self, queryset: QuerySet[Grant], _name: str, body: Municipality) -> QuerySet[Grant]:
        taking_part = Participation.objects.filter(municipality=body)
        return queryset.filter(pk__in=taking_part.values("grant"))

    def of_fiscal_year(self, queryset: QuerySet[Grant], _name: str, year: int) -> QuerySet[Grant]:
        """Cases with a commitment on a line of the year: the rows behind the sum of the year."""
        bound = LedgerEntry.objects.filter(
            kind=EntryKind.COMMITMENT, line__fiscal_year=year, grant__isnull=False
        )
        return queryset.filter(pk__in=bound.values("grant"))
