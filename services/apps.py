from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "services"
    verbose_name = _("Services and progress")

    def ready(self) -> None:
        from accounts.actions_changes import register_changer  # noqa: PLC0415
        from services import rollups  # noqa: F401, PLC0415  # declares the roll-up to the engine
        from services.actions.endings import write_end  # noqa: PLC0415

        register_changer("municipalities.municipality", write_end)
