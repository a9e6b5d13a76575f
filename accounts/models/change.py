"""Changes by two people: proposed, then approved, withdrawn or sent back."""

from __future__ import annotations

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import ChangeEnd, ChangeKind
from accounts.models.user import User
from core.database.fields import FewLinesField, OneLineField
from core.database.triggers import no_truncate


class PendingChangeQuerySet(models.QuerySet["PendingChange"]):
    def waiting(self) -> PendingChangeQuerySet:
        """Neither approved nor ended."""
        return self.filter(approved_at__isnull=True, ended_at__isnull=True)

    def of(self, obj: models.Model) -> PendingChangeQuerySet:
        """The changes of one row."""
        return self.of_key(type(obj), obj.pk)

    def of_key(self, model: type[models.Model], key: object) -> PendingChangeQuerySet:
        """The changes of the row that has, or had, this key."""
        return self.filter(model=model._meta.label_lower, object_key=str(key))


class PendingChange(models.Model):
    """A change of a row that gives or limits rights: proposed by one, effective once approved.

    `before` and `after` hold the columns it touches. What was proposed is never rewritten: it is
    approved, withdrawn or sent back.
    """

    model = OneLineField(_("table"), max_length=60)
    object_key = OneLineField(_("key of the row"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind.choices)
    subject = OneLineField(_("what is changed"), max_length=300)
    person = models.ForeignKey(
        User,
        verbose_name=_("person concerned"),
        on_delete=models.PROTECT,
        null=True,
        related_name="changes",
    )
    permission = OneLineField(_("permission"), max_length=60)
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder)
    reason = FewLinesField(_("reason"), max_length=200)
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
    end_reason = FewLinesField(_("reason for the ending"), max_length=200, blank=True)

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
