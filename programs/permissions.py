"""Who may do what with a grant, and in which words a signature is refused."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.queries import Viewer
from accounts.roles import HAND_IN, PERMISSIONS, PREPARE
from core.errors import RuleError
from municipalities.models import municipalities_of
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


# What the lead's own people hand in, where otherwise an officer records that it came.
HANDED_IN = frozenset({"submit", "resume", "draw", "receive_proof"})


def hands_in_for(user: Viewer, grant: Grant) -> bool:
    """Whether `user` speaks for the lead of the case: what comes, comes from the recipient."""
    return user.has_perm(HAND_IN) and grant.lead_id in municipalities_of(user)


def check_may(name: str, user: User, grant: Grant) -> None:
    """Raise RuleError unless `user` may use the verb `name` on `grant`."""
    transition = TRANSITIONS[name]
    if user.has_perm(transition.permission):
        return
    if name in HANDED_IN and hands_in_for(user, grant):
        return
    message = _("Your role does not allow “%(verb)s”.")
    raise RuleError(message % {"verb": transition.label}, code="not_allowed")


def check_may_receive(user: User, grant: Grant) -> None:
    """Raise RuleError unless `user` may record that a paper of the case came."""
    if not (user.has_perm(PREPARE) or hands_in_for(user, grant)):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")


def partners_of(grant: Grant) -> Iterable[str]:
    """The keys (AGS) of the bodies that take part."""
    return grant.participations.values_list("municipality_id", flat=True)


def may(name: str, user: User, grant: Grant) -> bool:
    """Whether the verb is offered: allowed for the role and possible in the state."""
    transition = TRANSITIONS[name]
    return grant.state in transition.sources and user.has_perm(transition.permission)
