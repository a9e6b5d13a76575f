"""Bodies, services and progress over the API."""

from __future__ import annotations

from services.api.body import router as bodies
from services.api.catalogue import router as catalogue
from services.api.progress import router as progress

__all__ = ["bodies", "catalogue", "progress"]
