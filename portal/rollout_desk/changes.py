"""What one change can say of many services at once."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StateChange(TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    REGISTERED = "registered", _("Registered")
    CONFIGURED = "configured", _("Set up")
    LISTED = "listed", _("Listed in the administration portal")
    INTEGRATED = "integrated", _("Back office integrated")
    LIVE = "live", _("Available online")
    OFFLINE = "offline", _("No longer available online")
    PAUSED = "paused", _("Paused")
    RESUMED = "resumed", _("No longer paused")
    NOT_APPLICABLE = "not_applicable", _("Not competent")


# A step forward also says that the body is competent; what is not started has no rating either.
SAYS: dict[str, dict[str, Any]] = {
    StateChange.NOT_STARTED: {
        "applicable": True,
        "registered": False,
        "configured": False,
        "listed": False,
        "integrated": False,
        "live": False,
        "paused": False,
        "maturity_model": "",
    },
    StateChange.REGISTERED: {"applicable": True, "registered": True},
    StateChange.CONFIGURED: {"applicable": True, "configured": True},
    StateChange.LISTED: {"applicable": True, "listed": True},
    StateChange.INTEGRATED: {"applicable": True, "integrated": True},
    StateChange.LIVE: {"applicable": True, "live": True},
    StateChange.OFFLINE: {"live": False},
    StateChange.PAUSED: {"paused": True},
    StateChange.RESUMED: {"paused": False},
    StateChange.NOT_APPLICABLE: {"applicable": False},
}

# Said of a service without a report, these would make “not started” out of “no report”.
NEED_A_REPORT = frozenset({StateChange.OFFLINE, StateChange.RESUMED})
