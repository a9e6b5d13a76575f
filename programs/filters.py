"""Filters of the list of grants."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms.fields import UNKNOWN_ROW
from municipalities.models import District
from programs.choices import GrantState
from programs.models import Grant
from programs.models.grant import GrantQuerySet


class GrantFilter(django_filters.FilterSet):
    """Search by file reference, project or place; state, year of the decision, district."""

    q = django_filters.CharFilter(
        method="search", label=_("File reference, project or place"), max_length=100
    )
    zustand = django_filters.MultipleChoiceFilter(
        choices=GrantState.choices, field_name="state_then", label=_("State")
    )
    jahr = django_filters.NumberFilter(
        field_name="decisions__decided_on__year",
        label=_("Year of the decision"),
        min_value=2004,
        max_value=2100,
        distinct=True,
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
