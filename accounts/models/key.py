"""Keys with which programs ask the API in the name of a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import KeyScope
from accounts.models.user import User
from core.database.fields import OneLineField
from core.database.triggers import no_truncate

LONGEST_LIFE = timedelta(days=366)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def in_force(self, at: datetime) -> ApiKeyQuerySet:
        """Neither over nor revoked at that moment, of an account that is switched on."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, user__is_active=True)


class ApiKey(models.Model):
    """A key of the API: its person's rights of the moment, narrowed by its scope, until a day.

    Only a hash of the key is kept; `hint` are its first signs, by which its person knows it. What
    it may never changes; it is revoked once and kept, so that the log can name it.
    """

    user = models.ForeignKey(
        User, verbose_name=_("user"), on_delete=models.PROTECT, related_name="api_keys"
    )
    name = OneLineField(
        _("name"), max_length=80, help_text=_("What uses the key, e.g. “online shop of services”.")
    )
    hint = OneLineField(_("begins with"), max_length=12)
    digest = OneLineField(_("check sum"), max_length=64, unique=True, editable=False)
    scope = models.CharField(_("may"), max_length=10, choices=KeyScope.choices)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    # Requests of the running minute; see accounts.keys.
    minute = models.DateTimeField(_("minute"), null=True, editable=False)
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Key of the API")
        verbose_name_plural = _("Keys of the API")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=KeyScope.values), name="key_scope_is_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at"))
                & Q(expires_at__lte=F("made_at") + LONGEST_LIFE),
                name="key_lives_a_year_at_most",
                violation_error_message=_("A key is valid for a year at most."),
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="key_is_kept_as_a_hash"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="key_kept", operation=pgtrigger.Delete),
            *no_truncate(),
            pgtrigger.Trigger(
                name="key_as_made",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF ROW(OLD.user_id, OLD.name, OLD.hint, OLD.digest, OLD.scope, OLD.made_at,
                            OLD.expires_at)
                        IS DISTINCT FROM
                        ROW(NEW.user_id, NEW.name, NEW.hint, NEW.digest, NEW.scope, NEW.made_at,
                            NEW.expires_at)
                        OR (OLD.revoked_at IS NOT NULL
                            AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
                    THEN
                        RAISE EXCEPTION 'key % stays as it was made', OLD.id
                            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'key_as_made';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"
