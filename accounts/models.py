"""Users and the roles they hold."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.choices import ROLES_OF_AN_AREA, ChangeEnd, ChangeKind, Role, SecurityKind
from core.database.fields import LineField
from core.database.triggers import append_only, no_truncate

# What a person with rights is known and reached by: two people change it (PendingChange).
IDENTITY = ("username", "first_name", "last_name", "email")


@pghistory.track(exclude=["password", "last_login", "session_round"])
class User(AbstractUser):
    """A person with an account; what they may do follows from their active roles alone.

    Whoever was asked a role for, has signed in or has a password is known by name, user name and
    address: another name on the same account would inherit the rights. Two people change them,
    and two switch the account on again; the database refuses any other way.
    """

    first_name = LineField(_("first name"), max_length=150, blank=True)
    last_name = LineField(_("last name"), max_length=150, blank=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    session_round = models.PositiveIntegerField(_("round of sessions"), default=0, editable=False)

    version_parts = ("role_assignments",)
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
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sessions_end_with_the_account",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("is_active"),
                condition=pgtrigger.Condition("OLD.is_active AND NOT NEW.is_active"),
                func="NEW.session_round := OLD.session_round + 1; RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="identity_by_two_people",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(*IDENTITY, "is_active"),
                condition=pgtrigger.Condition(
                    "OLD.username <> NEW.username OR OLD.first_name <> NEW.first_name"
                    " OR OLD.last_name <> NEW.last_name OR OLD.email <> NEW.email"
                    " OR (NEW.is_active AND NOT OLD.is_active)"
                ),
                func="""
                    IF (OLD.last_login IS NOT NULL OR OLD.password NOT LIKE '!%' OR EXISTS (
                            SELECT FROM accounts_roleassignment WHERE user_id = OLD.id))
                        AND NOT EXISTS (
                            SELECT FROM accounts_pendingchange
                            WHERE model = 'accounts.user' AND object_key = OLD.id::text
                                AND approved_at IS NOT NULL AND applied_at IS NULL
                                AND to_jsonb(NEW) @> after
                                AND (to_jsonb(OLD) || after) @> jsonb_build_object(
                                    'username', NEW.username, 'first_name', NEW.first_name,
                                    'last_name', NEW.last_name, 'email', NEW.email,
                                    'is_active', NEW.is_active))
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

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's, which ends sessions with the password, and ours with each switching off."""
        value = f"{self.session_round}:{self.password}"
        return salted_hmac("accounts.User", value, secret=secret, algorithm="sha256").hexdigest()

    def needs_two_people(self) -> bool:
        """Whether name, address and activation are changed by two people; as the database asks."""
        is_known = self.last_login is not None or self.has_usable_password()
        return is_known or self.role_assignments.exists()


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def active(self) -> RoleAssignmentQuerySet:
        """Approved and not withdrawn."""
        return self.filter(approved_at__isnull=False, withdrawn_at__isnull=True)


