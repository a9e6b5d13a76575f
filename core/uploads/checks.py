"""What `check --deploy` says of the malware scanner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register


@register(Tags.files, deploy=True)
def check_malware_scanner(**_: Any) -> list[CheckMessage]:
    """A word where none is set, an error where the one that is set does not answer."""
    scanner = settings.MALWARE_SCANNER
    if scanner is None:
        return [
            Info(
                "Files that are sent are not scanned for malware.",
                hint="Set CLAMD_URL, see docs/operations.md.",
                id="core.I001",
            )
        ]
    if scanner.version() is None:
        return [
            Error(
                "The malware scanner of CLAMD_URL does not answer: no file is taken.",
                hint="Start clamd, or correct CLAMD_URL.",
                id="core.E001",
            )
        ]
    return []
