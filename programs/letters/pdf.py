"""A letter as PDF by Typst: PDF/UA-1 and PDF/A-2a; a draft bears its word across each page."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from core.exports.compiling import compiled
from programs.letters.contents import LetterContent
from programs.letters.words import words

TEMPLATE = Path(__file__).with_name("letter.typ")


def letter_pdf(content: LetterContent, *, at: datetime) -> bytes:
    """The bytes of the letter; the same content at the same moment gives the same bytes."""
    data: dict[str, Any] = asdict(content) | words(content)
    return compiled(
        TEMPLATE.read_bytes(),
        json.dumps(data, ensure_ascii=False),
        pdf_standards=["ua-1", "a-2a"],
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )
