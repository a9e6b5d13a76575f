"""Who is competent, changed in the administration: in the list and for many services at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts.choices import Role
from core.errors import RuleError
from services.actions.competence import set_competence
from services.choices import CompetenceLevel
from services.models import Competence, OzgService
from tests.programs import desk

pytestmark = pytest.mark.django_db


def periods(service: OzgService) -> list[tuple[str, date | None, date | None]]:
    rows = service.competences.order_by("valid_from")
    return sorted(
        rows.values_list("level", "valid_from", "valid_to"), key=lambda row: row[1] or date.min
    )


@pytest.fixture
def service() -> OzgService:
    """A service for municipalities, from the beginning."""
    found = Competence.objects.filter(level=CompetenceLevel.MUNICIPALITY, valid_from=None)
    return found.order_by("service_id")[0].service


def test_change_from_a_day_on_ends_the_period_before(service: OzgService) -> None:
    by, day = desk.person(Role.COORDINATOR), date(2026, 7, 1)
    changed = set_competence([service], CompetenceLevel.DISTRICT, since=day, basis="§ 1", by=by)
    assert changed == 1
    assert periods(service) == [("municipality", None, day), ("district", day, None)]


def test_change_from_the_beginning_leaves_one_period(service: OzgService) -> None:
    by = desk.person(Role.COORDINATOR)
    set_competence([service], CompetenceLevel.DISTRICT, since=date(2026, 7, 1), basis="§ 1", by=by)
    set_competence([service], CompetenceLevel.STATE, since=None, basis="§ 2", by=by)
    assert periods(service) == [("state", None, None)]


def test_same_level_again_changes_nothing(service: OzgService) -> None:
    by = desk.person(Role.COORDINATOR)
    level = CompetenceLevel.MUNICIPALITY
    assert set_competence([service], level, since=None, basis="§ 1", by=by) == 0


@pytest.mark.parametrize(("role", "basis"), [(Role.OFFICER, "§ 1"), (Role.COORDINATOR, " ")])
def test_change_needs_the_role_and_a_basis(service: OzgService, role: Role, basis: str) -> None:
    by = desk.person(role)
    with pytest.raises(RuleError):
        set_competence([service], CompetenceLevel.STATE, since=None, basis=basis, by=by)


def test_bulk_sets_many_services_at_once() -> None:
    chosen = list(OzgService.objects.order_by("pk")[:3])
    response = desk.signed_in(desk.person(Role.COORDINATOR)).post(
        reverse("admin:services_ozgservice_changelist"),
        {
            "action": "competent-state",
            "_selected_action": [service.pk for service in chosen],
            "_confirmed": "1",
            "basis": "Gesetz",
        },
    )
    assert [outcome.is_done for outcome in response.context["outcomes"]] == [True] * 3
    assert [periods(service) for service in chosen] == [[("state", None, None)]] * 3


def test_officers_have_no_bulk_for_services() -> None:
    page = desk.signed_in(desk.person(Role.OFFICER)).get(
        reverse("admin:services_ozgservice_changelist")
    )
    assert page.context["cl"].model_admin.get_actions(page.wsgi_request) == {}


@pytest.mark.parametrize("term", ["Gießen", "giess", "GIESSEN"])
def test_search_folds_what_is_typed(term: str) -> None:
    page = desk.signed_in(desk.person(Role.OFFICER)).get(
        reverse("admin:municipalities_populationfigure_changelist"), {"q": term}
    )
    found = {row.municipality_id for row in page.context["cl"].result_list}
    assert found == {"06531", "06531005"}
