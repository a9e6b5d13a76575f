"""The pages that the search knows by their words; each is found by those whom it lets in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.queries import Viewer, has_any_role
from accounts.roles import ADMIN_SITE, MUNICIPAL
from core.http.ways import is_open


@dataclass(frozen=True)
class KnownPage:
    """A page, its name, further words, and for whom it is where others may open it in vain."""

    view: str
    title: str | Promise
    words: str | Promise
    roles: frozenset[Role] | None = None

    @property
    def url(self) -> str:
        return reverse(self.view)

    def is_for(self, user: Viewer) -> bool:
        is_theirs = self.roles is None or has_any_role(user, self.roles)
        return is_theirs and is_open(self.url, user)


PAGES = (
    KnownPage("portal:my_municipality", _("My municipality"), _("desk deadlines"), MUNICIPAL),
    KnownPage("portal:overview", _("Overview of the state"), _("state figures start")),
    KnownPage("portal:map", _("Map"), _("municipalities districts colours areas")),
    KnownPage("portal:deadlines", _("Deadlines"), _("calendar appointments due overdue")),
    KnownPage("progress:start", _("Progress"), _("roll-out online maturity")),
    KnownPage("progress:service_list", _("OZG services"), _("catalogue OZG LeiKa")),
    KnownPage("progress:work_lists", _("Online, but not counted"), _("tasks coordination")),
    KnownPage("progress:series", _("Course since October 2019"), _("months history")),
    KnownPage("progress:factories", _("Digitalisation factories"), _("throughput civento")),
    KnownPage("progress:effect", _("From euros to effect"), _("grants services cost gone live")),
    KnownPage(
        "progress:reuse",
        _("Blueprints of the model municipalities"),
        _("results re-use model municipalities"),
    ),
    KnownPage(
        "progress:coordination",
        _("Coordination office"),
        _("work programme coordination decisions advice conferences"),
    ),
    KnownPage("programs:program_list", _("Funding programs"), _("directive money apply")),
    KnownPage("programs:case_list", _("Grants"), _("cases decisions file references")),
    KnownPage("programs:drafts", _("Applications for grants"), _("apply draft hand in")),
    KnownPage("portal:municipality_list", _("Municipalities and districts"), _("towns districts")),
    KnownPage("portal:comparison", _("Compare municipalities"), _("mean similar")),
    KnownPage("portal:partners", _("Find partners"), _("IKZ near cooperation")),
    KnownPage("reports:list", _("Reports"), _("download table PDF")),
    KnownPage("reports:mine", _("My reports"), _("runs subscriptions waiting files")),
    KnownPage("reports:frozen_list", _("Annexes to printed papers"), _("Landtag kept reports")),
    KnownPage("reports:check_file", _("Check a file"), _("seal genuine digest")),
    KnownPage("reports:open_data", _("Open data"), _("CSV JSON licence download")),
    KnownPage("api_root", _("Programming interface (API)"), _("machines JSON OpenAPI")),
    KnownPage("portal:saved_views", _("Saved views"), _("filters kept named")),
    KnownPage("portal:keys", _("Keys of the API"), _("access programs token")),
    KnownPage("portal:sessions", _("Where I am signed in"), _("devices sessions sign out")),
    KnownPage("portal:help", _("Help"), _("glossary terms keyboard")),
    KnownPage("portal:accessibility", _("Accessibility"), _("barrier report")),
    KnownPage("portal:barrier", _("Report a barrier"), _("accessibility problem feedback")),
    KnownPage("portal:privacy", _("Privacy"), _("data protection")),
    KnownPage("portal:imprint", _("Imprint"), _("contact responsible")),
    KnownPage("admin:index", _("Administration"), _("desk office work"), ADMIN_SITE),
)


def known_to(user: Viewer) -> Iterator[KnownPage]:
    """The pages that are for the person."""
    return (page for page in PAGES if page.is_for(user))
