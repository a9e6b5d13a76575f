from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "programs"
    verbose_name = _("Programs and money")

    def ready(self) -> None:
        from accounts.actions_changes import register_adder  # noqa: PLC0415  # models exist from here on
        from core.database import refusals  # noqa: PLC0415
        from programs import rollups  # noqa: F401, PLC0415  # declares the roll-up to the engine
        from programs.actions.directive import write_directive  # noqa: PLC0415
        from programs.models.triggers.words import OF_TRIGGERS  # noqa: PLC0415
        from programs.rows.whose import say_whose  # noqa: PLC0415

        register_adder("programs.directive", write_directive)
        refusals.declare(OF_TRIGGERS)
        connection_created.connect(say_whose)
