"""What all tests share: embedded servers, a closed network, databases cloned from a template."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Generator, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.utils import translation
from pytest_django import DjangoDbBlocker

from ozg_hessen import embedded
from tests import databases
from tests.brokers import Broker
from tests.factories.life import Staff
from tests.refusals import Listener
from tests.rows import ask_as_application
from tests.services.world import make_world

embedded.ensure_running()
connection_created.connect(ask_as_application)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refusals", action="store_true", help="list the refusals nobody raised")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Listener())


def pytest_collection() -> None:
    """Modules and tests are read without looking for garbage: all of them stay."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Nobody walks through thousands of tests again and again to find one page's leavings."""
    gc.freeze()
    gc.set_threshold(50_000)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    """Tests reach this machine and nothing beyond it."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _is_loopback(address[0]):
            raise AssertionError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


def _is_loopback(host: str) -> bool:
    return host == "localhost" or host == "::1" or host.startswith("127.")


OWN = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"  # the database of this worker

# The day of the tests: due dates, fiscal years and terms of directives lie around it. No holiday.
MORNING = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def staff() -> Staff:
    """One officer who prepares, three people who sign, one who keeps the budget."""
    return Staff.hire()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Each test has a database of its own, and no part of a page that another test made."""
    caches["kept"].clear()


@pytest.fixture(autouse=True)
def day_of_the_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """Doors that ask for now are told the same Monday, whenever the tests run; the clock ticks on.

    Other processes have the machine's clock, so tests of a real worker keep it too, and those of
    a rule that the database itself reads off its clock.
    """
    if {"celery", "machine_clock"} & {mark.name for mark in request.node.iter_markers()}:
        yield
        return
    with time_machine.travel(MORNING, tick=True):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """This worker's database, whose tests roll back. Yields its name."""
    name = OWN
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        databases.clone(name)
        yield name
        databases.drop(name, then=before)


@pytest.fixture(scope="session")
def database_of_the_world(
    django_db_setup: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """A second database of this worker, with the small state of `tests.services.world`."""
    name = f"{django_db_setup}_world"
    with django_db_blocker.unblock():
        databases.clone(name)
        with time_machine.travel(MORNING, tick=True), transaction.atomic():
            make_world()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # the rows it replaced
        databases.connect_to(django_db_setup)
        yield name
        databases.drop(name, then=django_db_setup)


@pytest.fixture
def in_the_world(database_of_the_world: str) -> None:
    """This test works on the second database; see pytest_runtest_teardown for the way back."""
    databases.move_to(database_of_the_world)


@pytest.fixture
def world(in_the_world: None, db: None) -> None:
    """The small state of `tests.services.world`, made once and rolled back to by each test."""


def _is_in_the_world(item: pytest.Item) -> bool:
    return "in_the_world" in getattr(item, "fixturenames", [])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in filter(_is_in_the_world, items):  # before the transaction of the test begins
        item.fixturenames.sort(key="in_the_world".__ne__)  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Tests of the world that follow each other stay in it: a new connection knows no plans."""
    yield
    if _is_in_the_world(item) and nextitem is not None and not _is_in_the_world(nextitem):
        databases.move_to(OWN)


@pytest.fixture
def committed_db(django_db_setup: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of this test's own, for tests that commit or start other processes.

    Yields its address, to be given to those processes as DATABASE_URL. Use it in place of
    `transactional_db`, which would truncate tables that refuse it.
    """
    name = f"{django_db_setup}_committed"
    with django_db_blocker.unblock():
        databases.clone(name)
        yield databases.url()
        databases.drop(name, then=django_db_setup)


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A broker of this test's own, for real workers (see Broker.worker)."""
    broker = Broker()
    yield broker
    broker.stop()


@pytest.fixture
def untranslated() -> Iterator[None]:
    """Messages as they stand in the code, for tests of what they name."""
    with translation.override(None):
        yield
