"""What a total over programs has to say: each booking once, and which promises overlap."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from core.formats import format_eur
from programs.models import EnvelopePart


def overlap_note() -> str:
    """A sentence beside every total over programs. Source: docs/rules/budget.md, "Umschläge"."""
    note = _("Each booking stands in one program and counts once.")
    shared = "; ".join(_shared())
    if not shared:
        return note
    promised = _("Lies in several envelopes, and counts once in every total: %(shared)s.")
    return f"{note} {promised % {'shared': shared}}"


def _shared() -> list[str]:
    """Each envelope that is part of several others, with its amount and theirs."""
    wholes: dict[tuple[str, str], list[str]] = defaultdict(list)
    parts = EnvelopePart.objects.order_by("part", "whole")
    for name, amount_eur, whole in parts.values_list(
        "part__name", "part__amount_eur", "whole__name"
    ):
        wholes[name, format_eur(amount_eur)].append(whole)
    return [
        _("%(name)s (%(amount)s) in “%(wholes)s”")
        % {"name": name, "amount": amount, "wholes": _("” and “").join(found)}
        for (name, amount), found in wholes.items()
        if len(found) > 1
    ]
