"""Reports of the app; importing them declares them to `core.reporting`."""

from programs.reports import (
    budget,
    changes,
    cooperation,
    deadlines,
    effect,
    parliament,
    recipient,
    reclaim,
)

__all__ = [
    "budget",
    "changes",
    "cooperation",
    "deadlines",
    "effect",
    "parliament",
    "recipient",
    "reclaim",
]
