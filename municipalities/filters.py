"""Filters of lists of municipal bodies."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms.fields import UNKNOWN_ROW
from municipalities.choices import RECIPIENT_KINDS, Kind
from municipalities.models import District, GovernmentDistrict, Municipality, MunicipalityQuerySet

RECIPIENT_CHOICES = [
    (kind.value, kind.label) for kind in RECIPIENT_KINDS if kind != Kind.ASSOCIATION
]


class MunicipalityFilter(django_filters.FilterSet):
    """Search by name, key or postal code; area and kind."""

    q = django_filters.CharFilter(
        method="search", label=_("Name, key (AGS) or postal code"), max_length=100
    )
    rb = django_filters.ModelChoiceFilter(
        queryset=GovernmentDistrict.objects.all(),
        field_name="district__government_district",
        label=_("Government district"),
        error_messages=UNKNOWN_ROW,
    )
    kreis = django_filters.ModelChoiceFilter(
        queryset=District.objects.all(),
        field_name="district",
        label=_("District"),
        error_messages=UNKNOWN_ROW,
    )
    art = django_filters.MultipleChoiceFilter(
        choices=RECIPIENT_CHOICES, field_name="kind", label=_("Kind")
    )

    class Meta:
        model = Municipality
        fields: list[str] = []

    def search(
        self, queryset: MunicipalityQuerySet, _name: str, value: str
    ) -> QuerySet[Municipality]:
        return queryset.search(value)
