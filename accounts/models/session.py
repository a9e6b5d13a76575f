"""Where people are signed in."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from core.database.fields import ManyLinesField, OneLineField


class Session(AbstractBaseSession):
    """A session of the house with whose it is, so that people see and end their own.

    Of device and network only what a person recognises them by: no version, no whole address.
    Whoever has not signed in has a session too, without a person.
    """

    session_key = OneLineField(_("session key"), max_length=40, primary_key=True)
    session_data = ManyLinesField(_("session data"))
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    device = OneLineField(_("device"), max_length=40, blank=True)
    network = OneLineField(_("network address"), max_length=45, blank=True)
    used_at = models.DateTimeField(_("last used"), auto_now=True)

    class Meta:
        verbose_name = _("Session")
        verbose_name_plural = _("Sessions")

    @classmethod
    def get_session_store_class(cls) -> type:
        store: type = import_module(settings.SESSION_ENGINE).SessionStore
        return store
