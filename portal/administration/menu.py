"""The menu of the administration, in the order of the work."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: tuple[tuple[str, Promise | str, tuple[str, ...]], ...] = (
    (
        "cases",
        _("Cases"),
        (
            "programs.Grant",
            "programs.Decision",
            "programs.Drawdown",
            "programs.Payment",
            "programs.InterimReport",
            "programs.ProofOfUse",
            "programs.Reclaim",
            "programs.Letter",
            "programs.ProposalReturn",
            "programs.Call",
        ),
    ),
    (
        "budget",
        _("Budget"),
        (
            "programs.BudgetLine",
            "programs.BudgetBooking",
            "programs.LedgerEntry",
            "programs.HkrPayment",
            "programs.CentralPayment",
            "programs.EfaCost",
            "programs.AllocationKey",
            "programs.ClosingDay",
            "programs.BaseRate",
            "programs.DeliveryRule",
        ),
    ),
    (
        "funding",
        _("Funding"),
        (
            "programs.Program",
            "programs.Directive",
            "programs.RateRule",
            "programs.LetterText",
            "programs.LetterTemplate",
            "programs.Envelope",
            "programs.InKindSupport",
            "programs.PublishedFigure",
            "programs.Authority",
        ),
    ),
    (
        "bodies",
        _("Municipalities and districts"),
        ("municipalities.Municipality", "municipalities.PopulationFigure"),
    ),
    (
        "services",
        _("Services"),
        (
            "services.OzgService",
            "services.Competence",
            "services.LeikaService",
            "services.OnlineProcess",
            "services.RolloutEvent",
            "services.ThemeField",
            "services.Situation",
            "services.Catalogue",
            "services.MaturityModel",
        ),
    ),
    (
        "coordination",
        _("Coordination"),
        (
            "services.WorkItem",
            "services.SteeringDecision",
            "services.AdviceGiven",
            "services.AdviceModule",
            "services.RegionalConference",
        ),
    ),
    (
        "people",
        _("People and rights"),
        (
            "accounts.User",
            "accounts.RoleAssignment",
            "municipalities.Membership",
            "accounts.PendingChange",
            "accounts.SecurityEvent",
            "accounts.BarrierReport",
        ),
    ),
)
