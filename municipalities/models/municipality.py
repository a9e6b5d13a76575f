"""Municipal bodies with their life span."""

from __future__ import annotations

from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.queries import Viewer, areas_of, has_in_an_area_alone, within
from accounts.roles import SEE_PROGRESS
from core.database.fields import OneLineField, SortKeyField
from core.database.intervals import holding
from core.database.text_keys import search_key, sort_key
from core.database.triggers import BY_THE_OWNER, note_all_dirty
from core.tables.search import every_word
from municipalities.choices import MUNICIPALITY_KINDS, RECIPIENT_KINDS, Kind
from municipalities.models.district import District

is_ags = RegexValidator(
    r"^06[4-6][0-9]{2}([0-9]{3})?\Z",
    _("“%(value)s” is not a Hessian AGS: 8 digits, or 5 for a district, starting with 064 to 066."),
)

PREDECESSORS = """
    WITH RECURSIVE before AS (
        SELECT ags FROM municipalities_municipality WHERE successor_id = %s
        UNION SELECT m.ags FROM municipalities_municipality m
            JOIN before b ON m.successor_id = b.ags
    )
    SELECT ags FROM before
"""

# Whoever works for a body reaches the cases of those it follows: two people agreed on that, by the
# end of the transaction, as the whole is tried and taken back before it is proposed.
FOLLOWED_BY_TWO_PEOPLE = f"""
    IF NOT {BY_THE_OWNER} AND NOT EXISTS (
        SELECT FROM accounts_pendingchange c WHERE c.model = 'municipalities.municipality'
            AND c.approved_at IS NOT NULL AND c.after->>'successor_id' = NEW.successor_id
            AND c.after->>'valid_to' = NEW.valid_to::text
            AND (c.object_key = NEW.ags OR c.after->'together_with' ? NEW.ags)
    ) THEN
        RAISE EXCEPTION 'what follows % is agreed on by two people', NEW.ags
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'by_two_people';
    END IF;
    RETURN NULL;
"""  # a condition of ours


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def visible_to(self, user: Viewer) -> MunicipalityQuerySet:
        """Master data of bodies is public; a person of one area works with the bodies in it."""
        if not has_in_an_area_alone(user, SEE_PROGRESS):
            return self
        return self.filter(within("ags", areas_of(user, SEE_PROGRESS)))

    def existing_on(self, day: date) -> MunicipalityQuerySet:
        """Bodies that exist on `day` (Gebietsstand)."""
        return self.filter(
            holding(day, last_day=True),
        )

    def recipients(self) -> MunicipalityQuerySet:
        """Bodies that can receive grants and offer services."""
        return self.filter(kind__in=RECIPIENT_KINDS)

    def municipalities(self) -> MunicipalityQuerySet:
        """Gemeinden, towns and independent cities; no districts."""
        return self.filter(kind__in=MUNICIPALITY_KINDS)

    def districts(self) -> MunicipalityQuerySet:
        """The Landkreise as bodies."""
        return self.filter(kind=Kind.DISTRICT)

    def with_predecessors(self, ags: str) -> MunicipalityQuerySet:
        """The body `ags` and all that went into it, however many mergers ago."""
        before = RawSQL(PREDECESSORS, [ags])  # noqa: S611  # a constant of ours
        return self.filter(Q(ags=ags) | Q(ags__in=before))

    def search(self, text: str) -> MunicipalityQuerySet:
        """Bodies in whose name or key every word of `text` is found, however it is written.

        A key without its zero, as spreadsheets make it, is understood.
        """
        found = every_word(
            text,
            lambda word: (
                Q(search_name__contains=word)
                | Q(ags__startswith=f"0{word}" if word.startswith("6") else word)
            ),
        )
        return self.none() if found is None else self.filter(found)


@pghistory.track()
class Municipality(models.Model):
    """One body of municipal level for as long as it has its key (AGS).

    A change of key is a new body with a predecessor: figures before the date keep the old one.
    """

    ags = OneLineField(
        _("AGS"),
        primary_key=True,
        max_length=8,
        db_collation="C",
        validators=[is_ags],
        help_text=_("Official municipality key: 8 digits, 5 for a district."),
    )
    ars = OneLineField(_("ARS"), max_length=12, db_collation="C", blank=True)
    name = OneLineField(_("name"), max_length=100)
    official_name = OneLineField(_("official name"), max_length=150)
    sort_name = SortKeyField(of="name", max_length=150)
    search_name = OneLineField(max_length=300, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    special_status = models.BooleanField(_("special status"), default=False)
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="bodies"
    )
    valid_from = models.DateField(_("exists from"), null=True, blank=True)
    valid_to = models.DateField(_("exists until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
    )
    area_km2 = models.DecimalField(
        _("area in km²"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    postal_code = OneLineField(_("postal code"), max_length=5, blank=True)
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    contact_email = models.EmailField(_("function mailbox"), blank=True)

    objects = MunicipalityQuerySet.as_manager()

    version_parts = ("population_figures", "memberships")

    class Meta:
        verbose_name = _("Municipal body")
        verbose_name_plural = _("Municipal bodies")
        ordering = ["sort_name", "ags"]
        indexes = [
            GinIndex(fields=["search_name"], name="municipality_search", opclasses=["gin_trgm_ops"])
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ags__regex=r"^06[4-6][0-9]{2}([0-9]{3})?$"),
                name="ags_well_formed",
                violation_error_message=_("An AGS of Hessen has 5 or 8 digits and starts with 06."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="municipality_life_span",
                violation_error_message=_("The municipality ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False),
                name="successor_needs_end",
                violation_error_message=_("Only a municipality that has ended has a successor."),
            ),
        ]
        triggers = [
            note_all_dirty("body_dirty", "progress"),
            note_all_dirty("body_months_dirty", "progress_months"),
            pgtrigger.Trigger(
                name="followed_by_two_people",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("successor_id", "valid_to"),
                condition=pgtrigger.Condition("NEW.successor_id IS NOT NULL"),
                timing=pgtrigger.Deferred,
                func=FOLLOWED_BY_TWO_PEOPLE,
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through unchanged

    def get_absolute_url(self) -> str:
        return reverse("portal:municipality", args=[self.ags])

    @property
    def full_name(self) -> str:
        return full_name_of(self.kind, self.name, self.official_name)

    def set_keys(self) -> None:
        """Derive the stored keys for sorting and searching."""
        self.sort_name = sort_key(self.name)
        self.search_name = search_key(f"{self.name} {self.official_name} {self.postal_code}")
        self.district_id = self.ags[:5]


def full_name_of(kind: str, name: str, official_name: str) -> str:
    """The name with its kind, so that Stadt Gießen and Landkreis Gießen differ."""
    if kind in (Kind.DISTRICT, Kind.UNINCORPORATED_AREA):
        return official_name
    return f"{Kind(kind).label} {name}"
