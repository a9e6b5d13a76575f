from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts.models.words import OF_TRIGGERS  # noqa: PLC0415
        from accounts.roles import SIGNS  # noqa: PLC0415  # models exist from here on
        from accounts.security_log import connect  # noqa: PLC0415
        from core.database import refusals  # noqa: PLC0415
        from core.http import confirmation  # noqa: PLC0415

        connect()
        refusals.declare(OF_TRIGGERS)
        confirmation.SIGNS.update(SIGNS)
