"""Grants: the case."""

from __future__ import annotations

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import User
from accounts.queries import Viewer, roles_of
from accounts.roles import MUNICIPAL, SEE_ALL_MONEY, SEE_DECIDED_CASES
from core.database.amounts import AmountField, not_negative
from core.database.fields import EurField, ManyLinesField, OneLineField, SortKeyField
from core.database.text_keys import search_key
from core.tables.search import every_word
from municipalities.models import Municipality, municipalities_of
from programs.choices import (
    VISIBLE_STATES,
    CooperationForm,
    DecisionKind,
    FinancingType,
    GrantState,
    Origin,
    Qualifier,
    Stage,
)
from programs.models.directive import Directive
from programs.models.participation import Participation
from programs.models.program import Authority, Program
from programs.models.triggers.dates import days_across_rows, days_in_order
from programs.models.triggers.states import of_states
from programs.models.triggers.steps import of_steps

PLANNED = ("total_eur", "eligible_eur", "own_eur", "third_party_eur", "baseline_eur", "planned_eur")


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, user: Viewer, *, on: date | None = None) -> GrantQuerySet:
        """The one gate to grants.

        The ministry and auditors see every case, a municipality its own from the notification
        on and after any embargo, everybody else none.
        """
        if user.has_perm(SEE_ALL_MONEY):
            return self
        if roles_of(user) & (MUNICIPAL | {Role.MUNICIPALITY_VIEWER}):
            own = self.filter(participations__municipality__in=municipalities_of(user))
            return own.published_to_municipalities(on).distinct()
        return self.none()

    def published_to_municipalities(self, on: date | None = None) -> GrantQuerySet:
        """Notified cases whose embargo is over on the day (default: the database's today).

        The hand-over ends every embargo.
        """
        day = on or models.functions.TruncDate(Now())
        is_free = Q(embargo_until__isnull=True) | Q(embargo_until__lt=day)
        return self.filter(
            Q(is_free, awaits_hand_over=False) | Q(handed_over_on__lte=day),
            state__in=VISIBLE_STATES,
        )

    def decided_for(self, user: Viewer, *, on: date) -> GrantQuerySet:
        """Cases of which `user` may tell others, on the day: notified, out of any embargo, then
        and today; none without the permission.
        """
        if not user.has_perm(SEE_DECIDED_CASES):
            return self.none()
        told = self.published_to_municipalities(on).published_to_municipalities()
        return told.filter(decisions__kind=DecisionKind.INITIAL, decisions__notified_on__lte=on)

    def with_results(self) -> GrantQuerySet:
        """Cases whose result is there for others: told to everybody, without any amount."""
        return (
            self.published_to_municipalities().filter(publishable=True).exclude(reuse_artifact="")
        )

    def search(self, text: str) -> GrantQuerySet:
        """The case of this file reference; else those in which every word of `text` is found.

        Words are looked for in file reference, title, partners and their AGS.
        """
        named = self.filter(file_reference__iexact=" ".join(text.split()))
        if named.exists():
            return named
        found = every_word(text, _has_word)
        return self.none() if found is None else self.filter(found)


def _has_word(word: str) -> Q:
    bodies = Municipality.objects.search(word)
    by_partner = Participation.objects.filter(municipality__in=bodies)
    return (
        Q(search_text__contains=word) | Q(pk__in=by_partner.values("grant_id")) | Q(lead__in=bodies)
    )


