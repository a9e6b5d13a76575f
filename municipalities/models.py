"""Municipal bodies with their life span, population figures, and who belongs to them."""

from __future__ import annotations

from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import Viewer, areas_of, has_in_an_area_alone, within
from accounts.roles import SEE_PROGRESS
from core.database.fields import SortKeyField
from core.database.triggers import note_all_dirty
from core.formats import format_count, format_day
from core.search import every_word
from core.text import search_key, sort_key
from municipalities.choices import MUNICIPALITY_KINDS, RECIPIENT_KINDS, Kind, PopulationBasis

is_ags = RegexValidator(
    r"^06[4-6]\d{2}(\d{3})?$",
    _("“%(value)s” is not a Hessian AGS: 8 digits, or 5 for a district, starting with 064 to 066."),
)


class GovernmentDistrict(models.Model):
    """A Regierungsbezirk, keyed by the first three digits of the AGS."""

    ags = models.CharField(primary_key=True, max_length=3, db_collation="C")
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("Government district")
        verbose_name_plural = _("Government districts")
        ordering = ["ags"]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """An area of district level: a Landkreis or an independent city with everything in it."""

    ags = models.CharField(primary_key=True, max_length=5, db_collation="C")
    name = models.CharField(_("name"), max_length=100)
    sort_name = SortKeyField(of="name", max_length=100)
    government_district = models.ForeignKey(
        GovernmentDistrict, verbose_name=_("government district"), on_delete=models.PROTECT
    )

    class Meta:
        verbose_name = _("District (area)")
        verbose_name_plural = _("Districts (areas)")
        ordering = ["sort_name", "ags"]

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def visible_to(self, user: Viewer) -> MunicipalityQuerySet:
        """Master data of bodies is public; a person of one area works with the bodies in it."""
        if not has_in_an_area_alone(user, SEE_PROGRESS):
            return self
        return self.filter(within("ags", areas_of(user, SEE_PROGRESS)))

    def existing_on(self, day: date) -> MunicipalityQuerySet:
        """Bodies that exist on `day` (Gebietsstand)."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
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

    def in_area(self, prefix: str) -> MunicipalityQuerySet:
        """Bodies whose AGS starts with `prefix`."""
        return self.filter(ags__startswith=prefix)

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

    ags = models.CharField(
        _("AGS"),
        primary_key=True,
        max_length=8,
        db_collation="C",
        validators=[is_ags],
        help_text=_("Official municipality key: 8 digits, 5 for a district."),
    )
    ars = models.CharField(_("ARS"), max_length=12, db_collation="C", blank=True)
    name = models.CharField(_("name"), max_length=100)
    official_name = models.CharField(_("official name"), max_length=150)
    sort_name = SortKeyField(of="name", max_length=150)
    search_name = models.CharField(max_length=300, editable=False)
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
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
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
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through unchanged

    def get_absolute_url(self) -> str:
        return f"/kommunen/{self.ags}/"

    @property
    def full_name(self) -> str:
        """The name with its kind, so that Stadt Gießen and Landkreis Gießen differ."""
        if self.kind == Kind.DISTRICT or self.kind == Kind.UNINCORPORATED_AREA:
            return self.official_name
        return f"{Kind(self.kind).label} {self.name}"

    def set_keys(self) -> None:
        """Derive the stored keys for sorting and searching."""
        self.sort_name = sort_key(self.name)
        self.search_name = search_key(f"{self.name} {self.official_name} {self.postal_code}")
        self.district_id = self.ags[:5]


# A figure is used from its date, or from the day its territory stands, until the next one; before
# the first figure, the first is used.
SET_POPULATION_PERIODS = """
    UPDATE municipalities_populationfigure f
    SET used_from = w.used_from, used_to = w.used_to
    FROM (
        SELECT id,
            CASE WHEN row_number() OVER chain > 1 THEN begins END AS used_from,
            lead(begins) OVER chain AS used_to
        FROM (
            SELECT *, GREATEST(as_of, territory_from) AS begins FROM municipalities_populationfigure
        ) figures
        WINDOW chain AS (PARTITION BY municipality_id ORDER BY begins, basis)
    ) w
    WHERE f.id = w.id
        AND (f.used_from, f.used_to) IS DISTINCT FROM (w.used_from, w.used_to);
    RETURN NULL;
