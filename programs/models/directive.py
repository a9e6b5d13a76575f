"""Directives: the rules of a program as data, one version at a time."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.guarded import by_two_people
from core.database.amounts import AmountField, not_negative
from core.database.bounded import (
    MONTHS,
    SHARE,
    YEARS,
    Between,
    MonthsField,
    ShareField,
    YearsField,
    within,
)
from core.database.fields import ManyLinesField, OneLineField
from core.database.intervals import holding
from core.formats import format_rate
from municipalities.models import Municipality
from programs.choices import CaseEntry, DecisionContent, FinancingType
from programs.models.program import DirectivePeriod, Program
from programs.models.triggers.frozen import frozen_with

AFTER_DECISIONS = ("valid_to", "note")  # what may still change once cases are decided under it

DECIDED_UNDER = """
    EXISTS (SELECT 1 FROM programs_grant g JOIN programs_decision d ON d.grant_id = g.id
        WHERE g.directive_id IN ({directives}) AND d.approved_at IS NOT NULL)
"""

FROZEN_ONCE_DECIDED = f"""
    later := ARRAY[{", ".join(f"'{name}'" for name in AFTER_DECISIONS)}];
    IF to_jsonb(OLD) - later <> to_jsonb(NEW) - later
            AND {DECIDED_UNDER.format(directives="OLD.id")} THEN
        RAISE EXCEPTION 'cases were decided under directive %', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'directive_frozen';
    END IF;
    RETURN NEW;
"""

# Two people agreed on the version that follows: the one before ends, and lends it its rates.
ENDED_BY_THE_NEXT = """TG_OP = 'UPDATE' AND c.model = 'programs.directive' AND c.kind = 'add'
    AND c.after->>'follows_id' = OLD.id::text
    AND to_jsonb(OLD) - 'valid_to' = to_jsonb(NEW) - 'valid_to'
    AND NEW.valid_to = (c.after->>'valid_from')::date - 1"""
LENT_TO_THE_NEXT = """TG_OP = 'INSERT' AND c.model = 'programs.directive' AND c.kind = 'add'
    AND EXISTS (SELECT FROM programs_directive d JOIN programs_raterule r
            ON r.directive_id = d.follows_id
        WHERE d.id = NEW.directive_id AND d.follows_id::text = c.after->>'follows_id'
            AND ROW(r.municipality_id, r.min_partners, r.max_rate)
                IS NOT DISTINCT FROM ROW(NEW.municipality_id, NEW.min_partners, NEW.max_rate))"""


def usual_contents() -> list[str]:
    """What a decision has to say unless the directive asks for more or less."""
    return [
        DecisionContent.LEGAL_BASIS.value,
        DecisionContent.PURPOSE.value,
        DecisionContent.FINANCING_TYPE.value,
    ]


def usual_entries() -> list[str]:
    """What a case has to say unless the directive asks for more or less."""
    return [CaseEntry.RECEIVED.value]


def usual_reminder_days() -> list[int]:
    """Days after the due date on which a missing proof is asked for again."""
    return [0, 30, 60]


class DirectiveQuerySet(models.QuerySet["Directive"]):
    def valid_on(self, program: Program, day: object) -> DirectiveQuerySet:
        """The version of the program's directive in force on `day`."""
        return self.filter(holding(day, last_day=True, has_begin=True), program=program)


AMOUNTS = (
    *("per_partner_eur", "cap_eur", "min_grant_eur"),
    *("small_difference_eur", "min_eligible_eur"),
)
IN_MONTHS = (
    *("use_months", "interim_months", "proof_months", "max_months", "finality_months"),
    *("uninstructed_finality_months", "revocation_months"),
)
IN_YEARS = ("cooperation_years", "retention_years", "limitation_years")
POINTS, YEAR_DAYS = (0, 20), (360, 366)


