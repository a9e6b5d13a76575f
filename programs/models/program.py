"""Programs, their directives, and the envelopes that hold the money promised in public."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.queries import Viewer
from core.model_fields import EurField
from programs.choices import FinancingType, GrantKind, Qualifier


class Authority(models.Model):
    """A granting authority or the owner of a policy; names change, so they have a life span."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("Authority")
        verbose_name_plural = _("Authorities")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, user: Viewer) -> ProgramQuerySet:
        """Programs are public; their figures have rules of their own."""
        return self

    def for_grants(self) -> ProgramQuerySet:
        """Programs under which single grants are decided."""
        return self.exclude(grant_kind=GrantKind.IN_KIND)


@pghistory.track()
class Program(models.Model):
    """A funding program (Förderprogramm)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    aliases = ArrayField(
        models.CharField(max_length=200), verbose_name=_("other names"), default=list, blank=True
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="phases",
    )
    description = models.TextField(_("description"), blank=True)
    grant_kind = models.CharField(_("kind of funding"), max_length=12, choices=GrantKind.choices)
    granting_authority = models.ForeignKey(
        Authority,
        verbose_name=_("granting authority"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    policy_owner = models.ForeignKey(
        Authority,
        verbose_name=_("policy owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    funding_source = models.CharField(_("source of the funds"), max_length=200, blank=True)
    count_since = models.PositiveSmallIntegerField(_("counted since"), null=True, blank=True)
    third_signature_from_eur = EurField(_("third signature from (EUR)"), null=True, blank=True)
    checklist = ArrayField(
        models.CharField(max_length=200), verbose_name=_("check list"), default=list, blank=True
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("Funding program")
        verbose_name_plural = _("Funding programs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/foerderprogramme/{self.code}/"


class DirectiveQuerySet(models.QuerySet["Directive"]):
    def valid_on(self, program: Program, day: object) -> DirectiveQuerySet:
        """The version of the program's directive in force on `day`."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day), program=program, valid_from__lte=day
        )


class DirectivePeriod(Func):
    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"


@pghistory.track()
class Directive(models.Model):
    """A version of a funding directive: rates, limits and periods are data, never code.

    Empty means: the directive says nothing, so nothing is checked.
    """

    program = models.ForeignKey(
        Program, verbose_name=_("program"), on_delete=models.PROTECT, related_name="directives"
    )
    version = models.CharField(_("version"), max_length=100)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    financing_types = ArrayField(
        models.CharField(max_length=10, choices=FinancingType.choices),
        verbose_name=_("financing types"),
        default=list,
        blank=True,
    )
    per_partner_eur = EurField(_("per partner (EUR)"), null=True, blank=True)
    cap_eur = EurField(_("cap per grant (EUR)"), null=True, blank=True)
    min_grant_eur = EurField(_("minimum grant (EUR)"), null=True, blank=True)
    max_rate = models.DecimalField(
        _("highest funding rate (0 to 1)"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    min_partners = models.PositiveSmallIntegerField(_("partners as a rule"), null=True, blank=True)
    exceptional_partners = models.PositiveSmallIntegerField(
        _("partners with a reason"), null=True, blank=True
    )
    cooperation_years = models.PositiveSmallIntegerField(
        _("years of cooperation"), null=True, blank=True
    )
    min_saving_rate = models.DecimalField(
        _("saving expected (0 to 1)"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    requires_no_prior_start = models.BooleanField(_("no start before decision"), default=False)
    use_months = models.PositiveSmallIntegerField(_("months for use"), null=True, blank=True)
    interim_months = models.PositiveSmallIntegerField(
        _("months for the interim report"), null=True, blank=True
    )
    proof_months = models.PositiveSmallIntegerField(
        _("months for the proof of use"), null=True, blank=True
    )
    retained_rate = models.DecimalField(
        _("last instalment held back (0 to 1)"),
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
    )
    small_difference_eur = EurField(_("small difference (EUR)"), null=True, blank=True)
    notification_days = models.PositiveSmallIntegerField(
        _("days until post counts as delivered"), null=True, blank=True
    )
    finality_months = models.PositiveSmallIntegerField(
        _("months until finality"), null=True, blank=True
    )
    retention_years = models.PositiveSmallIntegerField(
        _("years of retention"), null=True, blank=True
    )
    interest_points = models.DecimalField(
        _("interest points above base rate"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    source = models.CharField(_("source"), max_length=300)
    general_knowledge = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("fields to be confirmed by the ministry"),
        default=list,
        blank=True,
    )
    note = models.TextField(_("note"), blank=True)

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("Directive")
        verbose_name_plural = _("Directives")
        ordering = ["program", "-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="directive_one_at_a_time",
                expressions=[
                    (F("program"), RangeOperators.EQUAL),
                    (DirectivePeriod(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(max_rate__isnull=True) | Q(max_rate__gt=0, max_rate__lte=1),
                name="directive_rate_is_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.version}"


class Envelope(models.Model):
    """An amount promised in public; envelopes overlap, so parts say what contains what."""

    code = models.SlugField(_("code"), max_length=60, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    program = models.ForeignKey(
        Program,
        verbose_name=_("program"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="envelopes",
    )
    amount_eur = EurField(_("amount (EUR)"))
    qualifier = models.CharField(_("qualifier"), max_length=20, choices=Qualifier.choices)
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    parts: models.ManyToManyField[Envelope, EnvelopePart] = models.ManyToManyField(
        "self", through="EnvelopePart", symmetrical=False, related_name="wholes"
    )

    class Meta:
        verbose_name = _("Envelope")
        verbose_name_plural = _("Envelopes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EnvelopePart(models.Model):
    """`part` is contained in `whole`; one part may lie in several wholes and counts once."""

    whole = models.ForeignKey(
        Envelope, verbose_name=_("whole"), on_delete=models.CASCADE, related_name="contains"
    )
    part = models.ForeignKey(
        Envelope, verbose_name=_("part"), on_delete=models.CASCADE, related_name="contained_in"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Part of an envelope")
        verbose_name_plural = _("Parts of envelopes")
        constraints = [
            models.UniqueConstraint(fields=["whole", "part"], name="envelope_part_once"),
            models.CheckConstraint(condition=~Q(whole=F("part")), name="envelope_not_in_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.part} ⊂ {self.whole}"
