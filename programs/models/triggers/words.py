"""What the rules of money, days and signatures say that stand in triggers and balances."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from core.database.refusals import Words
from programs.rules.dates import LABELS, Day

OUT_OF_ORDER = gettext_lazy("“{later}” lies before “{earlier}”. Correct one of the days.")
FOUR_EYES = gettext_lazy("You recorded this. A second person has to confirm it.")
NO_REASON = gettext_lazy("Give the reason.")
SIGNED = gettext_lazy(
    "This is signed and stays as it is. What is wrong in it is cancelled or corrected by its own "
    "step."
)


def _days(raised: str) -> str:
    """The two days that the trigger names by their columns, by their names."""
    later, earlier = (LABELS[Day(column)] for column in raised.split(" lies before "))
    return str(OUT_OF_ORDER).format(later=later, earlier=earlier)


OF_MONEY: dict[str, Words] = {
    "never_over_budget": gettext_lazy(
        "The budget line would have less than is bound on it. Take a smaller amount, or release "
        "what is bound first."
    ),
    "never_paid_over_committed": gettext_lazy("More would be paid than is committed."),
    "never_drawn_over_committed": gettext_lazy(
        "More would be drawn than is approved on this line."
    ),
    "never_paid_over_drawn": gettext_lazy("More would be paid than was drawn."),
    "never_released_over_blocked": gettext_lazy(
        "More would be released than is blocked. Release less, or cancel the release first."
    ),
    "never_repaid_over_claimed": gettext_lazy("More would be repaid than is claimed."),
    "never_repaid_over_paid": gettext_lazy("More would be repaid than was paid."),
    "never_reclaimed_over_paid": gettext_lazy("More would be reclaimed than was paid."),
    "never_more_interest_than_claimed": gettext_lazy(
        "More interest would be received than is claimed."
    ),
    "balance_not_negative": gettext_lazy(
        "The budget line has not so much any more: what was blocked, carried over or bound since "
        "has to come back first."
    ),
    "grant_balance_not_negative": gettext_lazy("The balance of the grant would become negative."),
    "authorisation_is_no_cash": gettext_lazy(
        "A commitment authorisation is no cash: nothing is paid on it."
    ),
    "year_of_the_line": gettext_lazy(
        "The budget line is one of another year: money is bound, drawn and paid in its own year."
    ),
    "authorisation_lapsed": gettext_lazy(
        "The commitment authorisation lapsed at the end of its year."
    ),
    "entry_moves_money": gettext_lazy("Enter an amount of more than 0,00 €."),
    "entry_has_sign_of_kind": gettext_lazy(
        "A booking of this kind is positive; what is wrong is reversed."
    ),
    "reversal_within_original": gettext_lazy(
        "A reversal takes back the booking it names and no more than that."
    ),
    "programs_ledgerentry_reverses_id_key": gettext_lazy("This booking is reversed already."),
    "entry_four_eyes": FOUR_EYES,
    "reversal_has_reason": NO_REASON,
    "efa_shares_add_up": gettext_lazy("The notional shares do not add up to the cost."),
    "paid_reclaim_came_back": gettext_lazy("The reclaim is not repaid yet."),
    "settled_reclaim_has_its_interest": gettext_lazy(
        "The interest of the reclaim is neither paid nor waived yet."
    ),
    "money_only_when_final": gettext_lazy(
        "Money moves only once the decision is final. Enter a later day."
    ),
    "no_money_after_closing": gettext_lazy("The case was closed before this day."),
    "balance_by_ledger": gettext_lazy("Balances follow the bookings: book instead."),
    "entry_names_its_act": gettext_lazy(
        "A booking names what it belongs to and who signed that. Take the step of the case."
    ),
    "booked_as_signed": gettext_lazy("What is signed and what is booked differ."),
    "line_kept_once_booked": gettext_lazy(
        "Something is booked on this budget line: it stays in its program and its years."
    ),
}

OF_CASES: dict[str, Words] = {
    "days_in_order": _days,
    "case_moves_by_its_steps": gettext_lazy(
        "A case changes its state by a step of its life cycle, or by a correction."
    ),
    "case_kept_as_decided": gettext_lazy(
        "This was decided, or recorded by a step: it is changed by an amendment or a correction."
    ),
    "shares_as_decided": gettext_lazy("The shares of the partners are those of the decisions."),
    "signed_by_who_may": gettext_lazy(
        "Two people sign this one after the other, and the second one has the role for it."
    ),
    "closed_with_nothing_owed": gettext_lazy("A reclaim of this case is not settled yet."),
    "call_within_places": gettext_lazy("The call has no place left."),
    "call_scores_frozen": gettext_lazy("The call of this score is decided."),
    "shares_add_up": gettext_lazy(
        "The shares of the partners do not add up to the amount of the decision."
    ),
    "tranches_add_up": gettext_lazy("The tranches do not add up to the amount of the decision."),
    "directive_frozen": gettext_lazy(
        "Cases were decided under this directive: it stays as it is. Make a new version from it."
    ),
    "call_decision_four_eyes": FOUR_EYES,
    "efa_cost_four_eyes": FOUR_EYES,
    "efa_reversal_four_eyes": FOUR_EYES,
    "return_has_reason": NO_REASON,
    "correction_has_reason": NO_REASON,
}

# The rows that `frozen_once` keeps, by its noun.
NOUNS = (
    "budget_booking",
    "call_application",
    "call_decision",
    "central_payment",
    "correction",
    "decision",
    "drawdown",
    "efa_cost",
    "letter",
    "payment",
    "proof",
    "reclaim",
    "return",
)
FROZEN: dict[str, Words] = {f"{noun}_frozen": SIGNED for noun in NOUNS}

OF_TRIGGERS = {**OF_MONEY, **OF_CASES, **FROZEN}
