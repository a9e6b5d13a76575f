"""What stands in the database and whether all parts of the house answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Min, Sum

from accounts.demo import has_demo_data
from core.models import DirtyKey, RollupState
from core.rollups import REGISTRY
from municipalities.models import Municipality
from programs.models import Grant, LedgerEntry, Program
from services.models import LeikaService, OzgService, RolloutEvent


@dataclass(frozen=True)
class Status:
    """Counts, the standing of the roll-ups, and the servers; what is missing is None."""

    municipalities: int | None = None
    districts: int | None = None
    services: int | None = None
    leika_services: int | None = None
    programs: int | None = None
    grants: int | None = None
    ledger_entries: int | None = None
    rollout_events: int | None = None
    rollups_at: datetime | None = None
    rollup_differences: int | None = None
    dirty_keys: int | None = None
    database: str | None = None
    broker: str | None = None
    demo_data: bool | None = None

    @property
    def problems(self) -> list[str]:
        """What is wrong, in words for the console; empty where all is well."""
        found = []
        if self.database is None:
            found.append("the database does not answer")
        elif self.rollups_at is None:
            found.append("the roll-ups were never computed: manage.py rebuild_rollups")
        if self.rollup_differences:
            found.append("the roll-ups differ from their check: manage.py check_rollups")
        if self.broker is None:
            found.append("the broker does not answer, nothing is refreshed in the background")
        return found


def status(today: date) -> Status:
    """The status of this house on `today`; what does not answer stays None."""
    broker = _broker()
    try:
        return _with_database(today, broker)
    except DatabaseError:
        return Status(broker=broker)


def _with_database(today: date, broker: str | None) -> Status:
    existing = Municipality.objects.existing_on(today)
    states = RollupState.objects.filter(name__in=REGISTRY, computed_at__isnull=False)
    standing = states.aggregate(at=Min("computed_at"), differences=Sum("differences"))
    is_computed = states.count() == len(REGISTRY)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return Status(
        municipalities=existing.municipalities().count(),
        districts=existing.districts().count(),
        services=OzgService.objects.filter(catalogues__is_current=True).count(),
        leika_services=LeikaService.objects.count(),
        programs=Program.objects.count(),
        grants=Grant.objects.count(),
        ledger_entries=LedgerEntry.objects.count(),
        rollout_events=RolloutEvent.objects.count(),
        rollups_at=standing["at"] if is_computed else None,
        rollup_differences=standing["differences"],
        dirty_keys=DirtyKey.objects.count(),
        database=f"PostgreSQL {version}",
        broker=broker,
        demo_data=has_demo_data(),
    )


def _broker() -> str | None:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, decode_responses=True
    )
    try:
        with client:
            answer = client.info("server")
    except redis.exceptions.RedisError:
        return None
    name = answer.get("server_name", "redis")
    return f"{name} {answer.get('valkey_version') or answer.get('redis_version')}"
