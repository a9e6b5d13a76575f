"""Who may do what, address by address: the matrix of the roles, written down a second time.

The house grants by permissions (accounts/roles.py) and by what each person sees; this says in
letters what must come of it. O officer, A approver, B budget officer, C coordinator, G government
district, D one whose area is elsewhere, V municipal association, L and E reader and editor of a
body of the case, F editor of a body without part in it, P auditor, S system administrator,
N account without a role, - stranger. An address without a line here fails the test.
"""

from __future__ import annotations

from dataclasses import dataclass

MINISTRY = "OABCPS"  # who enters the administration
PEOPLE = "OABCGDVLEFPSN"
EVERYBODY = PEOPLE + "-"
MONEY = "OABP"
PROGRESS = "OABCGDVLEFP"


@dataclass(frozen=True)
class Line:
    """Who may open an address and who may write there; `hidden`: for them it does not exist.

    Everybody else is refused, a stranger sent to the sign-in. `with_key`: a session opens nothing;
    `signs_in`: it may lead to the sign-in.
    """

    see: str = ""
    write: str = ""
    hidden: str = ""
    with_key: bool = False
    signs_in: bool = False


@dataclass(frozen=True)
class Desk:
    """A list of the administration: who sees it with its history, adds, changes and deletes."""

    see: str
    add: str = ""
    change: str = ""
    delete: str = ""


OFFICERS = Desk(MONEY, add="O", change="O")
BUDGET = Desk(MONEY, add="B", change="B")
LOOKED_AT = Desk(MONEY)
CATALOGUE = Desk("OABCP", add="C", change="C")
BODIES = Desk(MINISTRY)

SERVICES = (
    "competence ozgservice leikaservice themefield situation catalogue maturitymodel "
    "steeringdecision workitem advicemodule advicegiven regionalconference onlineprocess"
)
DESKS: dict[str, Desk] = {}
for names, desk in (
    ("inkindsupport call callapplication centralpayment efacost allocationkey grant", OFFICERS),
    ("raterule directive program baserate deliveryrule budgetline lettertext closingday", BUDGET),
    ("envelope publishedfigure authority budgetbooking ledgerentry decision", LOOKED_AT),
    ("proposalreturn hkrpayment letter lettertemplate drawdown payment proofofuse", LOOKED_AT),
    ("interimreport reclaim", LOOKED_AT),
):
    DESKS |= {f"programs_{name}": desk for name in names.split()}
DESKS |= {
    "programs_centralpayment": Desk(MONEY, add="O"),
    "programs_efacost": Desk(MONEY, add="O"),
    **{f"services_{name}": CATALOGUE for name in SERVICES.split()},
    "municipalities_municipality": BODIES,
    "municipalities_populationfigure": BODIES,
    "municipalities_membership": Desk(MINISTRY, add="S", change="S", delete="S"),
    "accounts_user": Desk("PS", add="S", change="S"),
    "accounts_roleassignment": Desk("PS", add="S"),
    "accounts_pendingchange": Desk("ABCPS"),
    "accounts_securityevent": Desk("P"),
    "accounts_barrierreport": Desk("CS"),
}

# The steps of each desk, by who takes them.
STEPS: dict[str, dict[str, str]] = {
    "programs_directive": {"B": "new_version"},
    "programs_budgetbooking": {
        "AB": "confirm return cancel refuse-cancelling",
        "B": "change withdraw ask-to-cancel keep",
    },
    "programs_budgetline": {"B": "book carry-over year-change"},
    "programs_callapplication": {
        "O": "select withdraw give-up open-case",
        "A": "approve return",
    },
    "programs_centralpayment": {
        "O": "ask-to-cancel keep",
        "A": "approve cancel send-back refuse-cancelling",
    },
    "programs_proposalreturn": {"O": "settle", "B": "settle-budget"},
    "programs_efacost": {
        "O": "share-out reverse withdraw withdraw-reversal",
        "A": "approve approve-reversal send-back send-reversal-back",
    },
    "programs_grant": {
        "O": "submit review ask resume recommend propose_rejection notify_rejection withdraw "
        "propose notify hand_over take_back drop_change withdraw_rejection return_proof undo "
        "withdraw_undo finalise draw prepare_payment receive_interim await_proof receive_proof "
        "remind mark_for_depth review_proof amend notify_change finalise_change open_reclaim "
        "object object_change complete close revoke annul lapse offer_to_archive",
        "A": "reject approve send_back send_change_back send_rejection_back sign_undo "
        "send_undo_back order_payment approve_change",
        "B": "consent refuse_consent",
    },
    "programs_letter": {"O": "send take_sending_back"},
    "programs_drawdown": {"O": "pay release"},
    "programs_payment": {
        "O": "use ask-to-cancel keep",
        "A": "order cancel send-back refuse-cancelling",
    },
    "programs_interimreport": {"O": "receive remind"},
    "programs_reclaim": {
        "O": "withdraw repay claim_interest pay_interest propose_waiver withdraw_waiver",
        "A": "approve send_back waive send_back_waiver",
    },
    "services_ozgservice": {
        "C": "competent-municipality competent-district competent-district-and-special-status "
        "competent-state competent-unclear"
    },
    "services_catalogue": {"C": "use-for-quotas"},
    "municipalities_municipality": {"C": "end"},
    "accounts_pendingchange": {"AS": "approve send_back", "BCS": "withdraw"},
    "accounts_barrierreport": {"CS": "answer"},
    "accounts_roleassignment": {"S": "approve withdraw"},
}