@pghistory.track()
class Directive(models.Model):
    """A version of a funding directive: rates, limits and periods are data, never code.

    Empty means: the directive says nothing, so nothing is checked. Once a case is decided under
    it, it may end and be annotated, and nothing else: what it says is part of the decision.
    """

    program = models.ForeignKey(
        Program, verbose_name=_("program"), on_delete=models.PROTECT, related_name="directives"
    )
    version = OneLineField(_("version"), max_length=100)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    follows = models.ForeignKey(
        "self",
        verbose_name=_("follows the version"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    financing_types = ArrayField(
        models.CharField(max_length=10, choices=FinancingType.choices),
        verbose_name=_("financing types"),
        default=list,
        blank=True,
    )
    per_partner_eur = AmountField(_("per partner (EUR)"), null=True, blank=True)
    cap_eur = AmountField(_("cap per grant (EUR)"), null=True, blank=True)
    min_grant_eur = AmountField(_("minimum grant (EUR)"), null=True, blank=True)
    max_rate = models.DecimalField(
        _("highest funding rate"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    min_partners = models.PositiveSmallIntegerField(_("partners as a rule"), null=True, blank=True)
    exceptional_partners = models.PositiveSmallIntegerField(
        _("partners with a reason"), null=True, blank=True
    )
    cooperation_years = YearsField(_("years of cooperation"), null=True, blank=True)
    min_saving_rate = ShareField(_("saving expected"), null=True, blank=True)
    requires_no_prior_start = models.BooleanField(_("no start before decision"), default=False)
    use_months = MonthsField(_("months for use"), null=True, blank=True)
    interim_months = MonthsField(_("months for the interim report"), null=True, blank=True)
    proof_months = MonthsField(_("months for the proof of use"), null=True, blank=True)
    retained_rate = ShareField(_("last instalment held back"), null=True, blank=True)
    small_difference_eur = AmountField(_("small difference (EUR)"), null=True, blank=True)
    min_eligible_eur = AmountField(_("least eligible expenditure (EUR)"), null=True, blank=True)
    max_months = MonthsField(_("longest approval period (months)"), null=True, blank=True)
    finality_months = MonthsField(_("months until finality"), null=True, blank=True)
    uninstructed_finality_months = MonthsField(
        _("months until finality without instruction on appeal"), default=12
    )
    revocation_months = MonthsField(_("months to revoke, from knowing the facts"), default=12)
    reminder_days = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("reminders, days after the due date"),
        default=usual_reminder_days,
        blank=True,
    )
    sample_rate = models.DecimalField(
        _("proofs checked in depth"),
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Which ones follows from the file reference and can be repeated."),
    )
    retention_years = YearsField(_("years of retention"), null=True, blank=True)
    interest_points = models.DecimalField(
        _("interest points above base rate"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[Between(*POINTS)],
    )
    interest_year_days = models.PositiveSmallIntegerField(
        _("days of a year for interest"),
        null=True,
        blank=True,
        default=365,
        help_text=_("Empty: the days the year really has, 365 or 366."),
        validators=[Between(*YEAR_DAYS)],
    )
    limitation_years = YearsField(_("years until interest lapses"), default=3)
    required_entries = ArrayField(
        models.CharField(max_length=30, choices=CaseEntry.choices),
        verbose_name=_("entries that a case needs"),
        default=usual_entries,
        blank=True,
        help_text=_("Demanded before the decision is proposed. What is not ticked is not asked."),
    )
    takes_applications = models.BooleanField(
        _("applications online"),
        default=False,
        help_text=_("Municipalities draft and hand in applications here."),
    )
    application_papers = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("papers of an application"),
        default=list,
        blank=True,
        help_text=_("The completeness list of an application, one paper in each line."),
    )
    required_contents = ArrayField(
        models.CharField(max_length=30, choices=DecisionContent.choices),
        verbose_name=_("contents that a decision needs"),
        default=usual_contents,
        blank=True,
    )
    legal_basis = ManyLinesField(_("legal basis"), blank=True)
    conditions_version = OneLineField(_("collateral clauses, version"), max_length=100, blank=True)
    appeal_notice = ManyLinesField(_("instruction on appeal"), blank=True)
    publication_note = ManyLinesField(_("note on data and publication"), blank=True)
    source = OneLineField(_("source"), max_length=300)
    general_knowledge = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("fields to be confirmed by the ministry"),
        default=list,
        blank=True,
    )
    note = ManyLinesField(_("note"), blank=True)

    objects = DirectiveQuerySet.as_manager()

    version_parts = ("rate_rules",)
    named_with = ("program",)

    class Meta:
        verbose_name = _("Directive")
        verbose_name_plural = _("Directives")
        ordering = ["program", "-valid_from", "pk"]
        constraints = [
            not_negative("directive", *AMOUNTS),
            within(
                "directive",
                **dict.fromkeys(IN_MONTHS, MONTHS),
                **dict.fromkeys(IN_YEARS, YEARS),
                min_saving_rate=SHARE,
                retained_rate=SHARE,
                interest_points=POINTS,
                interest_year_days=YEAR_DAYS,
            ),
            ExclusionConstraint(
                name="directive_one_at_a_time",
                violation_error_message=_(
                    "Another version of the directive is in force in this period. End it first."
                ),
                expressions=[
                    (F("program"), RangeOperators.EQUAL),
                    (DirectivePeriod(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(max_rate__isnull=True) | Q(max_rate__gt=0, max_rate__lte=1),
                name="directive_rate_is_share",
                violation_error_message=_(
                    "The highest funding rate lies above 0 %% and up to 100 %%."
                ),
            ),
            models.CheckConstraint(
                condition=Q(sample_rate__isnull=True) | Q(sample_rate__range=(0, 1)),
                name="sample_rate_is_share",
                violation_error_message=_(
                    "The share of proofs checked in depth lies between 0 %% and 100 %%."
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_once_decided",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("later", "text[]")],
                func=FROZEN_ONCE_DECIDED,
            ),
            by_two_people("programs.directive", or_when=ENDED_BY_THE_NEXT),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.version}"


@pghistory.track()
class RateRule(models.Model):
    """The highest funding rate for some: one body (by its finance strength), or joint projects.

    The most specific rule counts: many partners before few, then a body's before that of all.
    """

    directive = models.ForeignKey(
        Directive, verbose_name=_("directive"), on_delete=models.CASCADE, related_name="rate_rules"
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    min_partners = models.PositiveSmallIntegerField(_("from partners"), default=1)
    max_rate = models.DecimalField(_("highest funding rate"), max_digits=5, decimal_places=4)
    source = OneLineField(_("source"), max_length=300)

    named_with = ("directive",)

    class Meta:
        verbose_name = _("Funding rate")
        verbose_name_plural = _("Funding rates")
        ordering = ["directive", "municipality", "min_partners"]
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "municipality", "min_partners"],
                nulls_distinct=False,
                name="rate_rule_once",
                violation_error_message=_(
                    "There is a rate for this body and number of partners already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(max_rate__gt=0, max_rate__lte=1),
                name="rate_rule_is_share",
                violation_error_message=_(
                    "The highest funding rate lies above 0 %% and up to 100 %%."
                ),
            ),
        ]
        triggers = [
            frozen_with(
                "frozen_with_directive",
                DECIDED_UNDER.format(directives="OLD.directive_id, NEW.directive_id"),
                "cases were decided under the directive of this rate",
                "directive",
            ),
            by_two_people("programs.raterule", or_when=LENT_TO_THE_NEXT),
        ]

    def __str__(self) -> str:
        return f"{self.directive}: {format_rate(self.max_rate)}"
