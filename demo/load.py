"""Writes the demo data in one transaction, once per database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic

from django.db import connection, transaction
from django.utils import timezone

from accounts.sign_in.demo import DEMO_DATA_SET
from core.models import DataSet
from demo.barriers import load_barriers
from demo.batch import Batch, Staff
from demo.budget import add_budget, load_lines
from demo.call import load_call
from demo.cases.across_years import begin_year, load_due_commitments
from demo.cases.grants import add_grants, load_withdrawn_model
from demo.coordination import load_coordination, load_paid_services
from demo.dates import SEED
from demo.efa import add_efa, load_notional_shares
from demo.hand_in import load_contacts, load_hand_ins
from demo.hkr import load_hkr
from demo.letters import load_letters
from demo.people import load_people
from demo.processes import load_processes
from demo.rollouts import load_rollouts, municipal_services
from demo.schedules import load_schedules
from demo.support import load_support

VERSION = 9
Say = Callable[[str], None]


def load_demo(*, share: float = 1.0, say: Say = lambda line: None) -> bool:
    """Load the demo data unless it is there; returns whether it was loaded.

    `share` limits the services whose roll-out is made up, for tests.
    """
    digest = hashlib.sha256(f"{VERSION} {SEED} {share}".encode()).hexdigest()
    with transaction.atomic():
        standing, is_new = DataSet.objects.get_or_create(
            name=DEMO_DATA_SET,
            defaults={"digest": digest, "is_demo": True, "loaded_at": timezone.now()},
        )
        if is_new:
            _load(share, say)
        elif standing.digest != digest:
            say("Demo data of another version stays: bookings and reports are never deleted.")
    if is_new:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return is_new


def _load(share: float, say: Say) -> None:
    with _timed("accounts", say):
        people = load_people(timezone.now())
    staff = Staff(
        officer=people["sachbearbeitung"],
        approver=people["freigabe"],
        second_approver=people["freigabe2"],
        budget_officer=people["haushalt"],
    )
    services = municipal_services(share)
    with _timed("processes", say):
        released = load_processes(services)
    with _timed("budget and grants", say):
        batch = Batch(staff)
        lines = load_lines()
        add_budget(batch, lines)
        add_efa(batch, lines)
        add_grants(batch, lines)
        batch.write(on_new_year=partial(begin_year, staff))
        load_withdrawn_model(batch)
        load_due_commitments(staff)
    with _timed("call and notional shares", say):
        load_call(staff)
        load_notional_shares(staff)
    with _timed("state's accounting", say):
        load_hkr(staff)
    with _timed("support in kind", say):
        load_support()
    with _timed("roll-outs", say):
        load_rollouts(services, released)
    with _timed("coordination office", say):
        load_coordination()
        load_paid_services()
    with _timed("hand-ins", say):
        load_contacts()
        load_hand_ins(people)
        load_barriers(people)
        load_schedules(people)
    with _timed("letters", say):
        load_letters(staff)


@contextmanager
def _timed(what: str, say: Say) -> Iterator[None]:
    begun = monotonic()
    yield
    say(f"{what}: {monotonic() - begun:.1f} s")
