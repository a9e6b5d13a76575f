"""Calls and EfA costs in the administration: who may, what is refused, what the pages say."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from municipalities.models import Municipality
from programs.choices import AllocationKeyKind
from programs.models import AllocationKey, Call, CallApplication, EfaCost
from programs.queries.call import ranking_of
from tests.factories.accounts import UserFactory
from tests.factories.calls import call_with
from tests.factories.efa import efa_line, efa_service, keys
from tests.factories.municipalities import GIESSEN
from tests.forms import opened
from tests.portal.cases import cost as queries_of
from tests.programs.desk import person, signed_in

pytestmark = pytest.mark.django_db
COST = {
    "year": "2024",
    "category": "d",
    "key_kind": "inhabitants",
    "bearer": "state",
    "amount_eur": "1.000,00",
    "document": "Rechnung 1",
}


@pytest.fixture
def officer() -> Client:
    return signed_in(person(Role.OFFICER))


@pytest.fixture
def approver() -> Client:
    return signed_in(person(Role.APPROVER))


def typed(**changed: str) -> dict[str, str]:
    return {"process": efa_service().pk, **COST, **changed}


def add(client: Client, **changed: str) -> Any:
    return client.post(reverse("admin:programs_efacost_add"), typed(**changed))


def step(client: Client, obj: EfaCost | CallApplication, name: str, **data: str) -> Any:
    address = f"admin:programs_{obj._meta.model_name}_step"
    return client.post(reverse(address, args=[obj.pk, name]), data)


def words(response: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def in_order(call: Call) -> list[CallApplication]:
    return [row.application for row in ranking_of(call).rows]


def test_cost_is_entered_by_one_and_booked_by_another(officer: Client, approver: Client) -> None:
    efa_line()
    keys()
    assert add(officer).status_code == 302
    cost = EfaCost.objects.get()
    assert (cost.amount_eur, cost.approved_at) == (Decimal("1000.00"), None)
    assert step(officer, cost, "approve", on="14.06.2024").status_code == 403
    page = approver.get("/admin/")
    assert [s.todo.key for s in page.context["todos"]] == ["efa_costs"]
    assert step(approver, cost, "approve", on="14.06.2024").status_code == 302
    cost.refresh_from_db()
    assert cost.approved_at is not None
    assert cost.shares.count() == 3


def test_cost_over_the_ceiling_or_without_a_promise_is_refused_in_the_form(
    officer: Client,
) -> None:
    efa_line()
    efa_line(2025, promised=False)
    over = add(officer, amount_eur="3.900.000,01")
    assert over.status_code == 200
    assert "0,01\u00a0€" in over.content.decode()
    assert add(officer, year="2025").context["errors"]
    assert "2025" in str(add(officer, year="2025").context["adminform"].form.errors["year"])
    assert EfaCost.objects.count() == 0


def test_cost_of_all_states_becomes_hessens_part_by_the_koenigstein_key(officer: Client) -> None:
    efa_line()
    whole = {"whole_eur": "1.000.000,00", "amount_eur": "", "key_kind": "koenigstein"}
    assert add(officer, **whole).status_code == 200  # no key of the year yet
    AllocationKey.objects.create(
        year=2024, kind=AllocationKeyKind.KOENIGSTEIN, value=Decimal("7.43709"), source="Test"
    )
    assert add(officer, **{**whole, "amount_eur": "5,00"}).status_code == 200
    assert add(officer, **{**whole, "key_kind": "use"}).status_code == 200
    assert add(officer, **whole).status_code == 302
    assert EfaCost.objects.get().amount_eur == Decimal("74370.90")


def test_approver_cannot_enter_costs_and_nobody_types_over_one(
    officer: Client, approver: Client
) -> None:
    efa_line()
    assert add(approver).status_code == 403
    add(officer)
    cost = EfaCost.objects.get()
    address = reverse("admin:programs_efacost_change", args=[cost.pk])
    assert officer.post(address, typed(amount_eur="1,00")).status_code == 403
    assert officer.get(address).status_code == 200


def test_inhabitants_of_a_year_are_taken_over_by_those_who_may(
    officer: Client, approver: Client
) -> None:
    address = reverse("admin:programs_allocationkey_inhabitants")
    assert approver.post(address, {"year": "2026"}).status_code == 403
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"year": "2026"}).status_code == 302
    assert AllocationKey.objects.filter(year=2026).count() == 442
    assert officer.get(reverse("admin:programs_allocationkey_changelist")).status_code == 200


def test_selection_is_proposed_approved_and_given_up_in_the_administration(
    officer: Client, approver: Client
) -> None:
    first, second = in_order(call_with([90, 80], places=1))
    data = {"on": "19.11.2026", "reason": "Rang 1"}
    assert step(officer, first, "select", **data).status_code == 302
    assert step(officer, first, "approve").status_code == 403
    assert "Rang 1" in words(
        approver.get(reverse("admin:programs_callapplication_step", args=[first.pk, "approve"]))
    )
    assert step(approver, first, "approve").status_code == 302
    first.refresh_from_db()
    assert first.selected_on is not None
    form = officer.get(
        reverse("admin:programs_callapplication_step", args=[first.pk, "give-up"])
    ).context["form"]
    assert form.fields["successor"].initial == second.pk
    data = {"on": "01.12.2026", "reason": "verzichtet", "successor": str(second.pk)}
    assert step(officer, first, "give-up", **data).status_code == 302
    assert step(approver, first, "approve").status_code == 302
    second.refresh_from_db()
    assert second.selected_on is not None
    data = {"file_reference": "MK 16", "title": "Blaupause"}
    assert step(officer, second, "open-case", **data).status_code == 302
    second.refresh_from_db()
    assert second.grant is not None


def test_who_is_proposed_is_changed_by_nobody_alone(officer: Client, approver: Client) -> None:
    """Whoever prepares could put another body under the selection that two people made."""
    typing = signed_in(person(Role.OFFICER, "schreibt"))
    first, second = in_order(call_with([90, 80], places=2))
    page = opened(typing, reverse("admin:programs_callapplication_change", args=[first.pk]))
    call = opened(typing, reverse("admin:programs_call_change", args=[first.call_id]))
    step(officer, first, "select", on="19.11.2026", reason="Rang 1")
    for _state in ("proposed", "selected"):
        page.send(lead=GIESSEN, received_on="01.09.2026")
        call.send(**{"applications-0-lead": GIESSEN})
        stands = CallApplication.objects.get(pk=first.pk)
        assert (stands.lead_id, stands.received_on) == (first.lead_id, first.received_on)
        step(approver, first, "approve")
        page, call = opened(typing, page.url), opened(typing, call.url)
    opened(typing, page.url.replace(str(first.pk), str(second.pk))).send(lead=GIESSEN)
    assert CallApplication.objects.get(pk=second.pk).lead_id == GIESSEN


def test_application_stays_in_its_call_and_a_decided_call_in_its_program(
    officer: Client, approver: Client
) -> None:
    typing = signed_in(person(Role.OFFICER, "schreibt"))
    (first,) = in_order(call_with([90], places=1))
    other = call_with([], places=1)
    opened(typing, reverse("admin:programs_callapplication_change", args=[first.pk])).send(
        call=str(other.pk)
    )
    assert CallApplication.objects.get(pk=first.pk).call_id == first.call_id
    address = reverse("admin:programs_call_change", args=[first.call_id])
    assert "program" in opened(typing, address).fields
    step(officer, first, "select", on="19.11.2026", reason="Rang 1")
    step(approver, first, "approve")
    assert "program" not in opened(typing, address).fields


def test_proposal_is_returned_with_a_reason_that_the_history_keeps(
    officer: Client, approver: Client
) -> None:
    (first,) = in_order(call_with([90], places=1))
    step(officer, first, "select", on="19.11.2026", reason="Rang 1")
    assert step(approver, first, "return", reason="Beschluss fehlt").status_code == 302
    assert first.decisions.count() == 0
    address = reverse("admin:programs_callapplication_history", args=[first.pk])
    assert "Beschluss fehlt" in words(officer.get(address))


def test_many_selections_are_proposed_and_approved_at_once(
    officer: Client, approver: Client
) -> None:
    call = call_with([90, 80, 70], places=2)
    address = reverse("admin:programs_callapplication_changelist")
    chosen = [str(application.pk) for application in in_order(call)]
    data = {"_selected_action": chosen, "_confirmed": "1"}
    page = officer.post(
        address, {**data, "action": "select", "on": "19.11.2026", "reason": "Rangfolge"}
    )
    assert [outcome.is_done for outcome in page.context["outcomes"]] == [True, True, False]
    approver.post(address, {**data, "action": "approve"})
    assert ranking_of(call).taken == 2


@pytest.mark.parametrize("page", ["ranking", "print"])
def test_order_shows_ties_points_and_decisions(officer: Client, page: str) -> None:
    call = call_with([90, 80, 80, None], places=2)
    group = in_order(call)[0]
    group.partners.add(Municipality.objects.get(pk="06535011"))
    text = words(officer.get(reverse(f"admin:programs_call_{page}", args=[call.pk])))
    assert "2 (" in text  # the tie is named beside the rank
    for part in ("90,00", "80,00", "Lauterbach", "Hessischer Städtetag"):
        assert part in text


@pytest.mark.parametrize("page", ["ranking", "print"])
def test_order_is_closed_to_who_may_not_see_calls(page: str) -> None:
    call = call_with([90], places=1)
    address = reverse(f"admin:programs_call_{page}", args=[call.pk])
    coordinator = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    municipality = signed_in(UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR]))
    clients = (coordinator, municipality)
    assert [client.get(address, follow=True).status_code for client in clients] == [403, 403]
    assert "/anmelden/" in Client().get(address, follow=True).request["PATH_INFO"]


def test_order_costs_the_same_queries_for_one_and_many(officer: Client) -> None:
    addresses = [
        reverse("admin:programs_call_ranking", args=[call_with(points, places=1).pk])
        for points in ([90], list(range(22)))
    ]
    counts = [queries_of(officer, address) for address in addresses]
    assert counts[0] == counts[1]


def test_scores_and_criteria_are_closed_after_the_first_selection(
    officer: Client, approver: Client
) -> None:
    call = call_with([90, 80], places=2)
    first, _second = in_order(call)
    address = reverse("admin:programs_callapplication_change", args=[first.pk])
    formsets = officer.get(address).context["inline_admin_formsets"]
    assert formsets[0].has_change_permission
    step(officer, first, "select", on="19.11.2026", reason="Rang 1")
    step(approver, first, "approve")
    formsets = officer.get(address).context["inline_admin_formsets"]
    may = (formsets[0].has_change_permission, formsets[0].has_add_permission)
    assert may == (False, False)
