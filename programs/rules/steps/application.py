"""An application: received, reviewed, rejected or withdrawn."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, PREPARE
from programs.choices import Act
from programs.choices import GrantState as S
from programs.rules.steps.base import (
    ADDED_TO,
    UNDO,
    ActTable,
    By,
    No,
    Transition,
    WaysBack,
    case,
    recorded,
    transition,
)

TRANSITIONS: tuple[Transition, ...] = (
    transition(
        "submit",
        _("Record the application"),
        (S.DRAFT,),
        S.SUBMITTED,
        PREPARE,
        condition=_("The day lies not in the future; an amount applied for is above 0,00 €."),
        writes=_("Day of receipt, amount applied for."),
    ),
    transition(
        "review",
        _("Start the review"),
        (S.SUBMITTED,),
        S.IN_REVIEW,
        PREPARE,
        condition=_("None."),
        writes=_("The officer, where there is none."),
    ),
    transition(
        "ask",
        _("Request papers"),
        (S.IN_REVIEW,),
        S.QUERY,
        PREPARE,
        condition=_("At least one paper is named; its deadline lies after the request."),
        writes=_("One row for each missing paper, with its deadline."),
    ),
    transition(
        "resume",
        _("Continue the review"),
        (S.QUERY,),
        S.IN_REVIEW,
        PREPARE,
        condition=_("No paper came before it was requested."),
        writes=_("The day each paper came in."),
    ),
    transition(
        "recommend",
        _("Mark as ready"),
        (S.IN_REVIEW,),
        S.RECOMMENDED,
        PREPARE,
        condition=_(
            "Check list done, no paper missing, papers complete between receipt and today."
        ),
        writes=_("Check list, day of the complete papers."),
    ),
    transition(
        "reject",
        _("Reject the application"),
        (S.IN_REVIEW, S.RECOMMENDED),
        S.REJECTED,
        APPROVE,
        condition=_("Proposed with a reason by another person."),
        writes=_("Signature and day of the rejection."),
    ),
    transition(
        "withdraw",
        _("Record the withdrawal by the applicant"),
        (S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.QUERY, S.RECOMMENDED),
        S.WITHDRAWN,
        PREPARE,
        condition=_("The day lies between the receipt and today."),
        writes=_("Day of the withdrawal."),
    ),
)

WAYS_BACK: ActTable = {
    Act.SUBMISSION: WaysBack(
        case("submit", "review", "ask", "resume", "recommend"),
        ADDED_TO,
        ADDED_TO,
        No(_("The case stays open for typing; its receipt is corrected on its page.")),
    ),
    Act.WITHDRAWAL: recorded(*case("withdraw")),
    Act.REJECTION: WaysBack(
        case("propose_rejection", "reject"),
        By("grant", "withdraw_rejection", PREPARE),
        By("grant", "send_rejection_back", APPROVE),
        UNDO,
    ),
}
