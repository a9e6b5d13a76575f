from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from core.reporting import register  # noqa: PLC0415  # models are not there before
        from portal.progress.work_list_report import REPORT  # noqa: PLC0415

        register(REPORT)
