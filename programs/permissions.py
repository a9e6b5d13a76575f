"""Who may do what with a grant: one answer for views, admin, API and templates."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from municipalities.models import municipalities_of
from programs.models import Decision, Grant
from programs.transitions import TRANSITIONS


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
    partners = decision.grant.participations.values_list("municipality_id", flat=True)
    if municipalities_of(user) & set(partners):
        raise RuleError(
            _("You work for a municipality that takes part. Somebody else has to approve it."),
            code="own_municipality",
        )


def may(name: str, user: User, grant: Grant) -> bool:
    """Whether the verb is offered: allowed for the role and possible in the state."""
    transition = TRANSITIONS[name]
    return grant.state in transition.sources and user.has_perm(transition.permission)
