"""What a file of roll-outs changes, in words: how much of which kind, and the first of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import format_count, format_day
from municipalities.models import Municipality
from services.actions import Kinds, RecordedChanges
from services.models import OzgService, RolloutEvent
from services.queries.differences import differences


def written_lines(recorded: RecordedChanges) -> Iterator[str]:
    """A line for each of the first events, how many more there are, and the sums by kind."""
    if not recorded.written:
        return
    yield from _first(recorded)
    more = recorded.written - len(recorded.first)
    if more > 0:
        message = ngettext("… and %(count)s more change.", "… and %(count)s more changes.", more)
        yield message % {"count": format_count(more)}
    yield _sums(recorded.kinds)


def _first(recorded: RecordedChanges) -> Iterator[str]:
    events = [step.after for step in recorded.first]
    bodies = Municipality.objects.in_bulk({event.municipality_id for event in events})
    services = OzgService.objects.in_bulk({event.service_id for event in events})
    ids = [step.before for step in recorded.first if step.before is not None]
    held = RolloutEvent.objects.in_bulk(ids)
    for before, after in recorded.first:
        changes = differences(held.get(before or 0), after)
        yield _("%(body)s (%(ags)s), %(service)s, from %(day)s: %(changes)s") % {
            "body": bodies[after.municipality_id].full_name,
            "ags": after.municipality_id,
            "service": services[after.service_id],
            "day": format_day(after.valid_from),
            "changes": ", ".join(changes) or after.state.label,
        }


def _sums(kinds: Kinds) -> str:
    message = _(
        "Newly online: %(newly_live)s. No longer online: %(gone_offline)s. "
        "Newly listed: %(newly_listed)s. No longer listed: %(no_longer_listed)s. "
        "Other changes: %(other)s."
    )
    return message % {name: format_count(count) for name, count in kinds._asdict().items()}
