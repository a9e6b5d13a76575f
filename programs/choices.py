"""Choices of the money domain. Labels are the terms of budget law."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.choices import Qualifier as Qualifier


class GrantKind(models.TextChoices):
    GRANT = "grant", _("Grant (Zuwendung)")
    ALLOCATION = "allocation", _("Allocation (Zuweisung)")
    IN_KIND = "in_kind", _("Support in kind")


class FundingStatus(models.TextChoices):
    COMMITTED = "committed", _("Funding promised")
    OPEN = "open", _("No funding promise")


class FinancingType(models.TextChoices):
    SHARE = "share", _("Share financing")
    DEFICIT = "deficit", _("Deficit financing")
    FIXED = "fixed", _("Fixed-amount financing")
    FULL = "full", _("Full financing")


class Origin(models.TextChoices):
    ENTERED = "entered", _("Entered here")
    PUBLISHED = "published", _("From a publication")
    DEMO = "demo", _("Demo data")


class GrantState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Application received")
    IN_REVIEW = "in_review", _("In review")
    QUERY = "query", _("Papers requested")
    RECOMMENDED = "recommended", _("Ready for decision")
    APPROVAL_PENDING = "approval_pending", _("Awaiting approval (four eyes)")
    APPROVED = "approved", _("Approved (not yet notified)")
    NOTIFIED = "notified", _("Decision notified")
    FINAL = "final", _("Final")
    IN_PAYMENT = "in_payment", _("In payment")
    COMPLETED = "completed", _("Project completed")
    PROOF_DUE = "proof_due", _("Proof of use outstanding")
    PROOF_SUBMITTED = "proof_submitted", _("Proof of use received")
    PROOF_CHECKED = "proof_checked", _("Proof of use checked")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    OBJECTED = "objected", _("Under appeal")
    REVOKED = "revoked", _("Revoked (§ 49 HVwVfG)")
    ANNULLED = "annulled", _("Annulled (§ 48 HVwVfG)")
    LAPSED = "lapsed", _("Lapsed")
    RECLAIM_OPEN = "reclaim_open", _("Reclaim open")
    RECLAIM_SETTLED = "reclaim_settled", _("Reclaim settled")
    RECORDED = "recorded", _("Known from a publication")


# From the notification on a municipality sees its case, after any embargo: a day or the hand-over.
VISIBLE_STATES = (
    GrantState.NOTIFIED,
    GrantState.FINAL,
    GrantState.IN_PAYMENT,
    GrantState.COMPLETED,
    GrantState.PROOF_DUE,
    GrantState.PROOF_SUBMITTED,
    GrantState.PROOF_CHECKED,
    GrantState.CLOSED,
    GrantState.OBJECTED,
    GrantState.REVOKED,
    GrantState.ANNULLED,
    GrantState.LAPSED,
    GrantState.RECLAIM_OPEN,
    GrantState.RECLAIM_SETTLED,
    GrantState.RECORDED,
)


class HandInKind(models.TextChoices):
    """What a municipality hands in by itself."""

    APPLICATION = "application", _("Application")
    PAPER = "paper", _("Paper asked for")
    DRAWDOWN = "drawdown", _("Drawdown request")
    INTERIM = "interim", _("Interim report")
    PROOF = "proof", _("Proof of use")


class DecisionKind(models.TextChoices):
    INITIAL = "initial", _("Grant decision")
    AMENDMENT = "amendment", _("Amending decision")
    REJECTION = "rejection", _("Rejection")
    REVOCATION = "revocation", _("Revocation")
    ANNULMENT = "annulment", _("Annulment")
    LAPSE = "lapse", _("Statement that the grant lapsed")
    FINAL = "final", _("Final decision after audit")


# Decisions that change a grant and let it go on.
AMENDING = (DecisionKind.AMENDMENT, DecisionKind.FINAL)


# Decisions that take a grant back.
TAKING_BACK = (DecisionKind.REVOCATION, DecisionKind.ANNULMENT, DecisionKind.LAPSE)


class LetterKind(models.TextChoices):
    """What the ministry writes; a decision's letter is of the same name as the decision."""

    DECISION = "initial", _("Grant decision")
    AMENDMENT = "amendment", _("Amending decision")
    REJECTION = "rejection", _("Rejection")
    REVOCATION = "revocation", _("Revocation")
    ANNULMENT = "annulment", _("Annulment")
    LAPSE = "lapse", _("Statement that the grant lapsed")
    FINAL = "final", _("Final decision after audit")
    RECLAIM = "reclaim", _("Reclaim")
    MISSING_PAPERS = "missing_papers", _("Request for missing papers")
    REMINDER = "reminder", _("Reminder")
    PAYMENT = "payment", _("Payment notice")


