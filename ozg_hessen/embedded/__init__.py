"""PostgreSQL and Valkey for machines that have neither, shared by all commands that need them."""

from __future__ import annotations


def ensure_running() -> None:
    """Placeholder until the servers stand."""
