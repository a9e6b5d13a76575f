"""Parts of pages that follow from a roll-up alone are kept until the roll-up changes.

Answers to signed-in people are kept nowhere outside (`no-store`), so this is kept in here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from core.as_of import AsOf
from core.models import RollupState

Part = TypeVar("Part")
KEPT_FOR = 24 * 3600  # seconds; the nightly rebuild makes a new version anyway


def kept(part: str, rollup: str, *, at: AsOf, audience: str, make: Callable[[], Part]) -> Part:
    """What `make` returns, made once for each version of the roll-up, day and audience.

    `audience` says who all see the same; nothing of a single person may go into it. The version
    is read first: what is kept may be newer than its version, never older.
    """
    version = RollupState.objects.filter(name=rollup).values_list("version", flat=True).first()
    key = f"kept:{part}:{rollup}:{version}:{at.day}:{at.is_today}:{audience}"
    found: Part | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_FOR)
    return found
