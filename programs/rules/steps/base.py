"""What a step of a case is made of: a transition of its state, and the ways back of its act."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, PREPARE
from programs.choices import Act
from programs.choices import GrantState as S

OWING_REPORTS = (S.FINAL, S.IN_PAYMENT, S.COMPLETED, S.PROOF_DUE)  # interim report, proof of use
PAID_OUT = (S.FINAL, S.IN_PAYMENT, S.COMPLETED, S.PROOF_DUE, S.PROOF_SUBMITTED, S.PROOF_CHECKED)
RUNNING = (*OWING_REPORTS, S.PROOF_SUBMITTED)  # a part is reclaimed while the project runs on
DECIDED = (S.NOTIFIED, S.OBJECTED, *PAID_OUT)
ENDED = (S.CLOSED, S.REJECTED, S.WITHDRAWN)  # the file is kept, then offered to the archive


@dataclass(frozen=True)
class Transition:
    """One verb: the states it starts from, the state it leads to, the permission it needs.

    `condition` and `writes` say in short what the action of the same name checks and stores.
    """

    name: str
    label: Promise | str
    sources: frozenset[str]
    target: str
    permission: str
    condition: Promise | str
    writes: Promise | str


def transition(
    name: str,
    label: Promise | str,
    sources: tuple[S, ...],
    target: S,
    permission: str,
    *,
    condition: Promise | str,
    writes: Promise | str,
) -> Transition:
    """A transition as the tables of the nouns write it."""
    states = frozenset(source.value for source in sources)
    return Transition(name, label, states, target.value, permission, condition, writes)


@dataclass(frozen=True)
class By:
    """The step that goes back; `then` is the step of the second person, where there is one."""

    page: str
    step: str
    permission: str
    then: str = ""


@dataclass(frozen=True)
class No:
    """Why this way back makes no sense."""

    reason: str | Promise


Way = By | No


@dataclass(frozen=True)
class WaysBack:
    """Before the signature by its author, before it by a signer, and once effective."""

    steps: tuple[tuple[str, str], ...]  # the steps that do the act, by page
    withdraw: Way
    send_back: Way
    undo: Way


ActTable = dict[Act, WaysBack]

UNDO = By("grant", "undo", PREPARE, then="sign_undo")
AT_ONCE = No(_("One person records it; it is effective at once."))
ADDED_TO = No(_("It adds to the file and binds nobody; what follows corrects it."))


def case(*names: str) -> tuple[tuple[str, str], ...]:
    """Steps on the page of a case."""
    return tuple(("grant", name) for name in names)


def recorded(*steps: tuple[str, str], undo: Way = UNDO) -> WaysBack:
    """What one person records, effective at once."""
    return WaysBack(steps, AT_ONCE, AT_ONCE, undo)


CHANGE = (
    By("grant", "drop_change", PREPARE),
    By("grant", "send_change_back", APPROVE),
    UNDO,
)
