"""Lists of the administration lead to the reports about their rows."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from accounts.choices import Role
from core.reporting import REGISTRY
from tests.programs import desk

pytestmark = pytest.mark.django_db
LISTS = {report.name: report.of_list for report in REGISTRY.values() if report.of_list}


def reports_below(role: Role, model: str) -> list[str]:
    """The names of the reports that the list of `model` leads to."""
    name = f"admin:{model.replace('.', '_')}_changelist"
    page = desk.signed_in(desk.person(role)).get(reverse(name))
    text = page.content.decode()
    pages = {report: reverse("reports:report", args=[report]) for report in REGISTRY}
    return [report for report, address in pages.items() if f'href="{address}"' in text]


@pytest.mark.parametrize(("name", "model"), LISTS.items())
def test_list_of_the_rows_leads_to_their_report(name: str, model: str) -> None:
    assert apps.get_model(model) in admin.site._registry
    assert name in reports_below(Role.AUDITOR, model)


def test_report_is_offered_to_those_who_may_run_it() -> None:
    assert reports_below(Role.OFFICER, "services.ozgservice") == ["fortschritt"]
    assert reports_below(Role.COORDINATOR, "services.ozgservice") == ["fortschritt"]
    assert reports_below(Role.SYSTEM_ADMINISTRATOR, "municipalities.municipality") == []
