"""What a search field means: every word has to be found, in whatever order they are typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Q

from core.database.text_keys import search_key

FOLDED = ("search_name", "search_text")  # columns that store a folded key


def every_word(text: str, find: Callable[[str], Q]) -> Q | None:
    """`find` asked for each folded word of `text`, all of which must hold; None without a word."""
    words = list(dict.fromkeys(search_key(text).split()))
    if not words:
        return None
    found = Q()
    for word in words:
        found &= find(word)
    return found


def found_in(columns: Iterable[str], word: str) -> Q:
    """Rows with the word in one of the columns, folded where a folded key is stored."""
    found = Q()
    for column in columns:
        if column.endswith(FOLDED):
            found |= Q(**{f"{column}__contains": search_key(word)})
        else:
            found |= Q(**{f"{column}__icontains": word})
    return found
