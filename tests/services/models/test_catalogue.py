"""The catalogue: keys of services, the search in it, one version for quotas, one competence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from services.choices import CompetenceLevel
from services.models import Catalogue, Competence, LeikaService, OzgService
from tests.services.world import make_service

pytestmark = pytest.mark.usefixtures("world")

DAY = date(2026, 3, 2)
BEFORE = DAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hunde", ["90001"]),
        ("HUNDESTEUER", ["90001"]),
        ("urkunde geburt", ["90002"]),  # in any order
        ("urkunde hunde", []),
        ("90003", ["90003"]),
        ("9000", ["90005", "90002", "90001", "90003", "90004"]),
        ("0003", []),  # an id is known by its beginning
        ("", ["90005", "90002", "90001", "90003", "90004"]),
        ("   ", ["90005", "90002", "90001", "90003", "90004"]),
    ],
)
def test_services_are_found_by_every_word_or_the_beginning_of_their_id(
    text: str, found: list[str]
) -> None:
    rows = OzgService.objects.search(text)
    assert sorted(row.pk for row in rows) == sorted(found)


def test_services_stand_as_in_a_german_directory_and_keep_their_keys() -> None:
    make_service("90006", "Öffentliche Plätze")
    make_service("90007", "Offenlegung")
    make_service("90008", "Ortsrecht")
    names = [service.name for service in OzgService.objects.search("9000")]
    expected = ["Offenlegung", "Öffentliche Plätze", "Ortsrecht"]
    assert [name for name in names if name[0] in "OÖ"] == expected
    service = OzgService.objects.get(pk="90006")
    service.name = "Märkte"
    service.save()
    assert [row.pk for row in OzgService.objects.search("maerkte")] == ["90006"]
    assert OzgService.objects.search("plätze").count() == 0
    assert str(service) == "Märkte (90006)"


@pytest.mark.parametrize(
    ("key", "is_one"),
    [
        ("88800010000000", True),
        ("9990001000000", False),
        ("999000100000000", False),
        ("9990001000000x", False),
        ("٩٩٩٠٠٠١٠٠٠٠٠٠٠", False),  # digits, but of another script
    ],
)
def test_leika_key_has_fourteen_digits(key: str, is_one: bool) -> None:
    service = LeikaService(leika_key=key, name="Probe")
    if is_one:
        service.full_clean()
        service.save()
        return
    with pytest.raises(ValidationError):
        service.full_clean()
    if len(key) == 14:
        with pytest.raises(IntegrityError, match="leika_key_well_formed"), transaction.atomic():
            service.save()


def test_quotas_count_by_one_version() -> None:
    def version(code: str, *, is_current: bool) -> None:
        with transaction.atomic():
            Catalogue.objects.create(
                code=code, name=code, as_of=DAY, is_current=is_current, source="Test"
            )

    version("2024", is_current=False)
    with pytest.raises(IntegrityError, match="one_current_catalogue"):
        version("2025", is_current=True)
    Catalogue.objects.update(is_current=False)
    version("2025", is_current=True)
    assert [row.code for row in Catalogue.objects.all()] == ["2024", "2025", "2019"]  # newest first


class Service:
    """A service whose competence is said anew for each span."""

    def __init__(self) -> None:
        self.service = OzgService.objects.get(pk="90001")
        self.service.competences.all().delete()

    def competent(self, valid_from: date | None, valid_to: date | None, **values: Any) -> None:
        usual = {"level": CompetenceLevel.DISTRICT, "basis": "Test"}
        with transaction.atomic():
            Competence.objects.create(
                service=self.service, valid_from=valid_from, valid_to=valid_to, **usual | values
            )

    def is_refused(self, valid_from: date | None, valid_to: date | None) -> bool:
        with pytest.raises(IntegrityError, match="competence_one_at_a_time"):
            self.competent(valid_from, valid_to)
        return True


def test_one_body_is_competent_at_a_time_and_the_end_is_not_part_of_the_span() -> None:
    service = Service()
    service.competent(None, DAY)
    assert service.is_refused(BEFORE, None)
    assert service.is_refused(None, BEFORE)
    service.competent(DAY, None)
    assert service.is_refused(DAY + timedelta(days=400), None)
    assert service.service.competences.count() == 2


def test_another_service_has_its_competence_at_the_same_time() -> None:
    service = Service()
    service.competent(None, None)
    other = OzgService.objects.get(pk="90002")
    assert other.competences.get().valid_to is None
    assert service.service.competences.get().level == CompetenceLevel.DISTRICT
