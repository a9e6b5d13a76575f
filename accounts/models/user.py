"""People with accounts: what they are known by is changed by two people."""

from __future__ import annotations

from unicodedata import name

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.database.fields import OneLineField

# What a person with rights is known and reached by: two people change it (PendingChange).
IDENTITY = ("username", "first_name", "last_name", "email")
ALIKE = _("Another account has this user name or mail address, or nearly so.")
OTHER_LETTERS = _("Letters of other alphabets look like ours. Use Latin ones.")
LATIN = r"^[\u0020-\u024F\u1E00-\u1EFF]*$"  # those of IPA, which look like ours, are none
SECOND_FACTOR = "second_factor_round"


@pghistory.track(exclude=["password", "last_login", "session_round"])
class User(AbstractUser):
    """A person with an account; what they may do follows from their active roles alone.

    Whoever was asked a role or a membership for, has signed in or has a password is known by name,
    user name and address: another name on the same account would inherit the rights. Two people
    change them, and two switch the account on again; the database refuses any other way. A new
    address ends every way in that the old one could have opened.
    """

    first_name = OneLineField(_("first name"), max_length=150, blank=True)
    last_name = OneLineField(_("last name"), max_length=150, blank=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    session_round = models.PositiveIntegerField(_("round of sessions"), default=0, editable=False)
    second_factor_round = models.PositiveIntegerField(
        _("times a lost second factor was taken away"), default=0, editable=False
    )

    version_parts = ("role_assignments",)
    sorts_by = ("last_name", "first_name", "username")
    version_ignores = ("last_login",)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(is_superuser=False),
                name="nobody_is_above_the_roles",
                violation_error_message=_("Rights come from roles; there are no superusers."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="address_of_one_account",
                violation_error_message=_("Another account has this mail address already."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_of_one_account",
                violation_error_message=ALIKE,
            ),
            models.CheckConstraint(
                condition=Q(username__regex=LATIN),
                name="user_name_in_latin_letters",
                violation_error_message=OTHER_LETTERS,
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_name_is_another_address",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("username", "email"),
                func="""
                    IF EXISTS (SELECT FROM accounts_user other WHERE other.id <> NEW.id
                        AND (lower(other.email) = lower(NEW.username)
                            OR NEW.email <> '' AND lower(other.username) = lower(NEW.email)))
                    THEN
                        RAISE EXCEPTION 'the name of an account is the address of another one'
                            USING ERRCODE = 'restrict_violation',
                                CONSTRAINT = 'no_name_is_another_address';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="sessions_end_with_the_account",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("is_active"),
                condition=pgtrigger.Condition("OLD.is_active AND NOT NEW.is_active"),
                func="""
                    NEW.session_round := OLD.session_round + 1;
                    DELETE FROM socialaccount_socialaccount WHERE user_id = OLD.id;
                    UPDATE accounts_apikey SET revoked_at = now()
                        WHERE user_id = OLD.id AND revoked_at IS NULL;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="second_factor_taken_away",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(SECOND_FACTOR),
                condition=pgtrigger.Condition("OLD.second_factor_round <> NEW.second_factor_round"),
                func="""
                    DELETE FROM mfa_authenticator WHERE user_id = OLD.id;
                    DELETE FROM socialaccount_socialaccount WHERE user_id = OLD.id;
                    NEW.session_round := OLD.session_round + 1;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="ways_in_end_with_the_address",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("email"),
                condition=pgtrigger.Condition("OLD.email <> NEW.email"),
                func="""
                    DELETE FROM mfa_authenticator WHERE user_id = OLD.id;
                    DELETE FROM socialaccount_socialaccount WHERE user_id = OLD.id;
                    UPDATE accounts_apikey SET revoked_at = now()
                        WHERE user_id = OLD.id AND revoked_at IS NULL;
                    NEW.session_round := OLD.session_round + 1;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="identity_by_two_people",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(*IDENTITY, "is_active", SECOND_FACTOR),
                condition=pgtrigger.Condition(
                    "OLD.username <> NEW.username OR OLD.first_name <> NEW.first_name"
                    " OR OLD.last_name <> NEW.last_name OR OLD.email <> NEW.email"
                    " OR (NEW.is_active AND NOT OLD.is_active)"
                    " OR OLD.second_factor_round <> NEW.second_factor_round"
                ),
                func="""
                    IF (OLD.last_login IS NOT NULL OR OLD.password NOT LIKE '!%' OR EXISTS (
                            SELECT FROM accounts_roleassignment WHERE user_id = OLD.id) OR EXISTS (
                            SELECT FROM accounts_pendingchange
                            WHERE person_id = OLD.id AND ended_at IS NULL))
                        AND NOT EXISTS (
                            SELECT FROM accounts_pendingchange
                            WHERE model = 'accounts.user' AND object_key = OLD.id::text
                                AND approved_at IS NOT NULL AND applied_at IS NULL
                                AND to_jsonb(NEW) @> after
                                AND (to_jsonb(OLD) || after) @> jsonb_build_object(
                                    'username', NEW.username, 'first_name', NEW.first_name,
                                    'last_name', NEW.last_name, 'email', NEW.email,
                                    'is_active', NEW.is_active,
                                    'second_factor_round', NEW.second_factor_round))
                    THEN
                        RAISE EXCEPTION 'account % has rights: two people change it', OLD.id
                            USING ERRCODE = 'restrict_violation',
                                CONSTRAINT = 'identity_by_two_people';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def clean(self) -> None:
        """No user name looks like another one: whoever approves a right goes by it.

        Raises ValidationError for letters of other scripts, and for the user name or the address
        of another account in whatever case.
        """
        super().clean()
        if any(c.isalpha() and not name(c, "").startswith("LATIN") for c in self.username):
            raise ValidationError({"username": OTHER_LETTERS})
        same = Q(username__iexact=self.username) | Q(email__iexact=self.username)
        if User.objects.exclude(pk=self.pk).filter(same).exists():
            raise ValidationError({"username": ALIKE})

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's, which ends sessions with the password, and ours with each switching off."""
        own = salted_hmac(
            "accounts.User",
            f"{self.session_round}:{self.password}",
            secret=secret,
            algorithm="sha256",
        )
        return own.hexdigest()

    def needs_two_people(self) -> bool:
        """Whether name, address and activation are changed by two people; as the database asks."""
        is_known = self.last_login is not None or self.has_usable_password()
        asked_for = self.role_assignments.exists() or self.changes.filter(ended_at=None).exists()
        return is_known or asked_for
