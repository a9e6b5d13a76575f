"""Every page of the house outside the administration, and as whom and on what it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.choices import Role
from accounts.models import User
from portal.digest.sending import token_of
from programs.choices import GrantState
from programs.models import Call, Grant, Program
from reports.models import FrozenReport
from services.models import OzgService
from tests.factories.accounts import UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import GIESSEN_DISTRICT, LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.programs.actions.municipal.test_draft import begun
from tests.programs.actions.municipal.test_hand_in import report_of, requested
from tests.programs.desk import signed_in
from tests.programs.sent import clerk

# Answered with a file, with rows for a script or after a press of a button: no pages.
NO_PAGES = {
    "account_logout",
    "api_description",
    "identity_begin",
    "identity_callback",
    "portal:calendar_feed",
    "portal:figure_file",
    "portal:forget_view",
    "portal:key_revoked",
    "portal:map_values",
    "portal:reporting_bulk",
    "portal:reporting_template",
    "portal:reporting_unchanged",
    "portal:other_sessions_ended",
    "portal:own_data",
    "portal:search_bodies",
    "portal:session_ended",
    "portal:sheet_file",
    "portal:travel",
    "programs:hand_in_file",
    "programs:letter",
    "progress:work_list_file",
    "reports:archive_message",
    "reports:cancel",
    "reports:case_file",
    "reports:catalogue_json",
    "reports:catalogue_rdf",
    "reports:data_package",
    "reports:download",
    "reports:end_schedule",
    "reports:freeze",
    "reports:frozen_file",
    "reports:giving",
    "reports:open_file",
    "reports:repeat",
    "reports:result",
    "reports:schedule",
}
# Looked at where a person signs in with a device in hand: tests/accounts/sign_in.
WITH_A_DEVICE = {"account_inactive", "account_reset_password_from_key"}


@dataclass(frozen=True)
class Visit:
    """A page by the name of its address, what stands in the address, and who looks."""

    name: str
    who: str
    values: dict[str, object]


def furnished() -> tuple[dict[str, User | None], list[Visit]]:
    """People, and a visit of theirs to every page; made in the database of the test."""
    staff, editor = Staff.hire(), clerk()
    coordinator = UserFactory.create(roles=[Role.COORDINATOR])
    people: dict[str, User | None] = {
        "stranger": None,
        "auditor": UserFactory.create(roles=[Role.AUDITOR]),
        "coordinator": coordinator,
        "clerk": editor,
        "district": clerk(GIESSEN_DISTRICT),
    }
    grant = staff.final()
    draft = begun(editor)
    asked = _asked_for_papers()
    service = OzgService.objects.filter(competences__level="municipality").order_by("pk")[0]
    case, own = {"pk": grant.pk}, {"ags": LAUTERBACH}
    visits: dict[str, dict[str, Mapping[str, object]]] = {
        "stranger": {
            "account_login": {},
            "account_reset_password": {},
            "account_reset_password_done": {},
            "account_reset_password_from_key_done": {},
            "portal:digest_ended": {"token": token_of(editor)},
            "portal:accessibility": {},
            "portal:barrier": {},
            "portal:privacy": {},
            "portal:imprint": {},
            "reports:open_data": {},
        },
        "auditor": {
            "portal:overview": {},
            "portal:figure": {"code": "gebunden"},
            "portal:map": {},
            "portal:search": {},
            "portal:deadlines": {},
            "portal:help": {},
            "progress:start": {},
            "progress:service_list": {},
            "progress:service": {"ozg_id": service.pk},
            "progress:work_lists": {},
            "progress:series": {},
            "progress:factories": {},
            "progress:effect": {},
            "progress:reuse": {},
            "progress:coordination": {},
            "programs:program_list": {},
            "programs:program": {"code": "ikz"},
            "programs:case_list": {},
            "reports:list": {},
        },
        "coordinator": {
            "portal:municipality_list": {},
            "portal:municipality": own,
            "portal:comparison": {},
            "portal:partners": {},
            "progress:next_steps": own,
            "portal:keys": {},
            "portal:saved_views": {},
            "portal:sessions": {},
            "portal:new_key": {},
            "account_change_password": {},
            "account_reauthenticate": {},
            "reports:mine": {},
            "reports:check_file": {},
            "reports:frozen_list": {},
            "reports:frozen": {"pk": _annex(coordinator)},
            "reports:report": {"name": "fortschritt"},
            "api_root": {},
        },
        "clerk": {
            "portal:my_municipality": {},
            "portal:digest": {},
            "portal:sheet": own,
            "portal:reporting": own,
            "portal:reporting_table": own,
            "portal:reporting_service": {**own, "ozg_id": service.pk},
            "programs:grant": case,
            "programs:hand_in_drawdown": case,
            "programs:hand_in_proof": {"pk": staff.proof_due(staff.final()).pk},
            "programs:hand_in_interim": {**case, "year": report_of(grant).for_year},
            "programs:hand_in_paper": {"pk": asked},
            "programs:hand_in": {"pk": requested(grant, editor).pk},
            "programs:drafts": {},
            "programs:draft_begin": {"code": "ikz"},
            "programs:draft_begin_call": {"code": "ozg-modellkommunen", "call": _open_call()},
            "programs:draft": {"pk": draft.pk},
            "programs:draft_part": {"pk": draft.partners.get().pk},
            "programs:draft_send": {"pk": draft.pk},
            "programs:draft_throw_away": {"pk": draft.pk},
            "programs:draft_paper": {"pk": draft.pk},
        },
        "district": {"portal:towns": {"ags": GIESSEN_DISTRICT}},
    }
    return people, [
        Visit(name, who, dict(values))
        for who, pages in visits.items()
        for name, values in pages.items()
    ]


def page_names() -> set[str]:
    """The names of all addresses outside the administration and the API."""
    return set(_names(get_resolver().url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        elif pattern.namespace not in ("admin", "api"):
            below = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, below)


def _asked_for_papers() -> int:
    """The key of a paper that the office asked the lead for."""
    grant: Grant = GrantFactory.create(state=GrantState.QUERY)
    paper = grant.missing_papers.create(title="Beschluss", requested_on=TODAY, due_on=TODAY)
    return int(paper.pk)


def _open_call() -> int:
    """The key of a call that takes applications."""
    program = Program.objects.get(code="ozg-modellkommunen")
    call = Call.objects.create(
        program=program, name="Aufruf", announced_on=TODAY, deadline_on=TODAY, places=1
    )
    return int(call.pk)


def _annex(coordinator: User) -> int:
    """The key of a report kept under a printed paper."""
    keep = "/berichte/landtagsanlage/drucksache/?anlage=bewilligungen"
    signed_in(coordinator).post(keep, {"number": "21/4711"})
    return int(FrozenReport.objects.get().pk)
