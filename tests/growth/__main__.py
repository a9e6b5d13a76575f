"""Fills, measures, prints: one line for each thing, one column for each size."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.test import Client  # noqa: E402  # after the set-up
from django.utils import timezone  # noqa: E402  # the same

from accounts.choices import Role  # noqa: E402  # the same
from core import rollups  # noqa: E402  # the same
from ozg_hessen import embedded  # noqa: E402  # the same
from programs.choices import EntryKind  # noqa: E402  # the same
from programs.models import Grant, LedgerEntry  # noqa: E402  # the same
from programs.rollups import BUDGET  # noqa: E402  # the same
from tests.bench.data import TODAY, fill_hessen  # noqa: E402  # the same
from tests.bench.worlds import reader, world  # noqa: E402  # the same
from tests.growth.ledger import bare_sum, grow  # noqa: E402  # the same
from tests.growth.picture import picture_of  # noqa: E402  # the same

SIZES = (1, 10, 100)  # times the 10,005 entries of the benchmark
PICTURE = Path("docs/pictures/growth.svg")
ROUNDS = 5
LONG_MS = 15_000
SLOW_ROUNDS = 3
BODY = "06535006"
PAGES = {
    "overview": "/",
    "list of grants, first page": "/zuwendungen/",
    "list of programs, all of them": "/foerderprogramme/",
    "calendar of deadlines of the whole state": "/fristen/",
    "a municipality": f"/kommunen/{BODY}/",
    "a municipality on a past day": f"/kommunen/{BODY}/?stand=2025-06-30",
    "a case": "/zuwendungen/{}/",
    "map": "/karte/",
}


def main() -> None:
    """Print milliseconds by what was measured and the number of entries, and draw them."""
    embedded.ensure_running()
    done = 1
    table: dict[str, list[float]] = {}
    with world("growth", fill_hessen):
        client = Client(SERVER_NAME="localhost")
        officer = reader(Role.OFFICER)
        for times in SIZES:
            if times > done:
                begun = perf_counter()
                grow(times, done=done)
                print(f"booked up to {times} times in {perf_counter() - begun:.0f} s", flush=True)
                done = times
            client.force_login(officer)  # a session ends sooner than a million bookings
            measured = {"entries": float(LedgerEntry.objects.count()), **_measured(client)}
            for name, value in measured.items():
                table.setdefault(name, []).append(value)
                print(f"{name:<42}" + "".join(f"{v:>12,.0f}" for v in table[name]), flush=True)
    PICTURE.write_text(picture_of(table))


def _measured(client: Client) -> dict[str, float]:
    """Milliseconds by name, the roll-up first: the pages read what it has made."""
    case = Grant.objects.order_by("pk").values_list("pk", flat=True)[0]
    return {
        "bare sum of the ledger by line and kind": _ms(SLOW_ROUNDS, bare_sum),
        "rebuild of the roll-up of money": _ms(SLOW_ROUNDS, _rebuild),
        "check of roll-up and balances, by night": _ms(
            SLOW_ROUNDS, lambda: rollups.check(BUDGET, now=timezone.now())
        ),
        "refresh after one booking": _ms(ROUNDS, _refresh, before=_book),
        **{
            name: _ms(ROUNDS, partial(_get, client, address.format(case)))
            for name, address in PAGES.items()
        },
    }


def _ms(rounds: int, work: Callable[[], object], before: Callable[[], object] = dict) -> float:
    """The least after one round to warm up, as others only add; what takes long is asked once."""
    taken: list[float] = []
    while len(taken) <= rounds and sum(taken) < LONG_MS:
        before()
        begun = perf_counter()
        work()
        taken.append((perf_counter() - begun) * 1000)
    return min(taken[1:] or taken)


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}.")


def _rebuild() -> None:
    rollups.rebuild(BUDGET, at=TODAY, now=timezone.now())


def _book() -> None:
    """One more payment of a cent on the first share."""
    paid = LedgerEntry.objects.filter(kind=EntryKind.DRAWDOWN).order_by("pk")[0]
    day = date(paid.booked_on.year, 11, 1)
    entry = LedgerEntry(kind=EntryKind.COMMITMENT, amount_eur="0.01", booked_on=day, document="one")
    entry.line_id, entry.grant_id, entry.municipality_id = (
        paid.line_id,
        paid.grant_id,
        paid.municipality_id,
    )
    entry.save()


def _refresh() -> None:
    if not rollups.refresh(BUDGET, at=TODAY, now=timezone.now()):
        raise RuntimeError("The booking was not noted, so nothing was refreshed.")


main()
