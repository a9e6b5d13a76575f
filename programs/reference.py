"""Loads authorities, programs, directives, envelopes and base rates from our own files."""

from __future__ import annotations

from core.reference import Source

SOURCES: tuple[Source, ...] = ()
