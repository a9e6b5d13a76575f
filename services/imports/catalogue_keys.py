"""LeiKa keys and OZG ids of the catalogue, read once per import."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from core.text import only_digits
from services.models import LeikaService, OzgService

LEIKA_LENGTH = 14
MOST_EXAMPLES = 10


class CatalogueKeys:
    """Which OZG service a LeiKa key belongs to, and which well-formed keys nobody knows here.

    Other systems follow newer catalogues, so a key we do not have is noted and not an error.
    """

    def __init__(self) -> None:
        self.services = frozenset(OzgService.objects.values_list("pk", flat=True))
        self._by_leika = dict(LeikaService.objects.values_list("pk", "ozg_service_id"))
        self.unknown: Counter[str] = Counter()
        self.without_service: Counter[str] = Counter()

    @staticmethod
    def is_leika(key: str) -> bool:
        return len(key) == LEIKA_LENGTH and only_digits(key)

    def service_of(self, leika_key: str, ozg_id: str = "") -> str | None:
        """The OZG id of a LeiKa key; `ozg_id` is what the file says where we do not know it."""
        service = self._by_leika.get(leika_key)
        if service is not None:
            return service
        if ozg_id in self.services:
            return ozg_id
        (self.without_service if leika_key in self._by_leika else self.unknown)[leika_key] += 1
        return None

    @property
    def notes(self) -> list[str]:
        """What was left out for want of a service."""
        notes = []
        if self.unknown:
            message = _(
                "%(rows)s rows name %(keys)s LeiKa keys our catalogue does not have: %(which)s"
            )
            notes.append(message % _counted(self.unknown))
        if self.without_service:
            message = _("%(rows)s rows name %(keys)s LeiKa keys without an OZG service: %(which)s")
            notes.append(message % _counted(self.without_service))
        return notes


def _counted(keys: Counter[str]) -> dict[str, object]:
    examples = ", ".join(key for key, _count in keys.most_common(MOST_EXAMPLES))
    more = " …" if len(keys) > MOST_EXAMPLES else ""
    return {"rows": keys.total(), "keys": len(keys), "which": examples + more}
