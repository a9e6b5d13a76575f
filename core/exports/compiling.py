"""A PDF by Typst from a template of ours and data that people typed."""

from __future__ import annotations

import re
from typing import Any

import typst

MOST_STRANGE = 50  # different letters that no font of ours has
STRANGE = re.compile(r'(?:the text|codepoint) `"(.+?)"`')
NUMBERED = re.compile(r"\\u\{([0-9a-f]+)\}")


def compiled(template: bytes, data: str, **options: Any) -> bytes:
    """The PDF; letters that no font of ours has stand in it as "?".

    PDF/UA refuses a letter without a shape, and names one at a time: an emoji in one title would
    cost a whole report.
    """
    for _letter in range(MOST_STRANGE):
        try:
            return _made(template, data, options)
        except typst.TypstError as error:
            strange = STRANGE.search(str(error))
            if strange is None:
                raise
            data = data.replace(_unescaped(strange[1]), "?")
    return _made(template, data, options)


def _made(template: bytes, data: str, options: dict[str, Any]) -> bytes:
    made: bytes = typst.compile(template, format="pdf", sys_inputs={"data": data}, **options)
    return made


def _unescaped(shown: str) -> str:
    """The letters that a message shows, some of them by their number."""
    return NUMBERED.sub(lambda letter: chr(int(letter[1], 16)), shown)