# Letters that every partner of a case may read; the others are for whom they are addressed to.
LETTERS_TO_ALL = tuple(LetterKind(kind.value) for kind in DecisionKind)


class TextPlace(models.TextChoices):
    """Where a text block stands in a letter."""

    OPENING = "opening", _("Opening")
    TERMS = "terms", _("Collateral clauses")
    PAYMENT = "payment", _("Payment of the grant")
    CLOSING = "closing", _("Closing")


class LetterFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"

    @property
    def media_type(self) -> str:
        if self is LetterFormat.PDF:
            return "application/pdf"
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Act(models.TextChoices):
    """What people do with a case, a bill or a call; programs.rules.acts names their ways back."""

    SUBMISSION = "submission", _("Receipt of the application")
    WITHDRAWAL = "withdrawal", _("Withdrawal by the applicant")
    DECISION = "decision", _("Grant decision")
    REJECTION = "rejection", _("Rejection")
    AMENDMENT = "amendment", _("Amending decision")
    REVOCATION = "revocation", _("Revocation")
    ANNULMENT = "annulment", _("Annulment")
    LAPSE = "lapse", _("Statement that the grant lapsed")
    FINAL = "final", _("Final decision after audit")
    CONSENT = "consent", _("Budget officer's consent")
    NOTIFICATION = "notification", _("Notification")
    SENDING = "sending", _("Sending of a letter")
    HAND_OVER = "hand_over", _("Hand-over")
    APPEAL = "appeal", _("Appeal")
    FINALITY = "finality", _("Finality")
    DRAWDOWN = "drawdown", _("Drawdown")
    PAYMENT = "payment", _("Payment order")
    CANCELLING = "cancelling", _("Cancelling of a payment")
    USE = "use", _("Report of the use")
    COMPLETION = "completion", _("Completion of the project")
    INTERIM = "interim", _("Interim report")
    PROOF = "proof", _("Proof of use")
    CHECK = "check", _("Check of the proof of use")
    RECLAIM = "reclaim", _("Reclaim")
    WAIVER = "waiver", _("Waiver of interest")
    REPAYMENT = "repayment", _("Repayment")
    INTEREST = "interest", _("Claim of interest")
    INTEREST_PAYMENT = "interest_payment", _("Payment of interest")
    CORRECTION = "correction", _("Correction")
    CLOSING = "closing", _("Closing of the case")
    ARCHIVE = "archive", _("Offer to the archive")
    BUDGET = "budget", _("Budget booking")
    BUDGET_CANCELLING = "budget_cancelling", _("Cancelling of a budget booking")
    CENTRAL_PAYMENT = "central_payment", _("Central payment")
    CENTRAL_CANCELLING = "central_cancelling", _("Cancelling of a central payment")
    EFA_COST = "efa_cost", _("EfA operating cost")
    EFA_REVERSAL = "efa_reversal", _("Reversal of an EfA cost")
    RATING = "rating", _("Rating of a call")
    SELECTION = "selection", _("Selection for a call")


class DecisionContent(models.TextChoices):
    """What a directive can demand of a decision before it goes out; names of its fields."""

    LEGAL_BASIS = "legal_basis", _("Legal basis")
    PURPOSE = "purpose", _("Purpose of the grant")
    FINANCING_TYPE = "financing_type", _("Financing type")
    FUNDING_RATE = "funding_rate", _("Funding rate")
    ELIGIBLE = "eligible_eur", _("Eligible expenditure")
    PERIOD_START = "period_start", _("Approval period from")
    PERIOD_END = "period_end", _("Approval period until")
    CONDITIONS = "conditions_version", _("Collateral clauses, version")
    APPEAL_NOTICE = "appeal_notice", _("Instruction on appeal")
    PUBLICATION_NOTE = "publication_note", _("Note on data and publication")


