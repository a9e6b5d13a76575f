"""What a search finds, by kind, as far as the person may see it; spelling is folded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import may_open
from accounts.queries import Viewer
from accounts.roles import SEE_PROGRESS, SEE_STATE_MONEY
from core.database.text_keys import search_key
from municipalities.models import Municipality
from portal.search.known import known_to
from programs.models import Grant, Program
from services.models import OzgService

MOST = 10  # shown of each kind


@dataclass(frozen=True)
class Hit:
    """One thing that was found: name, what it is, where it is."""

    label: str
    about: str
    url: str


@dataclass(frozen=True)
class Hits:
    """What was found of one kind; `all_url` leads to the whole list where there is more."""

    heading: str | Promise
    rows: list[Hit]
    all_url: str = ""


def found(text: str, user: Viewer) -> list[Hits]:
    """The hits for `text` by kind, the best kinds first; kinds without any are left out."""
    words = search_key(text).split()
    if not words:
        return []
    kinds = [
        Hits(_("Pages"), _pages(words, user)),
        _bodies(text, user),
        _cases(text, user),
        Hits(_("Funding programs"), _programs(words, user)),
        _services(text, user),
    ]
    return [kind for kind in kinds if kind.rows]


def _bodies(text: str, user: Viewer) -> Hits:
    if not may_open(user, [SEE_PROGRESS], by_area=True):
        return Hits(_("Municipalities"), [])
    rows = bodies_named(text, user)
    hits = [Hit(body.full_name, str(body.district), body.get_absolute_url()) for body in rows]
    return _cut(_("Municipalities"), hits, reverse("portal:municipality_list"), text)


def bodies_named(text: str, user: Viewer) -> list[Municipality]:
    """Bodies of today that fit, those whose name begins so first."""
    today = timezone.localdate()
    bodies = Municipality.objects.visible_to(user).existing_on(today).recipients()
    key = search_key(text)
    rows = bodies.search(text).select_related("district")[: MOST * 5]
    ranked = sorted(rows, key=lambda body: not search_key(body.name).startswith(key))
    return ranked[: MOST + 1]


def _cases(text: str, user: Viewer) -> Hits:
    rows: QuerySet[Grant] = Grant.objects.visible_to(user).search(text)
    cases = rows.select_related("program")[: MOST + 1]
    hits = [Hit(str(case), case.program.name, case.get_absolute_url()) for case in cases]
    return _cut(_("Grants"), hits, reverse("programs:case_list"), text)


def _services(text: str, user: Viewer) -> Hits:
    if not may_open(user, [SEE_PROGRESS], by_area=False):
        return Hits(_("Services"), [])
    rows = OzgService.objects.search(text).select_related("theme_field")[: MOST + 1]
    hits = [
        Hit(row.name, f"{row.pk} · {row.theme_field}", reverse("progress:service", args=[row.pk]))
        for row in rows
    ]
    return _cut(_("Services"), hits, reverse("progress:service_list"), text)


def _programs(words: Iterable[str], user: Viewer) -> list[Hit]:
    if not may_open(user, [SEE_PROGRESS, SEE_STATE_MONEY], by_area=False):
        return []
    programs = Program.objects.visible_to(user)
    return [
        Hit(program.name, str(program.get_grant_kind_display()), program.get_absolute_url())
        for program in programs
        if _fits(words, f"{program.name} {program.code} {' '.join(program.aliases)}")
    ]


def _pages(words: Iterable[str], user: Viewer) -> list[Hit]:
    return [
        Hit(str(page.title), "", page.url)
        for page in known_to(user)
        if _fits(words, f"{page.title} {page.words}")
    ]


def _fits(words: Iterable[str], text: str) -> bool:
    key = search_key(text)
    return all(word in key for word in words)


def _cut(heading: str | Promise, hits: list[Hit], list_url: str, text: str) -> Hits:
    query = QueryDict(mutable=True)
    query["q"] = text
    more = f"{list_url}?{query.urlencode()}" if len(hits) > MOST else ""
    return Hits(heading, hits[:MOST], more)
