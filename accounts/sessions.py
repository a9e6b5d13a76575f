"""A person's own sessions: which there are, and how they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Session, User
from core.http.confirmation import SIGNED_IN_AT

SALT = "accounts.sessions"
MARK_LENGTH = 20


@dataclass(frozen=True)
class OwnSession:
    """A session as its person sees it; `mark` names it without being the key that opens it."""

    mark: str
    device: str
    network: str
    since: datetime | None
    used_at: datetime
    is_this: bool


def own_sessions(user: User, *, this: str | None) -> list[OwnSession]:
    """The sessions that still open the account, the last used first; `this` is the key in use."""
    rows = Session.objects.filter(person=user, expire_date__gt=timezone.now())
    return [_seen(row, this) for row in rows.order_by("-used_at") if _opens(row, user)]


def end_session(user: User, mark: str) -> OwnSession | None:
    """End one of the person's sessions at once; None where they have none of that mark."""
    for row in Session.objects.filter(person=user):
        if constant_time_compare(mark_of(row.pk), mark):
            row.delete()
            return _seen(row, None)
    return None


def end_other_sessions(user: User, *, this: str | None) -> int:
    """End all sessions of the person but the one in use; returns how many still opened."""
    others = sum(not session.is_this for session in own_sessions(user, this=this))
    Session.objects.filter(person=user).exclude(pk=this).delete()
    return others


def mark_of(key: str) -> str:
    """What stands for a session in addresses: the key itself would open it."""
    return salted_hmac(SALT, key, algorithm="sha256").hexdigest()[:MARK_LENGTH]


def _opens(row: Session, user: User) -> bool:
    """Whether the session is of the present password and round of the account."""
    kept = row.get_decoded().get(HASH_SESSION_KEY, "")
    return constant_time_compare(kept, user.get_session_auth_hash())


def _seen(row: Session, this: str | None) -> OwnSession:
    since = row.get_decoded().get(SIGNED_IN_AT)
    return OwnSession(
        mark=mark_of(row.pk),
        device=row.device,
        network=row.network,
        since=datetime.fromtimestamp(since, tz=timezone.get_current_timezone()) if since else None,
        used_at=row.used_at,
        is_this=row.pk == this,
    )