@pghistory.track()
class RoleAssignment(models.Model):
    """A role of a user: asked for by one person, effective once a second person approves it.

    Assignments made on the command line (first set-up, demo data) have no people behind them
    and carry their reason instead.
    """

    user = models.ForeignKey(
        User, verbose_name=_("user"), on_delete=models.PROTECT, related_name="role_assignments"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    area_ags = LineField(
        _("area"),
        max_length=5,
        blank=True,
        db_collation="C",
        help_text=_("Key of the area the role is limited to, e.g. 064 for a government district."),
    )
    reason = models.CharField(_("reason"), max_length=200)
    prepared_by = models.ForeignKey(
        User, verbose_name=_("prepared by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared at"))
    approved_by = models.ForeignKey(
        User,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        verbose_name=_("withdrawn by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Role assignment")
        verbose_name_plural = _("Role assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(withdrawn_at__isnull=True),
                name="role_held_once",
                violation_error_message=_(
                    "The person holds this role, or it is asked for already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("prepared_by")) & ~Q(approved_by=F("user"))),
                name="role_four_eyes",
                violation_error_message=_(
                    "A role is approved by a second person who is not its holder."
                ),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | Q(approved_by__isnull=False)
                | Q(prepared_by__isnull=True),
                name="role_approval_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="role_is_known",
                violation_error_message=_("There is no such role."),
            ),
            models.CheckConstraint(
                condition=Q(area_ags="")
                | Q(area_ags__regex=r"^06[0-9]{1,3}$", role__in=ROLES_OF_AN_AREA),
                name="area_of_a_role_that_has_one",
                violation_error_message=_(
                    "Only government district authorities and municipal associations are limited "
                    "to an area, by its key, e.g. 064 or 06531."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class PendingChangeQuerySet(models.QuerySet["PendingChange"]):
    def waiting(self) -> PendingChangeQuerySet:
        """Neither approved nor ended."""
        return self.filter(approved_at__isnull=True, ended_at__isnull=True)

    def of(self, obj: models.Model) -> PendingChangeQuerySet:
        """The changes of one row."""
        return self.filter(model=obj._meta.label_lower, object_key=str(obj.pk))


class PendingChange(models.Model):
    """A change of a row that gives or limits rights: proposed by one, effective once approved.

    `before` and `after` hold the columns it touches. What was proposed is never rewritten: it is
    approved, withdrawn or sent back.
    """

    model = LineField(_("table"), max_length=60)
    object_key = LineField(_("key of the row"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind.choices)
    subject = LineField(_("what is changed"), max_length=300)
    person = models.ForeignKey(
        User,
        verbose_name=_("person concerned"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    permission = LineField(_("permission"), max_length=60)
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(_("reason"), max_length=200)
    prepared_by = models.ForeignKey(
        User, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(_("proposed at"))
    approved_by = models.ForeignKey(
        User, verbose_name=_("approved by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)
    applied_at = models.DateTimeField(_("applied at"), null=True)
    ending = models.CharField(_("ending"), max_length=10, choices=ChangeEnd.choices, blank=True)
    ended_by = models.ForeignKey(
        User, verbose_name=_("ended by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end_reason = models.CharField(_("reason for the ending"), max_length=200, blank=True)

    objects = PendingChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Change by two people")
        verbose_name_plural = _("Changes by two people")
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (
                    ~Q(approved_by=F("prepared_by"))
                    & (Q(person__isnull=True) | ~Q(approved_by=F("person")))
                ),
                name="change_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False, ended_at__isnull=True),
                name="change_approval_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(approved_at__isnull=False),
                name="change_applied_once_approved",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ending="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, ending__in=ChangeEnd.values),
                name="change_ending_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values), name="change_kind_is_known"
            ),
            models.UniqueConstraint(
                fields=["model", "object_key"],
                condition=Q(approved_at__isnull=True, ended_at__isnull=True) & ~Q(object_key=""),
                name="change_waits_once",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="change_kept", operation=pgtrigger.Delete),
            *no_truncate(),
            pgtrigger.Trigger(
                name="change_as_proposed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF ROW(OLD.model, OLD.kind, OLD.person_id, OLD.permission, OLD.before,
                            OLD.after, OLD.reason, OLD.prepared_by_id, OLD.prepared_at)
                        IS DISTINCT FROM
                        ROW(NEW.model, NEW.kind, NEW.person_id, NEW.permission, NEW.before,
                            NEW.after, NEW.reason, NEW.prepared_by_id, NEW.prepared_at)
                        OR OLD.applied_at IS NOT NULL OR OLD.ended_at IS NOT NULL
                        OR (OLD.approved_at IS NOT NULL AND NEW.applied_at IS NULL)
                    THEN
                        RAISE EXCEPTION 'change % is kept as proposed', OLD.id
                            USING ERRCODE = 'restrict_violation',
                                CONSTRAINT = 'change_as_proposed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"


class SecurityEvent(models.Model):
    """A line of the security log: who signed in or failed, took a file away, took a step.

    A wrong name is not kept: it may be a password typed into the wrong field.
    """

    at = models.DateTimeField(_("at"), auto_now_add=True)
    kind = models.CharField(_("event"), max_length=12, choices=SecurityKind.choices)
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    address = LineField(_("network address"), max_length=45, blank=True)
    request_id = LineField(_("request"), max_length=32, blank=True)
    what = LineField(_("page"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Security event")
        verbose_name_plural = _("Security log")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SecurityKind.values), name="security_kind_is_known"
            )
        ]
        indexes = [models.Index(fields=["person", "-at"], name="security_by_person")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.person or '–'}: {self.get_kind_display()}"