class CaseEntry(models.TextChoices):
    """What a directive can demand of a case before its decision is proposed."""

    RECEIVED = "received_on", _("Day the application was received")
    COMPLETE = "complete_on", _("Day the papers were complete")
    RESOLUTIONS = "resolutions", _("Council's resolution of each partner")
    COOPERATION_TERM = "cooperation_term", _("Beginning and end of the cooperation")
    COOPERATION_FORM = "cooperation_form", _("Form of the cooperation")
    COSTS = "costs", _("Yearly cost before and after")
    PERIOD = "period", _("Approval period")
    FINANCING_PLAN = "financing_plan", _("Financing plan")
    STATE_INTEREST = "state_interest_reason", _("Interest of the state")


class NotificationKind(models.TextChoices):
    POST = "post", _("By post")
    ELECTRONIC = "electronic", _("Electronically")
    HANDED_OVER = "handed_over", _("Handed over")


class Outcome(models.TextChoices):
    """What became of a service in a body that a grant pays for, on a day."""

    NOT_LIVE = "not_live", _("not live yet")
    LIVE_BEFORE = "live_before", _("live before")
    WENT_LIVE = "went_live", _("gone live since")
    OFF_AGAIN = "off_again", _("off again")


class EntryKind(models.TextChoices):
    APPROPRIATION = "appropriation", _("Appropriation")
    SUPPLEMENTARY = "supplementary", _("Supplementary budget")
    CARRY_OVER = "carry_over", _("Carry-over")
    BLOCK = "block", _("Block")
    RELEASE = "release", _("Release of a block")
    COMMITMENT = "commitment", _("Commitment")
    DRAWDOWN = "drawdown", _("Drawdown")
    PAYMENT = "payment", _("Payment")
    CLAIM = "claim", _("Reclaim")
    REPAYMENT = "repayment", _("Repayment")
    INTEREST_CLAIM = "interest_claim", _("Interest claimed")
    INTEREST = "interest", _("Interest received")
    OPERATING_COST = "operating_cost", _("Operating cost")


class CooperationForm(models.TextChoices):
    WORKING_GROUP = "working_group", _("Municipal working group")
    SPECIAL_PURPOSE = "special_purpose", _("Special-purpose association")
    PUBLIC_AGREEMENT = "public_agreement", _("Agreement under public law")
    JOINT_INSTITUTION = "joint_institution", _("Joint institution under public law")
    PRIVATE_LAW = "private_law", _("Form of private law")


class Stage(models.TextChoices):
    DEVELOPMENT = "development", _("Project development")
    IMPLEMENTATION = "implementation", _("Implementation")


class Station(models.TextChoices):
    DISTRICT = "district", _("District")
    GOVERNMENT_DISTRICT = "government_district", _("Government district authority")
    MINISTRY = "ministry", _("Ministry")


class ProofKind(models.TextChoices):
    SIMPLE = "simple", _("Simple proof of use")
    FULL = "full", _("Full proof of use")


class CheckResult(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    REDUCED = "reduced", _("Accepted with reduction")
    REFUSED = "refused", _("Not accepted")


class CostCategory(models.TextChoices):
    INFRASTRUCTURE = "a", _("a) Technical infrastructure")
    DEVELOPMENT = "b", _("b) Further development and change management")
    PLATFORM = "c", _("c) Platform fees")
    OPERATION = "d", _("d) Operation, maintenance and support")
    DIRECT = "e", _("e) Directly assignable costs")


class AllocationKeyKind(models.TextChoices):
    INHABITANTS = "inhabitants", _("Inhabitants")
    USE = "use", _("Actual use")
    TARGET_GROUP = "target_group", _("Size of the target group")
    KOENIGSTEIN = "koenigstein", _("Königstein key")


class CostBearer(models.TextChoices):
    STATE = "state", _("State of Hessen")
    MUNICIPALITY = "municipality", _("Municipality")


class CallDecisionKind(models.TextChoices):
    SELECTION = "selection", _("Selection")
    WITHDRAWAL = "withdrawal", _("Selection given up")
