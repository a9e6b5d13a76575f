"""Papers as one zip with their check sums: the same bytes for the same data."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.database.text_keys import search_key
from programs.case_file.contents import CasePaper, papers_of
from programs.models import Grant

FIRST = (1980, 1, 1, 0, 0, 0)  # the day zip begins with: when a file was made is no part of it
SUMS = "SHA256SUMS"


def case_file(grant: Grant) -> bytes:
    """The zip of a case: its papers, what they are, their check sums, and how to verify them."""
    papers = papers_of(grant)
    papers.append(CasePaper("inhalt.json", _("Contents"), _contents(papers)))
    papers.append(CasePaper("ANLEITUNG.txt", _("Instruction"), instruction().encode()))
    return zipped([*papers, CasePaper(SUMS, _("Check sums"), sums(papers))])


def name_of(grant: Grant, *, on: date) -> str:
    """The name of the file: the file reference in letters every file system keeps, and the day."""
    return f"akte_{slugify(search_key(grant.file_reference))}_{on.isoformat()}.zip"


def zipped(papers: Iterable[CasePaper]) -> bytes:
    """A zip of the papers in the order of their paths."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for paper in sorted(papers, key=lambda paper: paper.path):
            entry = zipfile.ZipInfo(paper.path, FIRST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, paper.content)
    return out.getvalue()


def sums(papers: Iterable[CasePaper]) -> bytes:
    """The check sums as `sha256sum -c` reads them."""
    lines = [f"{_digest(paper)}  {paper.path}\n" for paper in papers]
    return "".join(sorted(lines, key=lambda line: line[66:])).encode()


def _contents(papers: Iterable[CasePaper]) -> bytes:
    listed = [
        {
            "datei": paper.path,
            "was": paper.title,
            "bytes": len(paper.content),
            "sha256": _digest(paper),
        }
        for paper in papers
    ]
    return (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()


def _digest(paper: CasePaper) -> str:
    return hashlib.sha256(paper.content).hexdigest()


def instruction() -> str:
    """How to read and verify the file without us."""
    return _(
        "How to read and verify this file\n"
        "\n"
        "uebersicht.txt shows the case on one page. vorgang/ holds every row of the case by kind, "
        "with the meaning of its columns; verlauf.json every stored change with day, person, "
        "reason, old and new values; schreiben/ the letters as they were "
        "signed; eingaenge/ the files as they were handed in. inhalt.json "
        "lists them all. Rows and history are plain text in UTF-8; no program of ours is needed.\n"
        "\n"
        "1. Unpack the file into an empty folder and go there.\n"
        "2. Linux and macOS: sha256sum -c SHA256SUMS (macOS: shasum -a 256 -c SHA256SUMS)\n"
        "   Windows (PowerShell): Get-FileHash -Algorithm SHA256 uebersicht.txt, and compare.\n"
        "   Every line has to end with OK; a file that is not listed does not belong here.\n"
        "3. Whether the check sums themselves are ours: have the file made anew, or ask the office "
        "for the SHA-256 of the zip. The same data give the same bytes.\n"
    )
