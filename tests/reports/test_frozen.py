"""Annexes to printed papers: kept as given, by the coordinator, with what differs since."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from core.as_of import AsOf
from core.errors import RuleError
from core.reporting import REGISTRY
from programs.models import Grant
from reports.frozen import keep_report
from reports.making import check_filter
from reports.models import FrozenReport
from reports.tables import ADDRESSES
from tests.portal.cases import decided, refreshed
from tests.programs.desk import ikz_line, person, signed_in
from tests.reports.files import READERS

pytestmark = pytest.mark.django_db

ANNEX = "/berichte/landtagsanlage/"
KEEP = f"{ANNEX}drucksache/?anlage=bewilligungen"


@pytest.fixture
def grant(db: None) -> Grant:
    case = decided(ikz_line("500000.00"))
    Grant.objects.update(publishable=True)
    refreshed()
    return case


@pytest.fixture
def coordinator(grant: Grant) -> Client:
    return signed_in(person(Role.COORDINATOR))


def kept(client: Client, number: str = "21/4711") -> FrozenReport:
    answer = client.post(KEEP, {"number": number})
    frozen = FrozenReport.objects.get(number=number)
    assert answer["Location"] == f"/berichte/drucksachen/{frozen.pk}/"
    return frozen


def kept_meanwhile(client: Client) -> Iterator[Any]:
    """Rows during whose making somebody keeps the same annex."""
    kept(client)
    yield from ()


def page_of(client: Client, frozen: FrozenReport) -> Any:
    return client.get(f"/berichte/drucksachen/{frozen.pk}/")


def rows(table: Any) -> list[dict[str, Any]]:
    """What the rows say; where their cells lead to is made for each page."""
    return [
        {key: value for key, value in row.items() if key != ADDRESSES} for row in table.data.data
    ]


def test_coordinator_keeps_the_rows_of_the_page(coordinator: Client, grant: Grant) -> None:
    assert f'action="{KEEP}"' in coordinator.get(f"{ANNEX}?anlage=bewilligungen").content.decode()
    shown = rows(coordinator.get(f"{ANNEX}?anlage=bewilligungen").context["table"])
    frozen = kept(coordinator)
    assert (frozen.query, frozen.day) == ("anlage=bewilligungen", timezone.localdate())
    page = page_of(coordinator, frozen)
    assert rows(page.context["table"]) == shown
    assert len(shown) == 1
    assert page.context["is_same"]
    assert "sagt zu diesem Tag heute dasselbe" in page.content.decode()
    assert grant.title in page.content.decode()
    assert "21/4711" in coordinator.get("/berichte/drucksachen/").content.decode()


def test_annex_that_somebody_keeps_while_it_is_made_is_refused(coordinator: Client) -> None:
    report, filters = REGISTRY["landtagsanlage"], {"anlage": "bewilligungen"}
    by = person(Role.COORDINATOR, "zweite")
    overtaken = replace(report, rows=lambda *_asked: kept_meanwhile(coordinator))
    with pytest.raises(RuleError, match="schon festgehalten") as refusal:
        keep_report(
            overtaken,
            check_filter(report, filters),
            urlencode(filters),
            number="21/4711",
            at=AsOf.today(),
            by=by,
            now=timezone.now(),
        )
    assert (refusal.value.code, refusal.value.field) == ("frozen", "number")
    assert len(FrozenReport.objects.get().rows) == 1


def test_later_differences_are_shown_and_what_was_given_stays(
    coordinator: Client, grant: Grant
) -> None:
    frozen = kept(coordinator)
    given = rows(page_of(coordinator, frozen).context["table"])
    Grant.objects.filter(pk=grant.pk).update(title="Anderes Vorhaben")
    page = page_of(coordinator, frozen)
    assert rows(page.context["table"]) == given
    assert [row["title"] for row in rows(page.context["gone"])] == [grant.title]
    assert [row["title"] for row in rows(page.context["added"])] == ["Anderes Vorhaben"]
    assert not page.context["is_same"]


@pytest.mark.parametrize("fmt", READERS)
def test_file_holds_what_was_given_and_its_number(
    coordinator: Client, grant: Grant, fmt: str
) -> None:
    frozen = kept(coordinator)
    Grant.objects.filter(pk=grant.pk).update(title="Anderes Vorhaben")
    answer = coordinator.get(f"/berichte/drucksachen/{frozen.pk}/{fmt}/")
    assert "21-4711" in answer["Content-Disposition"]
    content = b"".join(answer)
    found = READERS[fmt](content)
    assert grant.title in found[1]
    assert coordinator.get(f"/berichte/drucksachen/{frozen.pk}/exe/").status_code == 404


def test_number_has_an_annex_once_and_it_never_changes(coordinator: Client) -> None:
    frozen = kept(coordinator)
    again = coordinator.post(KEEP, {"number": "21/4711"}, follow=True)
    assert "ist diese Anlage schon festgehalten" in again.content.decode()
    assert (
        coordinator.post(
            KEEP.replace("bewilligungen", "ablehnungen"), {"number": "21/4711"}
        ).status_code
        == 302
    )
    assert FrozenReport.objects.count() == 2
    for change in (frozen.delete, lambda: FrozenReport.objects.update(rows=[])):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            change()
    values = {"report": frozen.report, "day": frozen.day, "columns": [], "rows": []}
    with pytest.raises(IntegrityError), transaction.atomic():
        FrozenReport.objects.create(
            **values, number="4711", frozen_by=frozen.frozen_by, frozen_at=frozen.frozen_at
        )


@pytest.mark.parametrize("number", ["", "4711", "0/4711", "21/0", "21/4711\n", "21-4711", "٢١/٤"])
def test_number_is_one_of_a_printed_paper(coordinator: Client, number: str) -> None:
    answer = coordinator.post(KEEP, {"number": number}, follow=True)
    assert FrozenReport.objects.exists() == (number.strip() == "21/4711")
    assert bool(re.search("Drucksache|Feld", answer.content.decode()))


def test_columns_that_changed_are_not_compared(
    coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = kept(coordinator)
    report = REGISTRY["landtagsanlage"]
    fewer = vars(report) | {"columns": lambda filters: report.columns(filters)[:-1]}
    monkeypatch.setitem(REGISTRY, report.name, type(report)(**fewer))
    assert "inzwischen andere Spalten" in page_of(coordinator, frozen).content.decode()


def test_strangers_keep_and_see_nothing(coordinator: Client) -> None:
    frozen = kept(coordinator)
    address = f"/berichte/drucksachen/{frozen.pk}/"
    auditor = signed_in(person(Role.AUDITOR))
    assert auditor.post(KEEP, {"number": "21/1"}).status_code == 403
    assert KEEP not in auditor.get(f"{ANNEX}?anlage=bewilligungen").content.decode()
    assert auditor.get(address).status_code == 200
    other = signed_in(person(Role.ASSOCIATION))
    assert other.get(address).status_code == 403
    assert other.get(f"{address}csv/").status_code == 403
    assert "21/4711" not in other.get("/berichte/drucksachen/").content.decode()
    assert coordinator.post("/berichte/mittel/drucksache/", {"number": "21/1"}).status_code == 404
    assert coordinator.get(KEEP)["Location"] == KEEP.replace("drucksache/", "")
    assert coordinator.get("/berichte/drucksachen/999/").status_code == 404