@pghistory.track(exclude=["search_text", "sort_title", "state_on"])
class Grant(models.Model):
    """One funding case, from the application to the closed file.

    Its state changes only through programs.actions; its approved amount is the sum of its
    decisions and lies in the ledger.
    """

    program = models.ForeignKey(
        Program, verbose_name=_("program"), on_delete=models.PROTECT, related_name="grants"
    )
    directive = models.ForeignKey(
        Directive,
        verbose_name=_("directive"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
    )
    authority = models.ForeignKey(
        Authority,
        verbose_name=_("granting authority"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    file_reference = OneLineField(
        _("file reference"), max_length=60, help_text=_("As in the file, e.g. “IV 3 - 3 v 03.02”.")
    )
    dms_reference = OneLineField(_("reference in the e-file"), max_length=60, blank=True)
    title = OneLineField(_("project"), max_length=300)
    purpose = ManyLinesField(_("purpose of the grant"), blank=True)
    subject_area = OneLineField(_("task area"), max_length=100, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=GrantState.choices, default=GrantState.DRAFT
    )
    state_on = models.DateField(null=True, blank=True, editable=False)
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin.choices, default=Origin.ENTERED
    )
    lead = models.ForeignKey(
        Municipality,
        verbose_name=_("lead municipality"),
        on_delete=models.PROTECT,
        related_name="led_grants",
    )
    officer = models.ForeignKey(
        User,
        verbose_name=_("officer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    search_text = OneLineField(max_length=700, editable=False)
    sort_title = SortKeyField(of="title", max_length=300)

    # Application
    received_on = models.DateField(_("application received on"), null=True, blank=True)
    complete_on = models.DateField(_("papers complete on"), null=True, blank=True)
    applied_eur = EurField(_("applied for (EUR)"), null=True, blank=True)
    checklist_done = ArrayField(
        models.CharField(max_length=200), verbose_name=_("check list"), default=list, blank=True
    )
    state_interest_reason = ManyLinesField(_("interest of the state"), blank=True)
    project_start_on = models.DateField(_("project start"), null=True, blank=True)
    early_start_approved_on = models.DateField(
        _("consent to an early start on"), null=True, blank=True
    )
    procurement_confirmed = models.BooleanField(_("procurement law confirmed"), default=False)
    state_aid_relevant = models.BooleanField(_("relevant for state aid"), default=False)
    state_aid_basis = OneLineField(_("basis of the state aid"), max_length=200, blank=True)

    # Financing
    financing_type = models.CharField(
        _("financing type"), max_length=10, choices=FinancingType.choices, blank=True
    )
    funding_rate = models.DecimalField(
        _("funding rate"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    total_eur = AmountField(_("total expenditure (EUR)"), null=True, blank=True)
    eligible_eur = AmountField(_("eligible expenditure (EUR)"), null=True, blank=True)
    own_eur = AmountField(_("own funds (EUR)"), null=True, blank=True)
    third_party_eur = AmountField(_("third-party funds (EUR)"), null=True, blank=True)
    override_reason = ManyLinesField(_("reason for a different amount"), blank=True)
    double_funding_reason = ManyLinesField(_("reason why this is no double funding"), blank=True)

    # Cooperation
    exception_reason = ManyLinesField(_("reason for fewer partners"), blank=True)
    cooperation_form = models.CharField(
        _("form of cooperation"), max_length=20, choices=CooperationForm.choices, blank=True
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, blank=True)
    contract_signed_on = models.DateField(_("contract signed on"), null=True, blank=True)
    cooperation_start = models.DateField(_("cooperation from"), null=True, blank=True)
    cooperation_until = models.DateField(_("cooperation at least until"), null=True, blank=True)
    baseline_eur = AmountField(_("yearly cost before (EUR)"), null=True, blank=True)
    planned_eur = AmountField(_("yearly cost after (EUR)"), null=True, blank=True)
    saving_reason = ManyLinesField(_("reason for a lower saving"), blank=True)

    # Life of the case
    period_start = models.DateField(_("approval period from"), null=True, blank=True)
    period_end = models.DateField(_("approval period until"), null=True, blank=True)
    purpose_fulfilled_on = models.DateField(_("purpose fulfilled on"), null=True, blank=True)
    binding_until = models.DateField(_("assets bound until"), null=True, blank=True)
    may_pass_on = models.BooleanField(_("may be passed on"), default=False)
    publishable = models.BooleanField(_("may be published"), default=True)
    embargo_until = models.DateField(_("embargo until"), null=True, blank=True)
    awaits_hand_over = models.BooleanField(_("embargo until the hand-over"), default=False)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("application withdrawn on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    retention_until = models.DateField(_("retained until"), null=True, blank=True)
    archive_offered_on = models.DateField(_("offered to the archive on"), null=True, blank=True)
    reuse_artifact = OneLineField(_("re-usable result"), max_length=200, blank=True)
    reused_by = models.ManyToManyField(
        Municipality, verbose_name=_("re-used by"), blank=True, related_name="+"
    )
    services = models.ManyToManyField(
        "services.OzgService", verbose_name=_("services"), blank=True, related_name="grants"
    )
    withdrawn_successor = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
    )

    # Known from a publication: what it says, and nothing else
    published_year = models.PositiveSmallIntegerField(_("published year"), null=True, blank=True)
    published_eur = AmountField(_("published amount (EUR)"), null=True, blank=True)
    published_qualifier = models.CharField(
        _("qualifier"), max_length=20, choices=Qualifier.choices, blank=True
    )
    source_url = OneLineField(_("source"), max_length=400, blank=True)
    source_note = ManyLinesField(_("note on the source"), blank=True)

    created_by = models.ForeignKey(
        User,
        verbose_name=_("created by"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    objects = GrantQuerySet.as_manager()

    sorts_by = ("file_reference", "pk")  # in lists of what hangs on cases
    version_parts = (
        "participations",
        "tranches",
        "decisions",
        "corrections",
        "stations",
        "documents",
        "missing_papers",
        "drawdowns",
        "interim_reports",
        "proof",
        "reclaims",
    )

    class Meta:
        verbose_name = _("Grant")
        verbose_name_plural = _("Grants")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["program", "state"], name="grant_program_state"),
            models.Index(  # the first page of the list, as its table sorts
                F("received_on").desc(nulls_last=True), "id", name="grant_received_order"
            ),
            models.Index(fields=["period_end"], name="grant_period_end"),
            GinIndex(fields=["search_text"], name="grant_search", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "file_reference"],
                name="file_reference_once",
                violation_error_message=_("This file reference exists in this program already."),
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True)
                | Q(period_end__isnull=True)
                | Q(period_end__gte=F("period_start")),
                name="approval_period_runs_forward",
                violation_error_message=_("The approval period ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(applied_eur__isnull=True) | Q(applied_eur__gt=0),
                name="applied_amount_positive",
                violation_error_message=_("The amount applied for must be more than 0,00 €."),
            ),
            models.CheckConstraint(
                condition=Q(funding_rate__isnull=True) | Q(funding_rate__gt=0, funding_rate__lte=1),
                name="funding_rate_is_share",
                violation_error_message=_("The funding rate lies above 0 %% and up to 100 %%."),
            ),
            models.CheckConstraint(
                condition=Q(state=GrantState.RECORDED)
                | Q(published_eur__isnull=True, published_qualifier=""),
                name="published_amount_only_when_recorded",
                violation_error_message=_(
                    "A published amount belongs only to a case known from a publication alone."
                ),
            ),
            models.CheckConstraint(
                condition=Q(embargo_until__isnull=True) | Q(awaits_hand_over=False),
                name="embargo_has_one_end",
                violation_error_message=_("An embargo ends on a day or with the hand-over."),
            ),
            models.CheckConstraint(
                condition=Q(archive_offered_on__isnull=True)
                | Q(
                    retention_until__isnull=False,
                    archive_offered_on__gt=F("retention_until"),
                ),
                name="archive_offered_after_retention",
                violation_error_message=_("The archive is offered the file after its retention."),
            ),
            not_negative("grant", *PLANNED, "published_eur"),
            *days_in_order("grant"),
        ]
        triggers = [
            days_across_rows("grant"),
            *of_states(),
            *of_steps(),
        ]

    def __str__(self) -> str:
        return f"{self.file_reference} · {self.title}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = search_key(f"{self.file_reference} {self.title} {self.subject_area}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through unchanged

    def get_absolute_url(self) -> str:
        return reverse("programs:grant", args=[self.pk])
