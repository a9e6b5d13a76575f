"""An edition as a file to download: streamed, named after report, filter and day."""

from __future__ import annotations

import re
from itertools import chain

from django.http.response import HttpResponseBase
from django.utils.text import slugify

from core.database.text_keys import search_key
from core.exports import FORMATS, Format
from core.http.downloads import streamed_download
from core.reporting import Edition
from reports.manifest import noted

LONGEST_FILTER = 100
DAY = re.compile(r"\b(\d\d)\.(\d\d)\.(\d{4})\b")


def file_response(made: Edition, fmt: str, *, by: int | None) -> HttpResponseBase:
    """The edition in a format of `core.exports.FORMATS`, as an attachment, noted in the manifest.

    Raises RuleError where the format does not hold so many rows.
    """
    chosen = FORMATS[fmt]
    name = file_name(made, chosen)
    chunks = noted(chosen.chunks(made), made, chosen, name=name, by=by)
    if chosen.most_rows is not None:
        chunks = chain([next(chunks)], chunks)
    return streamed_download(chunks, media_type=chosen.media_type, name=name)


def file_name(made: Edition, fmt: Format) -> str:
    """The name of the file: report, what the filter keeps to, and day; the same for the same."""
    values = "_".join(part for _label, value in made.filters if (part := _word(value)))
    parts = [made.report.name, values[:LONGEST_FILTER].strip("-_"), made.day.isoformat()]
    return f"{'_'.join(part for part in parts if part)}.{fmt.ending}"


def _word(value: str) -> str:
    """The value of a filter as people write it, in letters every file system keeps."""
    sortable = DAY.sub(r"\3-\2-\1", value)
    return slugify(search_key(sortable.replace("/", "-")))
