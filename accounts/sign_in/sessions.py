"""The store of sessions: Django's, with whose session it is and from which device."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Session

DEVICE, NETWORK = "device", "network"  # in the session, from the sign-in on
# Each browser says the names of those it descends from: the first that fits is meant.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
KEPT = ("session_data", "expire_date", "person_id", "device", "network")
KEPT_BITS = {4: 24, 6: 48}  # of an address: enough to tell the office from elsewhere


class SessionStore(DatabaseStore):
    """Notes on the row what the session says of its person.

    Every click moves the end of a session: by one statement, in no transaction.
    """

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Any = super().create_model_instance(data)
        row.person_id = data.get(SESSION_KEY)
        row.device, row.network = data.get(DEVICE, ""), data.get(NETWORK, "")
        session: Session = row
        return session

    def save(self, must_create: bool = False) -> None:
        """Keep the session. Raises UpdateError where it was ended meanwhile."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        kept = self.create_model_instance(dict(self.items()))
        changed = {name: getattr(kept, name) for name in KEPT} | {"used_at": timezone.now()}
        if not Session.objects.filter(pk=kept.pk).update(**changed):
            raise UpdateError


def note_device(request: HttpRequest, address: str) -> None:
    """Keep from where somebody signs in, and forget the sessions that are over."""
    request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    request.session[NETWORK] = network_of(address)
    SessionStore.clear_expired()


def device_of(agent: str) -> str:
    """Browser and system, e.g. "Firefox, Windows"; "" where it says neither."""
    found = (
        next((name for sign, name in names if sign in agent), "") for names in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, found))


def network_of(address: str) -> str:
    """The network an address belongs to, e.g. "192.0.2.0/24"; "" where it is none."""
    try:
        bits = KEPT_BITS[ip_address(address).version]
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{bits}", strict=False))
