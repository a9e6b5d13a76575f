"""Each request has the rows of its person, and leaves nothing on the connection it used."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from accounts.queries import Viewer
from programs.choices import EntryKind
from programs.models import Grant, LedgerEntry
from programs.rows.whose import (
    EVERYBODYS,
    NAMED,
    NOBODYS,
    RowsMiddleware,
    narrowed_to,
    rows_of,
)
from tests.application import as_application
from tests.factories.accounts import UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import HANAU, LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.programs.desk import person, signed_in

FAILING = Grant.objects.filter(pk__gt=RawSQL("1 / (id - id)", []))  # divides by zero
RAW = "SELECT current_setting('ozg.bodies', true)"


def left() -> str:
    """What stands in the setting once a request is over."""
    with connection.connection.cursor() as cursor:
        cursor.execute(RAW)
        return cursor.fetchone()[0] or ""


def seen(bodies: str) -> set[str]:
    with narrowed_to(lambda: bodies):
        return set(Grant.objects.values_list("lead_id", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "rows"),
    [
        (Role.OFFICER, EVERYBODYS),
        (Role.AUDITOR, EVERYBODYS),
        (Role.COORDINATOR, EVERYBODYS),
        (Role.ASSOCIATION, EVERYBODYS),
        (Role.GOVERNMENT_DISTRICT, NOBODYS),
        (Role.SYSTEM_ADMINISTRATOR, NOBODYS),
        (Role.MUNICIPALITY_VIEWER, LAUTERBACH),
        (Role.MUNICIPALITY_EDITOR, LAUTERBACH),
    ],
)
def test_rows_follow_the_role(role: Role, rows: str) -> None:
    of = [LAUTERBACH] if rows == LAUTERBACH else []
    assert rows_of(UserFactory.create(roles=[role], of=of)) == rows


@pytest.mark.django_db
def test_strangers_and_people_without_a_body_have_no_rows() -> None:
    editor = UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR], of=[])
    assert rows_of(AnonymousUser()) == rows_of(editor) == NOBODYS


@pytest.fixture
def pooled(committed_db: str) -> Iterator[dict[str, Viewer]]:
    """Two cases of two bodies, asked for by the application on one lasting connection."""
    for lead in (HANAU, LAUTERBACH):
        GrantFactory.create(lead_id=lead, shares={lead: 1}, publishable=False)
    people: dict[str, Viewer] = {
        "hanau": person(Role.MUNICIPALITY_EDITOR, "hanau", of=HANAU),
        "auditor": person(Role.AUDITOR),
        "stranger": AnonymousUser(),
    }
    with as_application():
        yield people


@pytest.mark.usefixtures("pooled")
def test_nothing_is_left_for_the_next_on_the_connection() -> None:
    both = {HANAU, LAUTERBACH}
    for bodies, sees in ((HANAU, {HANAU}), (NOBODYS, set()), (EVERYBODYS, both)) * 2:
        assert (bodies, seen(bodies), left()) == (bodies, sees, "")
    with transaction.atomic():
        assert seen(HANAU) == {HANAU}
        assert (seen(NOBODYS), seen(LAUTERBACH)) == (set(), {LAUTERBACH})
        with pytest.raises(DatabaseError), transaction.atomic(), narrowed_to(lambda: HANAU):
            FAILING.count()
        assert seen(LAUTERBACH) == {LAUTERBACH}
    assert left() == ""
    refused = pytest.raises(psycopg2.Error, match="whose rows")
    with connection.connection.cursor() as cursor, refused:
        cursor.execute("SELECT count(*) FROM programs_grant")


@pytest.mark.usefixtures("pooled")
def test_threads_do_not_see_each_others_rows() -> None:
    def walk(bodies: str) -> bool:
        try:
            return all(seen(bodies) == {bodies} for _ in range(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(walk, (HANAU, LAUTERBACH) * 2)) == [True] * 4


@pytest.mark.usefixtures("pooled")
def test_cursors_of_the_server_are_narrowed_in_and_out_of_a_transaction() -> None:
    def walked() -> set[str]:
        return {grant.lead_id for grant in Grant.objects.iterator()}

    with narrowed_to(lambda: HANAU):
        assert walked() == {HANAU}
        with transaction.atomic():
            assert walked() == {HANAU}
    assert (walked(), left()) == ({HANAU, LAUTERBACH}, "")
    with pytest.raises((DatabaseError, psycopg2.Error)), narrowed_to(lambda: HANAU):
        list(FAILING.iterator())
    assert walked() == {HANAU, LAUTERBACH}


def test_a_page_of_one_and_a_page_of_another_on_one_connection(pooled: dict[str, Viewer]) -> None:
    """Pages ask without any rule of visibility: the rows alone keep them apart."""

    def page(request: HttpRequest) -> HttpResponseBase:
        request.user = pooled[request.GET["who"]]  # type: ignore[assignment]  # known only within, as with a key of the API
        leads = Grant.objects.values_list("lead_id", flat=True)
        if "streamed" in request.GET:
            return StreamingHttpResponse(str(len(leads.all())) for _ in range(2))
        return HttpResponse(str(len(leads)))

    middleware = RowsMiddleware(page)
    for who, count in (("auditor", 2), ("hanau", 1), ("stranger", 0), ("auditor", 2)):
        for asked, said in ((f"who={who}", count), (f"who={who}&streamed=1", f"{count}{count}")):
            request = HttpRequest()
            request.GET = QueryDict(asked)
            answer = b"".join(middleware(request))  # both iterate
            assert (asked, answer) == (asked, str(said).encode())
    assert left() == ""


@pytest.mark.django_db
def test_caps_hold_and_keys_are_unique_beyond_the_rows_of_the_request() -> None:
    """Triggers, keys and constraints see every row, whoever asks."""
    staff = Staff.hire()
    grant = staff.final()
    foreign = GrantFactory.create(lead_id=HANAU, shares={HANAU: 1}, publishable=False)
    staff.drawn(grant, "60000.00")
    booked = LedgerEntry.objects.filter(grant=grant, kind=EntryKind.DRAWDOWN).order_by("pk")[0]

    def book_more(amount_eur: str) -> None:
        booked.pk, booked.amount_eur = None, Decimal(amount_eur)
        booked.save(force_insert=True)

    with narrowed_to(lambda: LAUTERBACH):
        assert not Grant.objects.filter(pk=foreign.pk).exists()
        with pytest.raises(DatabaseError, match="never_drawn_over_committed"), transaction.atomic():
            book_more("40000.01")
        with pytest.raises(DatabaseError, match="file_reference_once"), transaction.atomic():
            GrantFactory.create(draft=True, file_reference=foreign.file_reference, shares={})
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            foreign.documents.create(title="Plan", received_on=TODAY)
        book_more("40000.00")
    drawn = LedgerEntry.objects.filter(grant=grant, kind=EntryKind.DRAWDOWN)
    assert drawn.aggregate(total=Sum("amount_eur"))["total"] == Decimal("100000.00")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "rows"), [(Role.MUNICIPALITY_VIEWER, LAUTERBACH), (Role.AUDITOR, EVERYBODYS)]
)
def test_every_statement_of_a_page_says_whose_rows_it_is_for(role: Role, rows: str) -> None:
    """Also those of the middleware around it, of the navigation and of what the page forgot."""
    browser = signed_in(person(role, of=LAUTERBACH if rows == LAUTERBACH else ""))
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/kommunen/{LAUTERBACH}/").status_code == 200
    about_money = [query["sql"] for query in asked if NAMED in query["sql"]]
    said = f"SET LOCAL ozg.bodies = '{rows}'; "
    assert about_money
    assert [sql for sql in about_money if said not in sql] == []


@pytest.mark.django_db
def test_connection_that_opens_inside_a_wrapper_keeps_its_own() -> None:
    """As with the first form of a visitor on a connection: the history wraps its statements."""

    def other(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        return execute(sql, params, many, context)

    fresh: Any = connection.copy()
    with fresh.execute_wrapper(other):
        fresh.ensure_connection()
    kept = [wrapper.__name__ for wrapper in fresh.execute_wrappers]
    fresh.close()
    assert kept[:2] == ["_in_words", "_with_whose"]
    assert "other" not in kept
