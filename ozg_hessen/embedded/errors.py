from __future__ import annotations


class EmbeddedError(Exception):
    """An embedded server cannot run here; the message says what to do."""
