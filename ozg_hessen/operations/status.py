"""What stands in the database and whether all parts of the house answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import redis
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Min
from django.utils import timezone

from accounts.sign_in.demo import has_demo_data
from core.database.earlier import differing_guards
from core.database.replica import is_named, lag
from core.models import DirtyKey, RollupState
from core.rollups import REGISTRY
from municipalities.models import Municipality
from programs.models import Grant, LedgerEntry, Program
from services.models import LeikaService, MonthEnd, OzgService, RolloutEvent

Moment = TypeVar("Moment", date, datetime)

SETTLED_WITHIN = timedelta(minutes=10)  # touched groups are swept every 30 seconds
CHECKED_WITHIN = timedelta(days=2)  # every night
BEHIND_AT_MOST = timedelta(days=1)  # the first sweep of a day
REMEDY = "start worker and beat"
GUARDS = "manage.py begin_anew --yes for a demo, docs/operations.md for other houses"
SCANNER = "start clamd or correct CLAMD_URL"
NOT_SCANNED = "none"  # of the settings: files are taken unscanned
NO_REPLICA = "none"  # of the settings: the primary answers everything
REPLICA = "docs/operations.md, A replica"
LAGS_AT_MOST = 60  # seconds; nothing older is read, but the primary has all of the work again
SWEEP = "check the clock, then start worker and beat"


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
    rollups_as_of: date | None = None
    rollups_ahead_to: date | None = None
    months_ahead: int | None = None
    rollups_checked_at: datetime | None = None
    rollup_differences: int | None = None
    dirty_keys: int | None = None
    dirty_since: datetime | None = None
    missing_migrations: int | None = None
    differing_guards: list[str] | None = None
    database: str | None = None
    replica: str | None = None
    replica_lag_bytes: int | None = None
    replica_lag_seconds: float | None = None
    broker: str | None = None
    malware_scanner: str | None = None
    demo_data: bool | None = None

    def problems(self, now: datetime) -> list[str]:
        """What is wrong at `now`, in words for the console; empty where all is well."""
        found = ["the database does not answer"]
        if self.database:
            found = [*self._problems_of_data(now), *self._problems_of_the_replica()]
        if self.broker is None:
            found.append("the broker does not answer, nothing is refreshed in the background")
        if self.malware_scanner is None:
            found.append(f"the malware scanner does not answer, no file is taken: {SCANNER}")
        return found

    def _problems_of_data(self, now: datetime) -> list[str]:
        if self.missing_migrations:
            return [f"migrations are missing ({self.missing_migrations}): manage.py migrate"]
        found = []
        if self.differing_guards:
            found.append(
                f"triggers or constraints are not those of the migrations "
                f"({self.differing_guards[0]}, {len(self.differing_guards)} in all): {GUARDS}"
            )
        if not self.municipalities:
            found.append("the reference data is missing: manage.py load_reference")
        if self.dirty_since is not None and now - self.dirty_since > SETTLED_WITHIN:
            moment = timezone.localtime(self.dirty_since)
            found.append(
                f"touched groups wait since {moment:%d.%m.%Y %H:%M}: start worker and beat"
            )
        return found + self._problems_of_rollups(now)

    def _problems_of_rollups(self, now: datetime) -> list[str]:
        if self.rollups_at is None or self.rollups_as_of is None:
            return ["the roll-ups were never computed: manage.py rebuild_rollups"]
        found = self._problems_of_the_clock()
        if timezone.localdate(now) - self.rollups_as_of > BEHIND_AT_MOST:
            found.append(
                f"the roll-ups are of {self.rollups_as_of:%d.%m.%Y}: start worker and beat"
            )
        if self.rollups_checked_at is None:
            found.append("the roll-ups were never checked: manage.py check_rollups")
        elif now - self.rollups_checked_at > CHECKED_WITHIN:
            moment = timezone.localtime(self.rollups_checked_at)
            found.append(f"the roll-ups were last checked on {moment:%d.%m.%Y}: {REMEDY}")
        if self.rollup_differences:
            found.append("the roll-ups differ from their check: manage.py check_rollups")
        return found

    def _problems_of_the_replica(self) -> list[str]:
        if self.replica is None:
            return [f"the replica is not read, the primary answers: {REPLICA}"]
        if self.replica_lag_seconds is not None and self.replica_lag_seconds > LAGS_AT_MOST:
            return [f"the replica is {self.replica_lag_seconds:.0f} s behind: {REPLICA}"]
        return []

    def _problems_of_the_clock(self) -> list[str]:
        """What a clock that ran ahead left behind; the next sweep replaces it."""
        found = []
        if self.rollups_ahead_to is not None:
            found.append(
                f"roll-ups are of a day to come, {self.rollups_ahead_to:%d.%m.%Y}: {SWEEP}"
            )
        if self.months_ahead:
            found.append(f"{self.months_ahead} month ends lie in days to come: {SWEEP}")
        return found


def status(today: date) -> Status:
    """The status of this house on `today`; what does not answer or is not there stays None."""
    servers = Status(broker=_broker(), malware_scanner=_malware_scanner())
    try:
        return _with_database(today, servers)
    except (OperationalError, InterfaceError):
        return servers


def _with_database(today: date, servers: Status) -> Status:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        servers = replace(servers, database=f"PostgreSQL {cursor.fetchone()[0]}")
    servers = _with_replica(servers)
    if missing := _missing_migrations():
        return replace(servers, missing_migrations=missing)
    return _with_tables(today, servers)


def _with_replica(servers: Status) -> Status:
    if not is_named():
        return replace(servers, replica=NO_REPLICA)
    behind = lag()
    if behind is None:
        return servers
    return replace(
        servers,
        replica=str(behind),
        replica_lag_bytes=behind.bytes,
        replica_lag_seconds=behind.seconds,
    )


def _missing_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _with_tables(today: date, servers: Status) -> Status:
    existing = Municipality.objects.existing_on(today)
    states = RollupState.objects.filter(name__in=REGISTRY, computed_at__isnull=False)
    checks = [state.differences for state in states if state.differences is not None]
    return replace(
        servers,
        municipalities=existing.municipalities().count(),
        districts=existing.districts().count(),
        services=OzgService.objects.filter(catalogues__is_current=True).count(),
        leika_services=LeikaService.objects.count(),
        programs=Program.objects.count(),
        grants=Grant.objects.count(),
        ledger_entries=LedgerEntry.objects.count(),
        rollout_events=RolloutEvent.objects.count(),
        rollups_at=_earliest([state.computed_at for state in states]),
        rollups_as_of=_earliest([state.as_of for state in states]),
        rollups_ahead_to=max(
            (state.as_of for state in states if state.as_of and state.as_of > today), default=None
        ),
        months_ahead=MonthEnd.objects.filter(day__gt=today).count(),
        rollups_checked_at=_earliest([state.checked_at for state in states]),
        rollup_differences=sum(checks) if checks else None,
        dirty_keys=DirtyKey.objects.count(),
        dirty_since=DirtyKey.objects.aggregate(at=Min("noted_at"))["at"],
        missing_migrations=0,
        differing_guards=differing_guards(MigrationLoader(connection)),
        demo_data=has_demo_data(),
    )


def _earliest(moments: list[Moment | None]) -> Moment | None:
    """The earliest of one moment per roll-up; None unless each of them has one."""
    known = [moment for moment in moments if moment is not None]
    return min(known) if len(known) == len(REGISTRY) else None


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


def _malware_scanner() -> str | None:
    scanner = settings.MALWARE_SCANNER
    return NOT_SCANNED if scanner is None else scanner.version()
