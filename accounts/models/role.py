"""Roles: asked for by one person, effective once a second one approves."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import ROLES_OF_AN_AREA, Role
from accounts.models.user import User
from core.database.fields import FewLinesField, OneLineField
from core.database.triggers import BY_THE_OWNER


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
    area_ags = OneLineField(
        _("area"),
        max_length=5,
        blank=True,
        db_collation="C",
        help_text=_("Key of the area the role is limited to, e.g. 064 for a government district."),
    )
    reason = FewLinesField(_("reason"), max_length=200)
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

    named_with = ("user",)

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

        triggers = [
            pgtrigger.Trigger(
                name="role_without_people_by_the_owner",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.approved_at IS NOT NULL AND NEW.prepared_by_id IS NULL"
                ),
                func=f"""
                    IF TG_OP = 'UPDATE' AND OLD.approved_at IS NOT NULL
                        AND OLD.prepared_by_id IS NULL
                    THEN
                        RETURN NEW;
                    END IF;
                    IF NOT {BY_THE_OWNER} THEN
                        RAISE EXCEPTION 'a role needs two people'
                            USING ERRCODE = 'insufficient_privilege';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="role_as_asked",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF TG_OP = 'DELETE' AND {BY_THE_OWNER} THEN
                        RETURN OLD;
                    END IF;
                    IF TG_OP = 'DELETE'
                        OR ROW(OLD.user_id, OLD.role, OLD.area_ags, OLD.reason,
                            OLD.prepared_by_id, OLD.prepared_at)
                        IS DISTINCT FROM ROW(NEW.user_id, NEW.role, NEW.area_ags, NEW.reason,
                            NEW.prepared_by_id, NEW.prepared_at)
                        OR (OLD.approved_at IS NOT NULL
                            AND ROW(OLD.approved_by_id, OLD.approved_at)
                            IS DISTINCT FROM ROW(NEW.approved_by_id, NEW.approved_at))
                        OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL)
                    THEN
                        RAISE EXCEPTION 'role % stays as it was asked for', OLD.id
                            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'role_as_asked';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
