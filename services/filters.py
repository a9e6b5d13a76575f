"""Filters of services: of the catalogue, and of those that one body is competent for."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms.fields import UNKNOWN_ROW
from services.choices import RolloutState
from services.models import OzgService, RolloutEvent, ThemeField
from services.models.catalogue import OzgServiceQuerySet


class ServiceFilter(django_filters.FilterSet):
    """Narrow the services by words, theme field and reported state."""

    q = django_filters.CharFilter(method="search", label=_("Name or OZG id"), max_length=100)
    feld = django_filters.ModelChoiceFilter(
        queryset=ThemeField.objects.all(), field_name="theme_field", label=_("Theme field")
    )
    stand = django_filters.MultipleChoiceFilter(
        method="in_state", choices=RolloutState.choices, label=_("State")
    )

    class Meta:
        model = OzgService
        fields: list[str] = []

    def __init__(self, *args: Any, events: dict[str, RolloutEvent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events = events

    def search(self, queryset: OzgServiceQuerySet, _name: str, value: str) -> OzgServiceQuerySet:
        return queryset.search(value)

    def in_state(
        self, queryset: QuerySet[OzgService], _name: str, wanted: list[str]
    ) -> QuerySet[OzgService]:
        if not wanted:
            return queryset
        chosen = Q(pk__in=[key for key, event in self.events.items() if event.state in wanted])
        if RolloutState.NOT_REPORTED in wanted:
            chosen |= ~Q(pk__in=list(self.events))
        return queryset.filter(chosen)


class CatalogueFilter(django_filters.FilterSet):
    """Narrow the catalogue by words and theme field."""

    q = django_filters.CharFilter(method="search", label=_("Name or OZG id"), max_length=100)
    feld = django_filters.ModelChoiceFilter(
        queryset=ThemeField.objects.all(),
        field_name="theme_field",
        label=_("Theme field"),
        error_messages=UNKNOWN_ROW,
    )

    class Meta:
        model = OzgService
        fields: list[str] = []

    def search(self, queryset: OzgServiceQuerySet, _name: str, value: str) -> QuerySet[OzgService]:
        return queryset.search(value)
