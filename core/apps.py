from __future__ import annotations

from importlib import import_module

from django import forms
from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from core.database.refusals import say_why
from core.forms.fields import refuse_control_characters


class CoreConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        """No text field of any form takes characters that nobody can see.

        What the database refuses is said in words.
        """
        import_module("core.uploads.checks")  # registers itself
        forms.CharField.default_validators = [
            *forms.CharField.default_validators,
            refuse_control_characters,
        ]
        connection_created.connect(say_why)
