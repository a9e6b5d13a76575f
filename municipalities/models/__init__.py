"""Municipal bodies with their life span, population figures, and who belongs to them."""

from municipalities.models.boundary import Boundary, BoundarySet
from municipalities.models.district import District, GovernmentDistrict
from municipalities.models.membership import Membership, municipalities_of
from municipalities.models.municipality import (
    Municipality,
    MunicipalityQuerySet,
    full_name_of,
    is_ags,
)
from municipalities.models.population import PopulationFigure
from municipalities.models.visit import DeskVisit, last_visit

__all__ = [
    "Boundary",
    "BoundarySet",
    "DeskVisit",
    "District",
    "GovernmentDistrict",
    "Membership",
    "Municipality",
    "MunicipalityQuerySet",
    "PopulationFigure",
    "full_name_of",
    "is_ags",
    "last_visit",
    "municipalities_of",
]
