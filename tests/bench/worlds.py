"""The databases of the benchmark, made for one run and dropped at its end, and who reads there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from core import rollups
from tests import databases
from tests.bench.data import TODAY
from tests.factories.accounts import UserFactory

HESSEN = "bench_hessen"
GERMANY = "bench_germany"


@contextmanager
def world(name: str, *fill: Callable[[], None]) -> Iterator[None]:
    """A database with the reference data, filled and rolled up, and Django connected to it."""
    before = connection.settings_dict["NAME"]
    databases.clone(name)
    try:
        for step in fill:
            step()
        for rollup in rollups.REGISTRY.values():
            rollups.rebuild(rollup, at=TODAY, now=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum leaves it, a minute after
        yield
    finally:
        databases.drop(name, then=before)


def reader(role: Role) -> User:
    """A person with one role, made once per database."""
    known = User.objects.filter(username=role).first()
    return known or UserFactory.create(username=role, roles=[role])
