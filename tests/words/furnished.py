"""A house with something in every room, so that no page is read empty."""

from __future__ import annotations

from tests.portal.cases import refreshed
from tests.programs.deeds import Office


def furnish() -> None:
    """Cases at each point of their life, and a row of everything else that has a page."""
    Office()
    refreshed()
