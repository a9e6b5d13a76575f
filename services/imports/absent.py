"""What an earlier file listed and this one no longer has: told always, taken away when asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from municipalities.models import Municipality
from services.actions import RolloutChange
from services.models import OzgService
from services.queries.listings import listed_by_files

MOST_EXAMPLES = 5

Pair = tuple[str, str]  # AGS, OZG id


def absent_pairs(found: Collection[Pair], *, kind: str, day: date) -> list[Pair]:
    """What files of `kind` listed in the bodies of `found` and `found` does not have.

    A body is in a file that says something about one of its services. One that lost all its
    entries looks like one the file is not about, so nothing of it is absent.
    """
    bodies = {ags for ags, _service in found}
    return [pair for pair in listed_by_files(kind, bodies, day) if pair not in found]


def unlisted(pairs: Sequence[Pair], *, note: str) -> list[RolloutChange]:
    """The changes that end the listings, and so being online; nothing else is touched."""
    return [RolloutChange(ags, service, listed=False, note=note) for ags, service in pairs]


def absent_note(pairs: Sequence[Pair], *, kind: str, complete: bool) -> str:
    """How many listings are gone from the file, and the first of them."""
    if complete:
        message = ngettext(
            "%(count)s entry that %(kind)s had listed is no longer in the file and is taken "
            "away: %(which)s",
            "%(count)s entries that %(kind)s had listed are no longer in the file and are taken "
            "away: %(which)s",
            len(pairs),
        )
    else:
        message = ngettext(
            "%(count)s entry that %(kind)s had listed is no longer in the file and stays listed: "
            "%(which)s. Is the file the whole state of its bodies? Then import it with --complete.",
            "%(count)s entries that %(kind)s had listed are no longer in the file and stay listed: "
            "%(which)s. Is the file the whole state of its bodies? Then import it with --complete.",
            len(pairs),
        )
    return message % {"count": len(pairs), "kind": kind, "which": _named(pairs)}


def _named(pairs: Sequence[Pair]) -> str:
    first = pairs[:MOST_EXAMPLES]
    bodies = Municipality.objects.in_bulk({ags for ags, _service in first})
    services = OzgService.objects.in_bulk({service for _ags, service in first})
    names = [
        _("%(body)s (%(ags)s): %(service)s")
        % {"body": bodies[ags].full_name, "ags": ags, "service": services[service]}
        for ags, service in first
    ]
    return "; ".join(names) + (" …" if len(pairs) > len(first) else "")
