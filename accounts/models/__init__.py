"""Users, identities, roles, changes by two, the security log, sessions, keys, views, barriers."""

from __future__ import annotations

from accounts.models.barrier import BarrierReport
from accounts.models.change import PendingChange
from accounts.models.identity import Identity
from accounts.models.key import ApiKey
from accounts.models.role import RoleAssignment
from accounts.models.security import SecurityEvent
from accounts.models.session import Session
from accounts.models.user import IDENTITY, SECOND_FACTOR, User
from accounts.models.view import SavedView

__all__ = [
    "IDENTITY",
    "SECOND_FACTOR",
    "ApiKey",
    "BarrierReport",
    "Identity",
    "PendingChange",
    "RoleAssignment",
    "SavedView",
    "SecurityEvent",
    "Session",
    "User",
]
