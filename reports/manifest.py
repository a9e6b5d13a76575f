"""The manifest: every file that leaves the house is noted with its digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.exports import Format
from core.reporting import Edition
from reports.models import MadeFile

API = "api"  # the format of answers that are no files of ours
CASE_FILE = "akte"  # in place of a report
DIGEST = re.compile(r"[0-9a-f]{64}")


def noted(
    chunks: Iterable[bytes], made: Edition, fmt: Format, *, name: str, by: int | None
) -> Iterator[bytes]:
    """The chunks of a file as they are; once the last one passed, the file stands in the manifest.

    A file that nobody fetched to its end is not noted.
    """
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
    _note(made, fmt.name, digest.hexdigest(), name=name, by=by)


def note_answer(made: Edition, content: bytes, *, by: int | None) -> None:
    """Note an answer of the API as a file; asked again for the same, a person has it noted once."""
    digest = digest_of(content)
    if not MadeFile.objects.filter(sha256=digest, made_by=by).exists():
        name = f"{made.report.name}_{made.day.isoformat()}.json"
        _note(made, API, digest, name=name, by=by)


def note_case_file(content: bytes, case: str, *, name: str, by: int | None, at: datetime) -> None:
    """Note the zip of a whole case, or a message on it to the archive."""
    MadeFile.objects.create(
        report=CASE_FILE,
        title=(_("Case file %(case)s") % {"case": case})[:200],
        format="zip",
        name=name,
        day=timezone.localdate(at),
        sha256=digest_of(content),
        made_by_id=by,
        made_at=at,
    )


def _note(made: Edition, fmt: str, digest: str, *, name: str, by: int | None) -> None:
    MadeFile.objects.create(
        report=made.report.name,
        title=str(made.report.title),
        format=fmt,
        name=name,
        filters=[list(pair) for pair in made.filters],
        day=made.day,
        rows=made.count,
        sha256=digest,
        made_by_id=by,
        made_at=made.made_at,
    )


def digest_of(content: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def digest_in(text: str) -> str:
    """The SHA-256 in what somebody pasted, as sha256sum and certutil write it; "" without one."""
    found = DIGEST.search(re.sub(r"(?<=[0-9a-f]) (?=[0-9a-f]{2})", "", text.strip().lower()))
    return found[0] if found else ""
