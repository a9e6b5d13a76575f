"""Who executes a service, from which day on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import EDIT_CATALOGUE
from core.choices import check_offered
from core.errors import RuleError
from core.tasks import refresh_soon
from services.choices import CompetenceLevel
from services.models import Competence, OzgService


@transaction.atomic
def set_competence(
    services: Iterable[OzgService],
    level: CompetenceLevel,
    *,
    since: date | None,
    basis: str,
    by: User,
) -> int:
    """Make `level` competent for the services from `since` on (None: from the beginning).

    Returns how many services changed. Earlier periods end the day before; later ones give way.
    Raises RuleError if `by` may not edit the catalogue or no basis is named.
    """
    if not by.has_perm(EDIT_CATALOGUE):
        raise RuleError(_("You may not edit the catalogue."), code="not_allowed")
    check_offered(level, CompetenceLevel, field="level")
    if not basis.strip():
        raise RuleError(_("Name the basis, e.g. a paragraph or a letter."), field="basis")
    changed = sum(_set(service, level, since=since, basis=basis) for service in services)
    refresh_soon()
    return changed


def _set(service: OzgService, level: CompetenceLevel, *, since: date | None, basis: str) -> bool:
    rows = list(service.competences.select_for_update().order_by("valid_from"))
    current = next((row for row in rows if row.valid_to is None), None)
    if current is not None and current.level == level:
        return False
    for row in rows:
        starts_later = since is None or (row.valid_from is not None and row.valid_from >= since)
        if starts_later:
            row.delete()
        elif row.valid_to is None or (since is not None and row.valid_to > since):
            row.valid_to = since
            row.save(update_fields=["valid_to"])
    Competence.objects.create(service=service, level=level, valid_from=since, basis=basis)
    return True
