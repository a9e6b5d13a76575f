"""How a roll-out event differs from the one before it, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from services.models import RolloutEvent

FLAGS = ("applicable", "registered", "configured", "listed", "integrated", "live", "paused")


def differences(before: RolloutEvent | None, after: RolloutEvent) -> list[str]:
    """What `after` says otherwise, as “listed: yes”; where nothing was reported, what is reached.

    Empty for a first report that nothing is reached yet.
    """
    old = before or RolloutEvent()
    found = [
        _differs(_label(name), _("yes") if getattr(after, name) else _("no"))
        for name in FLAGS
        if getattr(after, name) != getattr(old, name)
    ]
    if after.process_id != old.process_id:
        found.append(_differs(_label("process"), after.process_id or "–"))
    if _rating(after) != _rating(old):
        level = "–" if after.maturity_level is None else str(after.maturity_level)
        found.append(_differs(_label("maturity_level"), level))
    return found


def _label(name: str) -> str:
    return str(RolloutEvent._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # no relation back


def _differs(label: str, value: str) -> str:
    return _("%(label)s: %(value)s") % {"label": label, "value": value}


def _rating(event: RolloutEvent) -> tuple[str | None, int | None, list[int] | None]:
    return event.maturity_model_id, event.maturity_level, event.maturity_criteria
