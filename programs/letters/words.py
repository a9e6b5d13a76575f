"""The words around a letter's content, the same in each format."""

from __future__ import annotations

from django.utils.translation import gettext as _

from programs.letters.contents import LetterContent


def words(content: LetterContent) -> dict[str, str]:
    """What the templates write beside the content, by name."""
    marks = [value for _label, value in content.marks]
    return {
        "salutation": _("Dear Sir or Madam,"),
        "annexes_title": _("Annexes"),
        "draft_word": _("Draft"),
        "draft_note": _("Draft, not signed. It has no legal effect.") if content.is_draft else "",
        "footer": " · ".join([content.title, *marks[:2]]),
    }
