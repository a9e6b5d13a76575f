"""The administration of the service catalogue, one file per part of it."""

from __future__ import annotations

from services.admin.catalogue import LeikaServiceAdmin, OzgServiceAdmin
from services.admin.catalogue_lists import CatalogueAdmin, MaturityModelAdmin
from services.admin.competence import CompetenceAdmin
from services.admin.coordination import WorkItemAdmin
from services.admin.municipality import BodyAdmin
from services.admin.process import OnlineProcessAdmin

__all__ = [
    "BodyAdmin",
    "CatalogueAdmin",
    "CompetenceAdmin",
    "LeikaServiceAdmin",
    "MaturityModelAdmin",
    "OnlineProcessAdmin",
    "OzgServiceAdmin",
    "WorkItemAdmin",
]
