"""Which version of the catalogue every quota is counted over."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import EDIT_CATALOGUE
from core.errors import RuleError
from services.models import Catalogue


@transaction.atomic
def use_for_quotas(catalogue: Catalogue, *, by: User) -> None:
    """Count every quota over `catalogue`; the version used before stays, shown beside it.

    Locks all versions in key order, so two switches cannot leave two versions or none.
    Raises RuleError if `by` may not edit the catalogue, or if the version has no services.
    """
    if not by.has_perm(EDIT_CATALOGUE):
        raise RuleError(_("You may not edit the catalogue."), code="not_allowed")
    versions = list(Catalogue.objects.select_for_update().order_by("code"))
    if not catalogue.ozgservice_set.exists():
        message = _("“%(version)s” has no services yet. Import its OZG services first.")
        raise RuleError(message % {"version": catalogue}, code="no_services")
    for version in versions:
        if version.is_current and version.pk != catalogue.pk:
            version.is_current = False
            version.save(update_fields=["is_current"])
    catalogue.is_current = True
    catalogue.save(update_fields=["is_current"])
