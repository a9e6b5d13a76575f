"""Users, the roles they hold, what two people change, the security log, keys of the API."""

from __future__ import annotations

from accounts.models.change import PendingChange
from accounts.models.key import ApiKey
from accounts.models.role import RoleAssignment
from accounts.models.security import SecurityEvent
from accounts.models.user import IDENTITY, SECOND_FACTOR, User

__all__ = [
    "IDENTITY",
    "SECOND_FACTOR",
    "ApiKey",
    "PendingChange",
    "RoleAssignment",
    "SecurityEvent",
    "User",
]
