"""Keys of the API: made and revoked by their person, checked and counted at each request."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import KeyScope
from accounts.models import ApiKey, User
from accounts.models.key import LONGEST_LIFE
from accounts.roles import CORRECT_ROLLOUT, REPORT_ROLLOUT
from core.errors import RuleError
from core.formats import format_day

PREFIX = "ozgh_"  # by which scanners of code find a key that leaked
HINT = len(PREFIX) + 4
MOST_KEYS = 20  # in force at a time, per person
PER_MINUTE = 300
KEY_IN_ADDRESS = "schluessel"  # of the calendar; in the query, since logs name the path alone

# One statement, so that requests at the same time are all counted.
COUNT = """
    UPDATE accounts_apikey SET
        used = CASE WHEN minute = date_trunc('minute', %(at)s::timestamptz)
            THEN used + 1 ELSE 1 END,
        minute = date_trunc('minute', %(at)s::timestamptz)
    FROM accounts_user u
    WHERE digest = %(digest)s AND revoked_at IS NULL AND expires_at > %(at)s
        AND u.id = user_id AND u.is_active
    RETURNING accounts_apikey.id, used
"""


@dataclass(frozen=True)
class Asked:
    """A request with a key in force, and its number within the minute."""

    key: ApiKey
    number: int

    @property
    def is_too_often(self) -> bool:
        return self.number > PER_MINUTE


@dataclass(frozen=True)
class KeyMark:
    """What is kept of a key: its first signs and its hash."""

    hint: str
    digest: str


def new_secret() -> str:
    """A key that nobody has yet. It is shown once and kept nowhere."""
    return PREFIX + secrets.token_urlsafe(32)


def mark_of(secret: str) -> KeyMark:
    """What is kept of a key. It is random and long, so that one plain hash is enough."""
    return KeyMark(secret[:HINT], hashlib.sha256(secret.encode()).hexdigest())


def last_day(at: datetime) -> date:
    """The last day a key made now may be valid."""
    return timezone.localdate(at + LONGEST_LIFE) - timedelta(days=1)


@transaction.atomic
def make_key(
    user: User, mark: KeyMark, *, name: str, scope: KeyScope, until: date, at: datetime
) -> ApiKey:
    """Put a key of `user` in force, through the day `until`.

    Locks the user. Raises RuleError for a day that is over or more than a year away, beyond
    MOST_KEYS, and for a scope that the roles do not give.
    """
    ends = timezone.make_aware(datetime.combine(until, time.max.replace(microsecond=0)))
    if ends <= at or until > last_day(at):
        message = _("A key is valid for a year at most: choose a day up to %(last)s.")
        raise RuleError(message % {"last": format_day(last_day(at))}, field="until", code="life")
    if scope == KeyScope.REPORT and not may_report(user):
        raise RuleError(_("Your role may not report roll-outs."), field="scope", code="not_allowed")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if ApiKey.objects.in_force(at).filter(user=user).count() >= MOST_KEYS:
        message = _("You have %(most)s keys in force. Revoke one that nothing uses any more.")
        raise RuleError(message % {"most": MOST_KEYS}, code="most")
    return ApiKey.objects.create(
        user=user,
        name=name,
        hint=mark.hint,
        digest=mark.digest,
        scope=scope,
        made_at=at,
        expires_at=ends,
    )


def may_report(user: User) -> bool:
    """Whether a key that reports would be of any use."""
    return user.has_perm(REPORT_ROLLOUT) or user.has_perm(CORRECT_ROLLOUT)


def revoke_key(key: ApiKey, *, by: User, at: datetime) -> None:
    """End a key at once. Raises RuleError for somebody else's."""
    if key.user_id != by.pk:
        raise RuleError(_("A key is revoked by its person."), code="not_allowed")
    ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=at)


def ask(secret: str, *, at: datetime) -> Asked | None:
    """Count a request with the key; None where no key in force has this secret."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"digest": mark_of(secret).digest, "at": at})
        row = cursor.fetchone()
    if row is None:
        return None
    return Asked(ApiKey.objects.select_related("user").get(pk=row[0]), row[1])
