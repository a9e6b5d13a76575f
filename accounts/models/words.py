"""What the rules of accounts and rights say that stand in triggers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from accounts.models.user import ALIKE
from core.database.refusals import Words

BY_TWO = gettext_lazy("This limits or gives rights: one person proposes it, another approves it.")
KEPT = gettext_lazy("This stays as it was recorded.")

OF_TRIGGERS: dict[str, Words] = {
    "by_two_people": BY_TWO,
    "identity_by_two_people": BY_TWO,
    "no_name_is_another_address": ALIKE,
    "change_four_eyes": gettext_lazy("You recorded this. A second person has to confirm it."),
    "role_as_asked": KEPT,
    "change_as_proposed": KEPT,
    "key_as_made": KEPT,
    "barrier_as_sent": KEPT,
    "one_identity_that_stays": KEPT,
    "kept_for_its_time": KEPT,
}
