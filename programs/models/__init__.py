"""The money domain, one file per part of it."""

from __future__ import annotations

from programs.models.budget import (
    BudgetBalance,
    BudgetLine,
    BudgetRollup,
    ClosingDay,
    GrantBalance,
)
from programs.models.budget_booking import BookingCase, BudgetBooking
from programs.models.call import (
    Call,
    CallApplication,
    CallCriterion,
    CallDecision,
    CallPartner,
    CallScore,
)
from programs.models.central import CentralPayment
from programs.models.decision.decision import Decision
from programs.models.decision.number import DecisionNumber
from programs.models.decision.parts import DecisionShare, Tranche
from programs.models.delivery import DeliveryRule
from programs.models.directive import Directive, RateRule
from programs.models.efa import AllocationKey, EfaCost, EfaShare, InKindSupport
from programs.models.grant import Grant
from programs.models.ledger import LedgerEntry
from programs.models.letter import Letter, LetterFile, LetterTemplate, LetterText
from programs.models.municipal.draft import ApplicationDraft, DraftPaper, DraftPartner
from programs.models.municipal.hand_in import HandIn, HandInFile
from programs.models.papers import Document, MissingPaper, StationLog
from programs.models.participation import Participation
from programs.models.payment import Drawdown, HkrPayment, Payment, ReconciliationNote
from programs.models.program import Authority, Envelope, EnvelopePart, Program
from programs.models.proof import BaseRate, InterimReport, ProofOfUse, Reminder
from programs.models.published import PublishedFigure
from programs.models.reclaim import Reclaim
from programs.models.repayment import InterestPayment, Repayment
from programs.models.triggers.states import StateDay
from programs.models.wayback import Correction, ProposalReturn

__all__ = [
    "AllocationKey",
    "ApplicationDraft",
    "Authority",
    "BaseRate",
    "BookingCase",
    "BudgetBalance",
    "BudgetBooking",
    "BudgetLine",
    "BudgetRollup",
    "Call",
    "CallApplication",
    "CallCriterion",
    "CallDecision",
    "CallPartner",
    "CallScore",
    "CentralPayment",
    "ClosingDay",
    "Correction",
    "Decision",
    "DecisionNumber",
    "DecisionShare",
    "DeliveryRule",
    "Directive",
    "Document",
    "DraftPaper",
    "DraftPartner",
    "Drawdown",
    "EfaCost",
    "EfaShare",
    "Envelope",
    "EnvelopePart",
    "Grant",
    "GrantBalance",
    "HandIn",
    "HandInFile",
    "HkrPayment",
    "InKindSupport",
    "InterestPayment",
    "InterimReport",
    "LedgerEntry",
    "Letter",
    "LetterFile",
    "LetterTemplate",
    "LetterText",
    "MissingPaper",
    "Participation",
    "Payment",
    "Program",
    "ProofOfUse",
    "ProposalReturn",
    "PublishedFigure",
    "RateRule",
    "Reclaim",
    "ReconciliationNote",
    "Reminder",
    "Repayment",
    "StateDay",
    "StationLog",
    "Tranche",
]
