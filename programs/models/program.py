"""Programs, and the envelopes that hold the money promised in public."""

from __future__ import annotations

from decimal import Decimal

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.guarded import by_two_people
from accounts.queries import Viewer
from core.database.amounts import AmountField, not_negative
from core.database.bounded import DAYS, DaysField, within
from core.database.fields import ManyLinesField, OneLineField
from programs.choices import GrantKind, Qualifier

# Where no other amount is given, as general knowledge that the ministry confirms.
USUAL_THIRD_SIGNATURE_EUR = Decimal("250000.00")
USUAL_BUDGET_OFFICER_EUR = Decimal("1000000.00")
# What limits those who prepare and sign; two people change it.
LIMITS = (
    "third_signature_from_eur",
    "budget_officer_from_eur",
    "backdating_days",
    "grant_kind",
    "checklist",
    "starts_on",
    "ends_on",
)


class Authority(models.Model):
    """A granting authority or the owner of a policy; names change, so they have a life span."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = OneLineField(_("name"), max_length=200)
    address = ManyLinesField(
        _("address"), blank=True, help_text=_("As it stands below the name in letters.")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("Authority")
        verbose_name_plural = _("Authorities")
        ordering = ["name", "pk"]
        triggers = [by_two_people("programs.authority", key="code")]

    def __str__(self) -> str:
        return self.name


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, user: Viewer) -> ProgramQuerySet:
        """Programs are public; their figures have rules of their own."""
        return self


@pghistory.track()
class Program(models.Model):
    """A funding program (Förderprogramm)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = OneLineField(_("name"), max_length=200, unique=True)
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
    description = ManyLinesField(_("description"), blank=True)
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
    contact_name = OneLineField(
        _("contact: name or unit"),
        max_length=200,
        blank=True,
        help_text=_("Whom municipalities ask; shown to them with the program and its cases."),
    )
    contact_email = models.EmailField(_("contact: e-mail"), blank=True)
    contact_phone = OneLineField(_("contact: telephone"), max_length=40, blank=True)
    funding_source = OneLineField(_("source of the funds"), max_length=200, blank=True)
    count_since = models.PositiveSmallIntegerField(_("counted since"), null=True, blank=True)
    third_signature_from_eur = AmountField(
        _("third signature from (EUR)"),
        null=True,
        blank=True,
        default=USUAL_THIRD_SIGNATURE_EUR,
        help_text=_("Empty: two signatures are enough."),
    )
    budget_officer_from_eur = AmountField(
        _("budget officer's consent from (EUR)"),
        null=True,
        blank=True,
        default=USUAL_BUDGET_OFFICER_EUR,
        help_text=_("Empty: the budget officer is not asked."),
    )
    checklist = ArrayField(
        models.CharField(max_length=200), verbose_name=_("check list"), default=list, blank=True
    )
    backdating_days = DaysField(
        _("days a decision may be dated back"),
        default=0,
        help_text=_("0: a decision bears the day of its last signature."),
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    source = OneLineField(_("source"), max_length=300, blank=True)
    general_knowledge = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("fields to be confirmed by the ministry"),
        default=list,
        blank=True,
    )

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("Funding program")
        verbose_name_plural = _("Funding programs")
        ordering = ["name"]
        constraints = [
            not_negative("program", "third_signature_from_eur", "budget_officer_from_eur"),
            within("program", backdating_days=DAYS),
        ]
        triggers = [by_two_people("programs.program", *LIMITS)]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programs:program", args=[self.code])


class DirectivePeriod(Func):
    """The days on which a directive is in force."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"


class Envelope(models.Model):
    """An amount promised in public; envelopes overlap, so parts say what contains what."""

    code = models.SlugField(_("code"), max_length=60, primary_key=True)
    name = OneLineField(_("name"), max_length=200)
    program = models.ForeignKey(
        Program,
        verbose_name=_("program"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="envelopes",
    )
    amount_eur = AmountField(_("amount (EUR)"))
    qualifier = models.CharField(_("qualifier"), max_length=20, choices=Qualifier.choices)
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("until"), null=True, blank=True)
    source = OneLineField(_("source"), max_length=300)
    note = ManyLinesField(_("note"), blank=True)
    parts: models.ManyToManyField[Envelope, EnvelopePart] = models.ManyToManyField(
        "self", through="EnvelopePart", symmetrical=False, related_name="wholes"
    )

    class Meta:
        verbose_name = _("Envelope")
        verbose_name_plural = _("Envelopes")
        ordering = ["name", "pk"]
        constraints = [not_negative("envelope", "amount_eur")]

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
    note = OneLineField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Part of an envelope")
        verbose_name_plural = _("Parts of envelopes")
        constraints = [
            models.UniqueConstraint(fields=["whole", "part"], name="envelope_part_once"),
            models.CheckConstraint(condition=~Q(whole=F("part")), name="envelope_not_in_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.part} ⊂ {self.whole}"