"""


@pghistory.track(exclude=["used_from", "used_to"])
class PopulationFigure(models.Model):
    """Inhabitants of a body at a date, with the census the figure is based on."""

    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="population_figures",
    )
    as_of = models.DateField(_("as of"))
    population = models.PositiveIntegerField(_("inhabitants"))
    basis = models.CharField(_("basis"), max_length=20, choices=PopulationBasis.choices)
    territory_from = models.DateField(
        _("territory since"),
        null=True,
        blank=True,
        help_text=_("Where the territory changed after the date: figures for the new one."),
    )
    source = models.CharField(_("source"), max_length=200)
    used_from = models.DateField(null=True, editable=False)
    used_to = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("Population figure")
        verbose_name_plural = _("Population figures")
        ordering = ["municipality", "-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "as_of", "basis", "territory_from"],
                nulls_distinct=False,
                name="population_once",
                violation_error_message=_(
                    "There is a figure for this municipality, day and basis already."
                ),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="population_periods",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.Delete
                | pgtrigger.UpdateOf("municipality_id", "as_of", "basis", "territory_from"),
                func=SET_POPULATION_PERIODS,
            ),
            note_all_dirty("population_dirty", "progress"),
            note_all_dirty("population_months_dirty", "progress_months"),
        ]

    def __str__(self) -> str:
        population = format_count(self.population)
        return f"{self.municipality_id}, {format_day(self.as_of)}: {population}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: Viewer) -> MembershipQuerySet:
        """The memberships of `user`; none for a stranger."""
        return self.filter(user_id=user.pk) if isinstance(user, User) else self.none()


@pghistory.track()
class Membership(models.Model):
    """A user works for a municipal body and sees its cases."""

    user = models.ForeignKey(
        User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="memberships"
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Membership")
        verbose_name_plural = _("Memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality"],
                name="membership_once",
                violation_error_message=_("The person works for this municipality already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.municipality}"


# Both chains to their ends; UNION without ALL ends a circle.
FAMILY = """
    WITH RECURSIVE own AS (
        SELECT municipality_id AS ags FROM municipalities_membership WHERE user_id = %s
    ), before AS (
        SELECT ags FROM own
        UNION SELECT m.ags FROM municipalities_municipality m
            JOIN before b ON m.successor_id = b.ags
    ), after AS (
        SELECT ags FROM own
        UNION SELECT m.successor_id FROM municipalities_municipality m
            JOIN after a ON m.ags = a.ags
        WHERE m.successor_id IS NOT NULL
    )
    SELECT ags FROM before UNION SELECT ags FROM after
"""


PREDECESSORS = """
    WITH RECURSIVE before AS (
        SELECT ags FROM municipalities_municipality WHERE successor_id = %s
        UNION SELECT m.ags FROM municipalities_municipality m
            JOIN before b ON m.successor_id = b.ags
    )
    SELECT ags FROM before
"""


def municipalities_of(user: Viewer) -> frozenset[str]:
    """The keys (AGS) of the bodies `user` works for, read once per user object.

    A membership in a body that was merged or renumbered covers its successors and predecessors,
    however many mergers lie between; not those whose successor is the same.
    """
    if not isinstance(user, User):
        return frozenset()
    cached: frozenset[str] | None = getattr(user, "_municipalities", None)
    if cached is None:
        with connection.cursor() as cursor:
            cursor.execute(FAMILY, [user.pk])
            cached = frozenset(ags for (ags,) in cursor.fetchall())
        user._municipalities = cached  # type: ignore[attr-defined]  # kept for the request
    return cached