OWN_SECOND_FACTOR = Line(see=PEOPLE, write=PEOPLE)
READ_BY_ALL = Line(see=EVERYBODY)
STATE = "OABCGVLEFP"  # who sees progress beyond one area
OF_THE_CASE = Line(see="OABLEP", hidden="CGVF")
HANDS_IN = Line(see="E", write="E", hidden="F")
WITH_KEY = Line(with_key=True)  # tests/api/test_visibility.py walks it with keys


def _each(line: Line, names: str) -> dict[str, Line]:
    return dict.fromkeys(names.split(), line)


PAGES: dict[str, Line] = {
    # Signing in and the own account
    "account_login": Line(see=EVERYBODY, write=EVERYBODY),
    "mfa_login_webauthn": Line(see=EVERYBODY, signs_in=True),
    "identity_begin": Line(hidden=EVERYBODY),  # no provider: tests/accounts/identity has one
    "identity_callback": Line(hidden=EVERYBODY),
    "mfa_authenticate": Line(see=PEOPLE),
    "account_logout": Line(see=PEOPLE),  # and back to the sign-in
    "account_inactive": READ_BY_ALL,
    "account_reset_password": Line(see=EVERYBODY, write=EVERYBODY),
    "account_reset_password_done": READ_BY_ALL,
    "account_reset_password_from_key": Line(see=EVERYBODY, write=EVERYBODY),
    "account_reset_password_from_key_done": READ_BY_ALL,
    **_each(
        OWN_SECOND_FACTOR,
        "account_reauthenticate mfa_reauthenticate mfa_reauthenticate_webauthn mfa_edit_webauthn "
        "account_change_password mfa_activate_totp mfa_generate_recovery_codes mfa_add_webauthn "
        "mfa_remove_webauthn",
    ),
    "mfa_index": Line(see=PEOPLE),
    "mfa_list_webauthn": Line(see=PEOPLE),
    "mfa_deactivate_totp": Line(hidden=PEOPLE),  # nobody in this test has an app with codes
    "mfa_view_recovery_codes": Line(hidden=PEOPLE),
    # The administration as a whole
    "admin:index": Line(see=MINISTRY),
    "admin:login": Line(),
    "admin:logout": READ_BY_ALL,  # the one of the account
    "admin:password_change": Line(see=MINISTRY),  # leads to the page of the account
    "admin:password_change_done": Line(see=MINISTRY),
    "admin:autocomplete": Line(),  # opened below with what is looked for
    "admin:jsi18n": Line(see=MINISTRY),
    "admin:app_list": Line(hidden=MINISTRY),
    "admin:unknown": Line(hidden=MINISTRY),
    "admin:forward": Line(see=MINISTRY),  # to the page of the row, which asks who it is
    # Its pages beside lists and forms
    "admin:programs_call_ranking": Line(see=MONEY, hidden="CS"),
    "admin:programs_call_print": Line(see=MONEY, hidden="CS"),
    "admin:programs_allocationkey_inhabitants": Line(see="O", write="O"),
    "admin:programs_grant_upload": Line(see="O", write="O"),
    "admin:programs_grant_totals": Line(see=MONEY),
    "admin:programs_grant_print": Line(see=MONEY, hidden="CS"),
    "admin:programs_grant_life_cycle": Line(see=MONEY, hidden="CS"),
    "admin:programs_grant_draft": Line(see=MONEY, hidden="CS"),
    "admin:programs_hkrpayment_upload": Line(see="B", write="B"),
    "admin:programs_hkrpayment_reconciliation": Line(see=MONEY),
    "admin:programs_hkrpayment_difference": Line(see=MONEY, write="B"),
    "admin:programs_lettertemplate_upload": Line(see="B", write="B"),
    "admin:programs_lettertemplate_ours": Line(see=MONEY),
    "admin:programs_lettertemplate_file": Line(see=MONEY, hidden="CS"),
    "admin:programs_reclaim_interest": Line(see=MONEY, hidden="CS"),
    "admin:services_catalogue_upload": Line(see="C", write="C"),
    "admin:accounts_user_send_link": Line(see=MINISTRY, write="S"),
    "admin:accounts_user_take_factor_away": Line(see=MINISTRY, write="S"),
    "admin:accounts_user_take_names_off": Line(see=MINISTRY, write="S"),
    # For everybody
    **_each(
        READ_BY_ALL,
        "api_root api_description portal:help portal:accessibility portal:privacy "
        "portal:imprint reports:open_data reports:data_package reports:giving "
        "reports:catalogue_json reports:catalogue_rdf reports:open_file",
    ),
    "api:unknown": Line(hidden=EVERYBODY),
    "portal:barrier": Line(see=EVERYBODY, write=EVERYBODY),
    "portal:travel": Line(hidden=EVERYBODY),  # without a page to go back to
    **_each(
        WITH_KEY,
        "api:list_municipalities api:get_municipality api:list_rollouts api:report_rollouts "
        "api:list_services api:get_service api:list_live api:get_progress api:get_budget "
        "api:list_programs api:list_grants api:get_grant api:list_reports api:get_report "
        "api:list_figures api:get_figure",
    ),
    # Progress and bodies
    "portal:overview": Line(see="OABCGDVLEFPS"),
    "portal:figure": Line(see=PROGRESS),
    "portal:figure_file": Line(see=PROGRESS),
    "portal:map": Line(see=STATE),
    "portal:map_values": Line(see=STATE),
    "portal:search": Line(see=PROGRESS),
    "portal:search_bodies": Line(see=PROGRESS),
    "portal:municipality_list": Line(see=PROGRESS),
    "portal:comparison": Line(see=PROGRESS),
    "portal:partners": Line(see=STATE),
    "portal:deadlines": Line(see="OABLEFP"),
    "portal:calendar_feed": Line(hidden=EVERYBODY),  # opened by the key in the address alone
    "portal:municipality": Line(see=STATE, hidden="D"),
    "portal:towns": Line(see=STATE, hidden="D"),
    **_each(Line(see="OABLEP", hidden="CGDVF"), "portal:sheet portal:sheet_file"),
    "portal:my_municipality": Line(see=PROGRESS),
    "portal:reporting": Line(see="OABCLEP", hidden="GVF"),
    "portal:reporting_bulk": Line(see=STATE, write="OCE", hidden="GVF"),
    "portal:reporting_unchanged": Line(see=STATE, write="E", hidden="GVF"),
    "portal:reporting_table": Line(see="OABCLEP", write="OCE", hidden="GVF"),
    "portal:reporting_template": Line(see="OABCLEP", hidden="GVF"),
    "portal:reporting_service": Line(see="OABCLEP", write="OCE", hidden="GVF"),
    "portal:saved_views": Line(see=PROGRESS, write=PROGRESS),
    "portal:forget_view": Line(see=PROGRESS, write="E", hidden="OABCGDVLFP"),
    "portal:sessions": Line(see=PEOPLE),
    "portal:digest": Line(see="EF", write="EF"),
    "portal:digest_ended": Line(hidden=EVERYBODY),  # opened by the token: tests/portal/digest
    "portal:own_data": Line(see=PEOPLE),
    "portal:session_ended": Line(write=PEOPLE, hidden=PEOPLE),  # tests/portal/test_sessions.py
    "portal:other_sessions_ended": Line(see=PEOPLE, write=PEOPLE),
    "portal:keys": Line(see=PROGRESS),
    "portal:new_key": Line(see=PROGRESS, write=PROGRESS),
    "portal:key_revoked": Line(see="E", write="E", hidden="OABCGDVLFP"),
    "progress:next_steps": Line(see=STATE, hidden="D"),
    "progress:service_list": Line(see=STATE),
    "progress:service": Line(see=STATE),
    "progress:start": Line(see=PROGRESS),
    "progress:work_lists": Line(see="OABCLEFP"),
    "progress:work_list_file": Line(see="OABCLEFP"),
    "progress:series": Line(see=PROGRESS),
    "progress:factories": Line(see=STATE),
    "progress:effect": Line(see=MONEY),
    "progress:reuse": Line(see=STATE),
    "progress:coordination": Line(see="OABCP"),
    # Programs and cases
    "programs:program_list": Line(see=STATE),
    "programs:program": Line(see=STATE),
    "programs:case_list": Line(see="OABLEFP"),
    "programs:grant": OF_THE_CASE,
    "programs:grant#secret": Line(see=MONEY, hidden="CGVLEF"),
    "reports:case_file": Line(see=MONEY),
    "reports:archive_message": Line(see="O"),
    "programs:letter": OF_THE_CASE,
    "programs:letter#secret": Line(hidden="OABCGVLEFP"),  # nothing is written before the signature
    "programs:hand_in_drawdown": HANDS_IN,
    "programs:hand_in_proof": Line(hidden="EF"),  # not asked for yet
    "programs:hand_in_interim": HANDS_IN,
    "programs:hand_in_paper": HANDS_IN,
    "programs:hand_in": OF_THE_CASE,
    "programs:hand_in_file": OF_THE_CASE,
    "programs:drafts": Line(see="EF"),
    "programs:draft_begin": Line(see="EF", write="EF"),
    "programs:draft_begin_call": Line(hidden="EF"),
    "programs:draft": HANDS_IN,
    "programs:draft_paper": HANDS_IN,
    "programs:draft_send": HANDS_IN,
    "programs:draft_throw_away": HANDS_IN,
    "programs:draft_part": HANDS_IN,
    # Reports
    "reports:list": Line(see="OABCGDVP"),
    "reports:mine": Line(see="OABCGDVPS"),
    "reports:result": Line(hidden="OABCGDVP"),  # not made yet
    "reports:cancel": Line(see="OABCGDVPS", write="OS", hidden="ABCGDVP"),
    "reports:repeat": Line(see="OABCGDVP", write="O", hidden="ABCGDVP"),
    "reports:schedule": Line(see="OABCGDVP", write="OABCVP"),
    "reports:end_schedule": Line(see="OABCGDVP", write="O", hidden="ABCGDVP"),
    "reports:freeze": Line(see="OC", write="OC"),
    "reports:frozen_list": Line(see="OABCGDVP"),
    "reports:frozen": Line(see="OABCP"),
    "reports:frozen_file": Line(see="OABCP"),
    "reports:check_file": Line(see="OABCGDVP", write="OABCGDVP"),
    "reports:report": Line(see="OABCVP"),
    "reports:download": Line(see="OABCVP"),
}
# Each report by who may see it, on its page and as a file.
REPORTS = {
    "OABCGDVP": "fortschritt fortschritt-kommunen fortschritt-detail datenqualitaet "
    "fortschritt-reifegrade",
    "OABCGVP": "aufgaben fabrik-durchsatz",
    "OABCVP": "mittel aenderungen kooperationen regionen faelligkeiten mittel-prognose nachnutzung",
    "OABP": "zuwendungen mittel-kommunen nachweise-ueberfaellig fristen wirkung rueckforderungen "
    "bearbeitungszeiten datenabgleich foerderblatt",
    "OABCP": "landtagsanlage",
    "C": "barrieren",
}
PAGES |= {
    f"reports:{page}#{name}": Line(see=letters)
    for page in ("report", "download")
    for letters, names in REPORTS.items()
    for name in names.split()
}


def line_of(name: str) -> Line | None:
    """What the matrix says about an address; None where it says nothing."""
    if name in PAGES:
        return PAGES[name]
    page, _, step = name.removeprefix("admin:").partition("#")
    key, _, verb = page.rpartition("_")
    desk = DESKS.get(key)
    if desk is None:
        return None
    takers = {n: letters for letters, names in STEPS.get(key, {}).items() for n in names.split()}
    lines = {
        "changelist": Line(see=desk.see),
        "history": Line(see=desk.see),
        "add": Line(see=desk.add, write=desk.add),
        "change": Line(see=desk.see, write=desk.change),
        "delete": Line(see=desk.delete, write=desk.delete),
    }
    if step:
        return Line(see=takers[step], write=takers[step]) if step in takers else None
    return lines.get(verb)
