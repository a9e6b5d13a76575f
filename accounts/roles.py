"""The permission matrix: which role may do what. The only place that says so.

Rows are visible through `visible_to(user)` of each model; this matrix says which verbs a role has.
"""

from __future__ import annotations

from accounts.choices import Role

MINISTRY = frozenset({Role.OFFICER, Role.APPROVER, Role.BUDGET_OFFICER})
MUNICIPAL = frozenset({Role.MUNICIPALITY_VIEWER, Role.MUNICIPALITY_EDITOR})
ADMIN_SITE = MINISTRY | {Role.COORDINATOR, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR}

# Verbs beyond Django's add/change/view, checked with user.has_perm("<app>.<verb>").
PREPARE = "programs.prepare_grant"
APPROVE = "programs.approve_grant"
ADD_DIRECTIVE = "programs.add_directive"  # Django's own
MANAGE_BUDGET = "programs.manage_budget"
APPROVE_BUDGET = "programs.approve_budget"
SEE_ALL_MONEY = "programs.see_all_money"
SEE_STATE_MONEY = "programs.see_state_money"
SEE_DECIDED_CASES = "programs.see_decided_cases"  # once told and out of their embargo
SEE_PROGRESS = "services.see_progress"
HAND_IN = "programs.hand_in"  # for the lead of a case, by its own people
REPORT_ROLLOUT = "services.report_rollout"
CORRECT_ROLLOUT = "services.correct_rollout"
EDIT_CATALOGUE = "services.edit_catalogue"
CHANGE_BODIES = "municipalities.change_municipality"
RUN_REPORTS = "reports.run_reports"
FREEZE_REPORTS = "reports.freeze_reports"  # as annex of a printed paper of the Landtag
SEE_ALL_RUNS = "reports.see_all_runs"  # that they are there, not what is in them
ASSIGN_ROLES = "accounts.assign_roles"
APPROVE_ROLES = "accounts.approve_roles"
ANSWER_BARRIERS = "accounts.answer_barriers"  # that readers report, within six weeks
# Changes that two people make (accounts.models.PendingChange): rights, thresholds, directives.
PROPOSE_CHANGES = "accounts.propose_changes"
APPROVE_CHANGES = "accounts.approve_changes"
# Whoever signs, or gives rights, has shown who they are a short while ago (core.http.confirmation).
SIGNS = frozenset({APPROVE, APPROVE_BUDGET, MANAGE_BUDGET, APPROVE_ROLES, APPROVE_CHANGES})
# Who needs a second factor: whoever prepares or signs money, and whoever gives rights.
WITH_SECOND_FACTOR = MINISTRY | {Role.SYSTEM_ADMINISTRATOR}


def _models(app: str, names: str, verbs: str) -> frozenset[str]:
    return frozenset(f"{app}.{verb}_{name}" for name in names.split() for verb in verbs.split())


MONEY_MODELS = (
    "program directive envelope envelopepart budgetline grant participation tranche decision "
    "decisionshare stationlog document missingpaper drawdown payment interimreport proofofuse "
    "reminder reclaim baserate publishedfigure ledgerentry authority call callapplication "
    "callcriterion callscore calldecision efacost efashare allocationkey inkindsupport hkrpayment "
    "raterule reconciliationnote centralpayment repayment deliveryrule closingday "
    "budgetbooking "
    "proposalreturn correction handin letter lettertext lettertemplate"
)
CASE_MODELS = (
    "grant participation tranche decision decisionshare stationlog document missingpaper "
    "drawdown interimreport proofofuse reminder reclaim call callapplication callcriterion "
    "callscore allocationkey inkindsupport"
)
CATALOGUE_MODELS = (
    "themefield situation ozgservice leikaservice competence onlineprocess processevent catalogue "
    "maturitymodel steeringdecision workitem advicemodule advicegiven regionalconference"
)
BODY_MODELS = "municipality populationfigure membership"
SERVICE_READ = _models("services", CATALOGUE_MODELS + " rolloutevent", "view")
BODY_READ = _models("municipalities", BODY_MODELS, "view")
MONEY_READ = _models("programs", MONEY_MODELS, "view")
BARRIERS = _models("accounts", "barrierreport", "view") | {ANSWER_BARRIERS}
SEE_CHANGES = _models("accounts", "pendingchange", "view")
READ_ALL = (
    MONEY_READ
    | SERVICE_READ
    | BODY_READ
    | {SEE_ALL_MONEY, SEE_STATE_MONEY, SEE_DECIDED_CASES, SEE_PROGRESS}
)

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.OFFICER: READ_ALL
    | _models("programs", CASE_MODELS, "add change")
    | _models("programs", "participation tranche decisionshare document missingpaper", "delete")
    | {PREPARE, CORRECT_ROLLOUT, RUN_REPORTS, FREEZE_REPORTS},
    Role.APPROVER: READ_ALL | SEE_CHANGES | {APPROVE, APPROVE_BUDGET, APPROVE_CHANGES, RUN_REPORTS},
    Role.BUDGET_OFFICER: READ_ALL
    | _models(
        "programs",
        "budgetline closingday baserate deliveryrule directive raterule program hkrpayment "
        "lettertext lettertemplate",
        "add change",
    )
    | _models("programs", "authority", "change")
    | SEE_CHANGES
    | {MANAGE_BUDGET, APPROVE_BUDGET, PROPOSE_CHANGES, RUN_REPORTS},
    Role.COORDINATOR: SERVICE_READ
    | BODY_READ
    | _models("services", CATALOGUE_MODELS, "add change")
    | {SEE_STATE_MONEY, SEE_DECIDED_CASES, SEE_PROGRESS, RUN_REPORTS}
    | {FREEZE_REPORTS, CORRECT_ROLLOUT, EDIT_CATALOGUE, CHANGE_BODIES, PROPOSE_CHANGES}
    | SEE_CHANGES
    | BARRIERS,
    Role.GOVERNMENT_DISTRICT: frozenset({SEE_PROGRESS, RUN_REPORTS}),
    Role.ASSOCIATION: frozenset({SEE_STATE_MONEY, SEE_PROGRESS, RUN_REPORTS}),
    Role.MUNICIPALITY_VIEWER: frozenset({SEE_PROGRESS}),
    Role.MUNICIPALITY_EDITOR: frozenset({SEE_PROGRESS, REPORT_ROLLOUT, HAND_IN}),
    Role.AUDITOR: READ_ALL
    | _models("accounts", "user roleassignment pendingchange securityevent", "view")
    | {RUN_REPORTS},
    Role.SYSTEM_ADMINISTRATOR: _models("accounts", "user roleassignment", "add change view")
    | _models("municipalities", "membership", "add change view delete")
    | BODY_READ
    | SEE_CHANGES
    | BARRIERS
    | {SEE_ALL_RUNS, ASSIGN_ROLES, APPROVE_ROLES, PROPOSE_CHANGES, APPROVE_CHANGES},
}
