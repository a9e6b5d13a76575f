"""Who may do what with a grant, and in which words a signature is refused."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import PERMISSIONS
from core.errors import RuleError
from programs.models import Grant
from programs.rules.transitions import TRANSITIONS

# The words of every refused signature, by the code of the refusal.
REFUSED: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("%(what)s: your role does not allow this. Ask for “%(role)s”."),
    "four_eyes": gettext_lazy(
        "%(what)s: you prepared this yourself. Ask another person with the role “%(role)s” to sign."
    ),
    "six_eyes": gettext_lazy(
        "%(what)s: you have signed here before. "
        "Ask another person with the role “%(role)s” to sign."
    ),
    "own_municipality": gettext_lazy(
        "%(what)s: you work for a municipality that takes part. "
        "Ask another person with the role “%(role)s” to sign."
    ),
}


def refusal(code: str, what: object, permission: str) -> RuleError:
    """The refusal of a signature under `what`, in the one wording of its code."""
    role = next(role for role, verbs in PERMISSIONS.items() if permission in verbs)
    return RuleError(str(REFUSED[code]) % {"what": what, "role": role.label}, code=code)


def check_may(name: str, user: User, grant: Grant) -> None:
    """Raise RuleError unless `user` may use the verb `name` on `grant`."""
    transition = TRANSITIONS[name]
    if not user.has_perm(transition.permission):
        message = _("Your role does not allow “%(verb)s”.")
        raise RuleError(message % {"verb": transition.label}, code="not_allowed")


def partners_of(grant: Grant) -> Iterable[str]:
    """The keys (AGS) of the bodies that take part."""
    return grant.participations.values_list("municipality_id", flat=True)


def may(name: str, user: User, grant: Grant) -> bool:
    """Whether the verb is offered: allowed for the role and possible in the state."""
    transition = TRANSITIONS[name]
    return grant.state in transition.sources and user.has_perm(transition.permission)
