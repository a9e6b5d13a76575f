from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "programs"
    verbose_name = _("Programs and money")

    def ready(self) -> None:
        from programs import rollups  # noqa: F401, PLC0415  # declares the roll-up to the engine
