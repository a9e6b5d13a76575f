"""A file as a person sent it: its content, and a name that is safe to store and to print."""

from __future__ import annotations

import logging
import unicodedata
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.uploads.malware import FileTooLarge, ScannerAway

LARGEST_UPLOAD = 1024**2
LONGEST_STEM, LONGEST_ENDING = 50, 10
NAMELESS = "datei"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SentFile:
    """What was sent, under a name that `plain_name` has made harmless."""

    name: str
    content: bytes

    @property
    def encoded(self) -> str:
        """The content as it travels through the preview to the second click."""
        return b64encode(self.content).decode()

    @property
    def marked_name(self) -> str:
        """What the file is called when it comes back with its wrong cells marked."""
        return f"{Path(self.name).stem}-fehler.xlsx"

    @contextmanager
    def stored(self) -> Iterator[Path]:
        """The file on disk while it is read."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / self.name
            path.write_bytes(self.content)
            yield path


def plain_name(name: str) -> str:
    """A file name without folders, control characters and anything a system could refuse."""
    composed = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in composed if _is_harmless(char)).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        stem, ending = kept, ""
    stem = stem[:LONGEST_STEM].strip(" .") or NAMELESS
    ending = ending[:LONGEST_ENDING].strip(" .")
    return f"{stem}.{ending}" if ending else stem


def _is_harmless(char: str) -> bool:
    return unicodedata.category(char)[0] != "C" and char not in '<>:"/|?*'


def carried_file(name: str, encoded: str) -> SentFile | None:
    """The file that a preview carried along; None for content that no preview has made."""
    try:
        content = b64decode(encoded, validate=True)
    except (NotBase64, ValueError):
        return None
    if not 0 < len(content) <= LARGEST_UPLOAD:
        return None
    return SentFile(plain_name(name), content)


class SentFileField(forms.FileField):
    """A file of at most one megabyte; `command` is what takes larger ones."""

    largest = LARGEST_UPLOAD  # bytes

    def __init__(self, *, command: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.command = command

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A SentFile without malware; None where left empty.

        What a preview carried along comes from the browser again, so it is scanned again.
        """
        sent = data if isinstance(data, SentFile) else self._sent(super().clean(data, initial))
        if sent is not None:
            _refuse_malware(sent)
        return sent

    def _sent(self, found: Any) -> SentFile | None:
        if found is None:
            return None
        if found.size > self.largest:
            raise forms.ValidationError(self._too_large(), code="too_large")
        return SentFile(plain_name(found.name), found.read())

    def _too_large(self) -> str:
        if not self.command:
            return _("The file is larger than 1 MB. Split it.")
        message = _("The file is larger than 1 MB. Split it, or use the command %(command)s.")
        return message % {"command": self.command}


def _refuse_malware(sent: SentFile) -> None:
    """Before a byte is stored or unpacked. Raises ValidationError, also where nobody can tell."""
    scanner = settings.MALWARE_SCANNER
    try:
        found = scanner.found_in(sent.content) if scanner else ""
    except ScannerAway:
        message = _(
            "“%(name)s” was not taken: the malware scanner does not answer, so nobody can tell "
            "whether it is clean. Try again in a few minutes; if it stays so, tell the "
            "administration."
        )
        raise forms.ValidationError(message % {"name": sent.name}, code="unscanned") from None
    except FileTooLarge:
        message = _(
            "“%(name)s” was not taken: it is larger than the malware scanner reads. Reduce or "
            "split it, or tell the administration."
        )
        raise forms.ValidationError(message % {"name": sent.name}, code="unscanned") from None
    if found:
        logger.warning("malware in a file that was sent: %s, %d bytes", found, len(sent.content))
        message = _(
            "“%(name)s” was not taken: it carries malware (%(found)s). Have your computer checked "
            "and choose a clean file."
        )
        raise forms.ValidationError(message % {"name": sent.name, "found": found}, code="malware")


FormT = TypeVar("FormT", bound=forms.Form)


def sent_form(form: type[FormT], request: HttpRequest, **options: Any) -> FormT:
    """The form as it was sent with its files; empty for a GET."""
    if request.method != "POST":
        return form(**options)
    return form(request.POST, request.FILES, **options)


class UploadForm(forms.Form):
    """A form with the field `file`, and what else has to be known to read it."""

    file: forms.Field = SentFileField(label=gettext_lazy("File"))
