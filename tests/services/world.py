"""A small state, made by hand, so that every figure in the tests can be counted on fingers.

Bodies: the district 06431 with the towns 06431001 and 06431002 and the municipality 06431003;
the independent city 06412000; Hanau with its old key until 2025 and its new one since 2026.
Services: 90001 and 90002 for municipalities, 90003 for the district level, 90004 for the state,
90005 to be clarified; two theme fields, two situations. Both maturity models.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import connection

from accounts.actions import grant_role_from_console
from accounts.choices import Role
from accounts.models import User
from municipalities.choices import Kind, PopulationBasis
from municipalities.models import (
    District,
    GovernmentDistrict,
    Membership,
    Municipality,
    PopulationFigure,
)
from services.actions import RecordedChanges, RolloutChange, record_rollouts
from services.choices import CompetenceLevel, EventSource
from services.models import (
    Catalogue,
    Competence,
    LeikaService,
    MaturityModel,
    OzgService,
    Situation,
    ThemeField,
)

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)

TOWN, SECOND_TOWN, VILLAGE = "06431001", "06431002", "06431003"
DISTRICT, CITY = "06431", "06412000"
HANAU_BEFORE, HANAU = "06435014", "06415000"
BODIES = {
    DISTRICT: ("Bergkreis", Kind.DISTRICT, 60_000),
    TOWN: ("Oberstadt", Kind.TOWN, 30_000),
    SECOND_TOWN: ("Unterstadt", Kind.TOWN, 20_000),
    VILLAGE: ("Kleindorf", Kind.MUNICIPALITY, 10_000),
    CITY: ("Großstadt", Kind.INDEPENDENT_CITY, 700_000),
    HANAU_BEFORE: ("Hanau", Kind.TOWN, 100_000),
    HANAU: ("Hanau", Kind.INDEPENDENT_CITY, 100_000),
}
SERVICES = {
    "90001": ("Hundesteuer", "familie", CompetenceLevel.MUNICIPALITY),
    "90002": ("Geburtsurkunde", "familie", CompetenceLevel.MUNICIPALITY),
    "90003": ("Fahrzeugzulassung", "reisen", CompetenceLevel.DISTRICT),
    "90004": ("Elterngeld", "familie", CompetenceLevel.STATE),
    "90005": ("Fundsachen", "reisen", CompetenceLevel.UNCLEAR),
}
REFERENCE_TABLES = (
    "services_progressrollup",
    "services_regionalconference",
    "services_ozgservice_catalogues",
    "services_competence",
    "services_leikaservice",
    "services_onlineprocess_services",
    "services_onlineprocess",
    "services_ozgservice",
    "services_situation",
    "services_themefield",
    "services_catalogue",
    "services_maturitymodel",
    "municipalities_boundary",
    "municipalities_populationfigure",
    "municipalities_municipality",
    "municipalities_district",
    "municipalities_governmentdistrict",
    "core_dirtykey",
    "core_rollupstate",
)


def make_world() -> None:
    """Replace the reference tables by the small state, inside the test's transaction."""
    with connection.cursor() as cursor:
        for table in REFERENCE_TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names from above
    _make_bodies()
    _make_catalogue()


def _make_bodies() -> None:
    GovernmentDistrict.objects.create(ags="064", name="Darmstadt")
    for ags in sorted({ags[:5] for ags in BODIES}):
        District.objects.create(ags=ags, name=f"Kreis {ags}", government_district_id="064")
    for ags in sorted(BODIES, reverse=True):
        name, kind, population = BODIES[ags]
        body = Municipality(
            ags=ags,
            ars=ags[:5] + "0000" + ags[5:] if len(ags) > 5 else ags + "0000000",
            name=name,
            official_name=f"Landkreis {name}" if kind == Kind.DISTRICT else name,
            kind=kind,
            valid_from=date(2026, 1, 1) if ags == HANAU else None,
            valid_to=date(2025, 12, 31) if ags == HANAU_BEFORE else None,
            successor_id=HANAU if ags == HANAU_BEFORE else None,
        )
        body.set_keys()
        body.save()
        PopulationFigure.objects.create(
            municipality=body,
            as_of=date(2023, 12, 31),
            population=population,
            basis=PopulationBasis.CENSUS_2011,
            source="Test",
        )


def _make_catalogue() -> None:
    catalogue = Catalogue.objects.create(
        code="2019", name="OZG-Katalog 2019", as_of=date(2019, 10, 1), is_current=True, source="T"
    )
    for position, code in enumerate(("familie", "reisen")):
        field = ThemeField.objects.create(code=code, name=code.title(), position=position)
        Situation.objects.create(code=f"{code}-lage", name=f"Lage {code}", theme_field=field)
    for ozg_id, (name, field_code, level) in SERVICES.items():
        make_service(ozg_id, name, field_code, level).catalogues.add(catalogue)
    MaturityModel.objects.create(
        version="1.1",
        name="Reifegradmodell 1.1",
        highest_level=4,
        online_from=2,
        compliant_from=3,
        valid_from=date(2020, 6, 1),
        criteria=[f"Kriterium {number}" for number in range(1, 11)],
        source="Test",
    )
    MaturityModel.objects.create(
        version="2.0",
        name="Reifegradmodell 2.0",
        highest_level=7,
        online_from=3,  # each threshold apart from 1.1, so that mixing the two shows
        compliant_from=5,
        valid_from=date(2025, 7, 1),
        criteria=[f"Kriterium {number}" for number in range(1, 14)],
        source="Test",
    )


def make_service(
    ozg_id: str, name: str, field: str = "familie", level: str = CompetenceLevel.MUNICIPALITY
) -> OzgService:
    """A service with one LeiKa service and its competence."""
    service = OzgService(
        ozg_id=ozg_id, name=name, theme_field_id=field, situation_id=f"{field}-lage"
    )
    service.save()
    LeikaService.objects.create(
        leika_key=f"99{ozg_id}0000000", name=name, leika_type="2/3", ozg_service=service
    )
    Competence.objects.create(service=service, level=level, basis="Test")
    return service


def switch_catalogue(*services: str) -> Catalogue:
    """A newer version with these services alone, used for quotas from now on."""
    Catalogue.objects.update(is_current=False)
    newer = Catalogue.objects.create(
        code="2024", name="OZG-Katalog 2024", as_of=date(2024, 1, 1), is_current=True, source="T"
    )
    for service in OzgService.objects.filter(pk__in=services):
        service.catalogues.add(newer)
    return newer


def make_user(name: str, role: Role, *bodies: str) -> User:
    """A user with an active role, working for `bodies`."""
    user = User.objects.create_user(name, password="ein langes Passwort")
    grant_role_from_console(user, role, reason="Test", at=NOW)
    for ags in bodies:
        Membership.objects.create(user=user, municipality_id=ags)
    return user


def record(*changes: RolloutChange, skip_incompetent: bool = False) -> RecordedChanges:
    """Record as an import does: without a person."""
    return record_rollouts(
        changes, by=None, source=EventSource.IMPORT, at=NOW, skip_incompetent=skip_incompetent
    )


def live(
    ags: str, service: str, day: date, level: int | None = 3, *, model: str = "1.1"
) -> RolloutChange:
    """A change to online, at a maturity level of `model` where one is known."""
    return RolloutChange(
        ags,
        service,
        day,
        configured=True,
        listed=True,
        live=True,
        maturity_model=model if level is not None else None,
        maturity_level=level,
    )
