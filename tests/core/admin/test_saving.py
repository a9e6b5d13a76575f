"""A form of the administration is written once; what is refused meanwhile is said on it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from programs.models import BudgetLine, Directive, Grant, Participation, Program, Tranche
from tests.factories.accounts import UserFactory
from tests.forms import OpenForm, of_answer, opened
from tests.programs import desk

pytestmark = pytest.mark.django_db
HALF = Decimal("50000.00")


@pytest.fixture
def line() -> BudgetLine:
    """It carries half of what a case asks for."""
    return desk.ikz_line("50000.00")


@pytest.fixture
def page(line: BudgetLine) -> OpenForm:
    client = desk.signed_in(desk.person(Role.OFFICER))
    return opened(client, reverse("admin:programs_grant_add") + f"?program={line.program_id}")


def inserted(queries: CaptureQueriesContext, table: str) -> int:
    return sum(f'INSERT INTO "{table}"' in query["sql"] for query in queries.captured_queries)


def lists(answer: Any) -> dict[str, Any]:
    rows = answer.context["inline_admin_formsets"]
    return {formset.formset.prefix: formset.formset for formset in rows}


def test_refused_proposal_is_played_once_and_nothing_of_it_stands(
    line: BudgetLine, page: OpenForm
) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = page.send(**desk.typed(line), _propose="1")
    assert answer.status_code == 200
    assert inserted(queries, "programs_grant") == 1
    kept = (Grant, Participation, Tranche, LogEntry)
    assert [model.objects.count() for model in kept] == [0, 0, 0, 0]
    assert answer.context["messages"]._queued_messages == []


def test_refusal_about_rows_is_said_at_them_and_they_keep_what_was_typed(
    line: BudgetLine, page: OpenForm
) -> None:
    answer = page.send(**desk.typed(line), _propose="1")
    said = {prefix: list(rows.non_form_errors()) for prefix, rows in lists(answer).items()}
    assert {prefix: len(errors) for prefix, errors in said.items() if errors} == {"tranches": 1}
    assert answer.context["adminform"].form.errors == {}
    fields = of_answer(page.client, page.url, answer).fields
    assert fields["tranches-0-amount_eur"] == ["100.000,00"]
    assert fields["participations-3-municipality"] == [
        desk.typed(line)["participations-3-municipality"]
    ]


def test_rows_added_after_a_refusal_hang_on_the_case_that_is_saved_then(
    line: BudgetLine, page: OpenForm
) -> None:
    answer = page.send(**desk.typed(line), _propose="1")
    assert {rows.empty_form["grant"].value() for rows in lists(answer).values()} == {None}
    again = of_answer(page.client, page.url, answer)
    assert again.send(_save="1", **{"tranches-0-amount_eur": "50.000,00"}).status_code == 302
    grant = Grant.objects.get()
    assert (grant.participations.count(), grant.tranches.get().amount_eur) == (
        4,
        Decimal("50000.00"),
    )


def test_refused_proposal_of_a_draft_leaves_it_as_it_stood(
    line: BudgetLine, page: OpenForm
) -> None:
    page.send(**desk.typed(line), _save="1")
    draft = Grant.objects.get()
    case = opened(page.client, reverse("admin:programs_grant_change", args=[draft.pk]))
    answer = case.send(title="Ein anderer Titel", _propose="1")
    stored = Grant.objects.get()
    assert (stored.title, stored.state) == (draft.title, draft.state)
    assert answer.context["adminform"].form["title"].value() == "Ein anderer Titel"
    assert str(answer.context["subtitle"]) == str(draft)


def test_version_and_refusal_do_not_meet_twice(line: BudgetLine, page: OpenForm) -> None:
    page.send(**desk.typed(line), _save="1")
    draft = Grant.objects.get()
    case = opened(page.client, reverse("admin:programs_grant_change", args=[draft.pk]))
    Grant.objects.filter(pk=draft.pk).update(title="Von anderen geändert")
    with CaptureQueriesContext(connection) as queries:
        answer = case.send(title="Von mir", _propose="1")
    assert (answer.status_code, Grant.objects.get().title) == (409, "Von anderen geändert")
    assert not [q for q in queries.captured_queries if q["sql"].startswith('UPDATE "programs_')]


def test_nobody_deletes_rows_by_the_dozen() -> None:
    request = RequestFactory().get("/admin/")
    request.user = UserFactory.build(is_superuser=True)
    offering = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if "delete_selected" in page.get_actions(request)
    ]
    assert offering == []


@pytest.mark.parametrize(
    ("model", "first", "last"),
    [(Directive, "valid_from", "valid_to"), (Program, "starts_on", "ends_on")],
)
def test_span_that_ends_before_it_begins_is_told_at_its_last_day(
    model: Any, first: str, last: str
) -> None:
    """Also where the database compares spans, which it cannot do with such a one."""
    row = model.objects.first()
    url = reverse(f"admin:programs_{model._meta.model_name}_change", args=[row.pk])
    page = opened(desk.signed_in(desk.person(Role.BUDGET_OFFICER)), url)
    typed = {first: "03.01.2004", last: "02.01.2004", "change_reason": "Ende"}
    answer = page.send(**typed)
    assert list(answer.context["adminform"].form.errors) == [last]
    assert of_answer(page.client, url, answer).fields[last] == ["02.01.2004"]
