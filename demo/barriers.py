"""Barriers that demo readers reported: one answered, one that waits for its answer."""

from __future__ import annotations

import uuid
from datetime import timedelta

from accounts.barriers import answer_barrier, report_barrier
from accounts.models import User
from demo.dates import LAST_DAY, office_hour


def load_barriers(people: dict[str, User]) -> None:
    """Two reports, marked as demo data like everything else."""
    answered_at = office_hour(LAST_DAY - timedelta(days=30))
    answered = report_barrier(
        key=uuid.uuid5(uuid.NAMESPACE_URL, "demo/1"),
        message="Die Karte lässt sich am Telefon schlecht vergrößern. (Demodaten)",
        page="/karte/",
        mail="leserin@example.org",
        at=office_hour(LAST_DAY - timedelta(days=38)),
    )
    if answered.answered_at is None:
        answer = "Schaltflächen zum Vergrößern stehen jetzt unter der Karte. (Demodaten)"
        answer_barrier(answered, answer=answer, by=people["koordination"], at=answered_at)
    report_barrier(
        key=uuid.uuid5(uuid.NAMESPACE_URL, "demo/2"),
        message="Die Anlage eines Bescheids ist ein Scan ohne Text. (Demodaten)",
        page="Förderprogramm Interkommunale Zusammenarbeit",
        mail="",
        at=office_hour(LAST_DAY - timedelta(days=9)),
    )
