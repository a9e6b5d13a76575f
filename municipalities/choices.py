"""Kinds of municipal bodies and bases of population figures."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    TOWN = "town", _("Town")
    INDEPENDENT_CITY = "independent_city", _("Independent city")
    DISTRICT = "district", _("District")
    ASSOCIATION = "association", _("Municipal special-purpose association")
    UNINCORPORATED_AREA = "unincorporated_area", _("Unincorporated area")


# Gemeinden in the sense of the municipal code: the 421.
MUNICIPALITY_KINDS = (Kind.MUNICIPALITY, Kind.TOWN, Kind.INDEPENDENT_CITY)
RECIPIENT_KINDS = (*MUNICIPALITY_KINDS, Kind.DISTRICT, Kind.ASSOCIATION)


class PopulationBasis(models.TextChoices):
    CENSUS_2011 = "zensus_2011", _("Update based on the 2011 census")
    CENSUS_2022 = "zensus_2022", _("2022 census")
