"""Who may do what with a grant: one answer for views, admin, API and templates."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from accounts.roles import APPROVE
from core.errors import RuleError
from municipalities.models import municipalities_of
from programs.models import Decision, Grant
from programs.rules.transitions import TRANSITIONS


def check_may(name: str, user: User, grant: Grant) -> None:
    """Raise RuleError unless `user` may use the verb `name` on `grant`."""
    transition = TRANSITIONS[name]
    if not user.has_perm(transition.permission):
        message = _("Your role does not allow “%(verb)s”.")
        raise RuleError(message % {"verb": transition.label}, code="not_allowed")


def check_may_sign(user: User, decision: Decision) -> None:
    """Raise RuleError unless `user` is an independent person to sign `decision`."""
    if user.pk == decision.prepared_by_id:
        message = _(
            "%(case)s (%(kind)s): you prepared this decision yourself. "
            "Ask another person with the role “%(role)s” to approve it."
        )
        values = {
            "case": decision.grant,
            "kind": decision.get_kind_display(),
            "role": Role.APPROVER.label,
        }
        raise RuleError(message % values, code="four_eyes")
    check_takes_no_part(
        user,
        partners_of(decision.grant),
        _("You work for a municipality that takes part. Somebody else has to approve it."),
    )


def check_may_approve(user: User, prepared_by: int | None, message: str) -> None:
    """Raise RuleError unless the role allows it and the key `prepared_by` is another person's.

    Who prepared gets `message`, with code "four_eyes".
    """
    if not user.has_perm(APPROVE):
        raise RuleError(_("Your role does not allow approving."), code="not_allowed")
    if user.pk == prepared_by:
        raise RuleError(message, code="four_eyes")


def check_takes_no_part(user: User, bodies: Iterable[str | None], message: str) -> None:
    """Raise RuleError if `user` works for one of `bodies`: `message`, code "own_municipality"."""
    if not municipalities_of(user).isdisjoint(bodies):
        raise RuleError(message, code="own_municipality")


def partners_of(grant: Grant) -> Iterable[str]:
    """The keys (AGS) of the bodies that take part."""
    return grant.participations.values_list("municipality_id", flat=True)


def may(name: str, user: User, grant: Grant) -> bool:
    """Whether the verb is offered: allowed for the role and possible in the state."""
    transition = TRANSITIONS[name]
    return grant.state in transition.sources and user.has_perm(transition.permission)
