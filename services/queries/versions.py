"""Which version of the catalogue a quota counts, in SQL and in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from services.models import Catalogue

# Whether the service `s` is in the version used for quotas.
IN_CURRENT = """EXISTS (
    SELECT FROM services_ozgservice_catalogues oc
    JOIN services_catalogue version ON version.code = oc.catalogue_id AND version.is_current
    WHERE oc.ozgservice_id = s.ozg_id
)"""


def catalogue_of(code: str = "") -> Catalogue | None:
    """The version of that code, by default the one used for quotas; None where there is none.

    Raises Catalogue.DoesNotExist for an unknown code.
    """
    if code:
        return Catalogue.objects.get(pk=code)
    return Catalogue.objects.filter(is_current=True).first()


def basis_of(catalogue: Catalogue | str | None, unit: str = "") -> str:
    """What a figure counts, by default services of municipal competence, and in which version.

    `catalogue` is the version or its name; without one there is nothing to name.
    """
    unit = unit or _("OZG services of municipal competence")
    return f"{unit}, {catalogue}" if catalogue else unit


def basis_today() -> str:
    """The basis of the quotas, read when a page or file is made: the catalogue may have changed."""
    return basis_of(catalogue_of())


def basis_of_reports() -> str:
    """The same for a report, with what it leaves out."""
    left_out = _("Services with competence to be clarified are left out.")
    return f"{basis_today()}. {left_out}"
