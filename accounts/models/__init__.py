"""Users, their roles, what two people change, the security log and the keys of the API."""

from __future__ import annotations

from accounts.models.change import PendingChange
from accounts.models.key import ApiKey
from accounts.models.role import RoleAssignment
from accounts.models.security import SecurityEvent
from accounts.models.user import IDENTITY, User

__all__ = ["IDENTITY", "ApiKey", "PendingChange", "RoleAssignment", "SecurityEvent", "User"]
