"""An application from its first word to the receipt; the municipality's alone until then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import HAND_IN
from core.database.rows import check_columns
from core.database.values import takes_values
from core.errors import RuleError
from core.formats import format_day, format_eur, format_rate
from core.forms.days import check_not_future
from core.uploads.sent import SentFile
from municipalities.models import Municipality, municipalities_of
from programs.actions.application import submit_application
from programs.actions.municipal.hand_in import Kept, Sender, keep
from programs.choices import HandInKind
from programs.models import (
    ApplicationDraft,
    Call,
    CallApplication,
    DraftPaper,
    DraftPartner,
    Grant,
    HandIn,
    Program,
)
from programs.terms.application import (
    applied_eur,
    as_case,
    asked_by,
    check_ready,
    directive_for,
    missing_papers,
    papers_of,
    resolution_of,
    values_of,
)

COMPUTED = {"search_text", "sort_title"}


@transaction.atomic
def begin_draft(
    program: Program, lead: Municipality, *, title: str, by: User, at: datetime, call: Call | None
) -> ApplicationDraft:
    """A new draft of `lead`, which takes part itself.

    Raises RuleError where the program or the call takes no applications on the day.
    """
    _check_speaks_for(by, lead.ags)
    today = timezone.localdate(at)
    draft = ApplicationDraft(program=program, call=call, lead=lead, title=title, created_by=by)
    check_takes_applications(draft, today)
    draft.save()
    draft.partners.create(municipality=lead)
    return draft


def check_takes_applications(draft: ApplicationDraft, day: date) -> None:
    """Raise RuleError unless the directive in force, or the call, takes applications on `day`."""
    if draft.call is not None:
        _check_is_open(draft.call, day)
        return
    directive = directive_for(draft, day)
    if directive is None or not directive.takes_applications:
        message = _("%(program)s takes no applications here at present.")
        raise RuleError(message % {"program": draft.program}, code="closed")


def _check_is_open(call: Call, day: date) -> None:
    if call.opens_on is None:
        message = _("%(program)s takes no applications here at present.")
        raise RuleError(message % {"program": call}, code="closed")
    if not call.opens_on <= day <= call.deadline_on:
        message = _("The call takes applications from %(first)s to %(last)s.")
        values = {"first": format_day(call.opens_on), "last": format_day(call.deadline_on)}
        raise RuleError(message % values, code="closed")


@takes_values
@transaction.atomic
def write_draft(
    draft: ApplicationDraft,
    *,
    title: str,
    entries: Mapping[str, Any],
    shares: Sequence[tuple[Municipality, Decimal | None]],
    by: User,
    at: datetime,
) -> None:
    """Keep what the lead entered. A part whose share changes is to be confirmed anew.

    Raises RuleError for what a case could not hold, so that it is told while it is typed.
    """
    locked = _lock(draft)
    _check_speaks_for(by, locked.lead_id)
    today = timezone.localdate(at)
    asked = asked_by(directive_for(locked, today))
    locked.title = title
    locked.entries = {name: entries[name] for name in asked if entries.get(name) not in (None, "")}
    check_columns(as_case(locked, None, day=today), {"title", *locked.entries})
    locked.save(update_fields=["title", "entries"])
    kept = {body.ags: share for body, share in shares}
    if locked.lead_id not in kept:
        raise RuleError(_("The lead takes part itself. Enter it as a partner."), code="no_lead")
    locked.partners.exclude(municipality__in=kept).delete()
    standing = {part.municipality_id: part for part in locked.partners.all()}
    for ags, share in kept.items():
        part = standing.get(ags) or DraftPartner(draft=locked, municipality_id=ags)
        if part.pk is None or part.share_eur != share:
            part.share_eur, part.confirmed_by, part.confirmed_at = share, None, None
            check_columns(part, {"share_eur"})
            part.save()


@transaction.atomic
def confirm_part(
    part: DraftPartner, *, resolution_on: date, paper: SentFile | None, by: User, at: datetime
) -> None:
    """Confirm the share and the council's resolution; only the body itself does."""
    _lock(part.draft)
    locked = DraftPartner.objects.select_related("draft", "municipality").get(pk=part.pk)
    _check_speaks_for(by, locked.municipality_id)
    check_not_future(resolution_on, at=at, field="resolution_on")
    if not locked.share_eur:
        raise RuleError(_("The lead has entered no share yet."), code="no_share")
    locked.resolution_on, locked.confirmed_by, locked.confirmed_at = resolution_on, by, at
    locked.save(update_fields=["resolution_on", "confirmed_by", "confirmed_at"])
    if paper is not None:
        _put_paper(locked.draft, resolution_of(locked), paper)


@transaction.atomic
def add_paper(draft: ApplicationDraft, label: str, paper: SentFile, *, by: User) -> None:
    """Put a paper of the list into the draft, in the place of an earlier one."""
    locked = _lock(draft)
    _check_speaks_for(by, locked.lead_id)
    _put_paper(locked, label, paper)


@transaction.atomic
def throw_away(draft: ApplicationDraft, *, by: User) -> None:
    """Remove the draft with its papers; nobody but its people ever saw it."""
    locked = _lock(draft)
    _check_speaks_for(by, locked.lead_id)
    locked.delete()


@transaction.atomic
def hand_in_application(draft: ApplicationDraft, *, by: User, at: datetime) -> HandIn:
    """Hand the application in: received today, with its completeness list and its copy.

    A case in the state "received", or an application to the call; the draft is gone. Raises
    RuleError unless applications are taken, an amount is entered and every part is confirmed.
    """
    locked = _lock(draft)
    _check_speaks_for(by, locked.lead_id)
    today = timezone.localdate(at)
    check_takes_applications(locked, today)
    check_ready(locked)
    papers = {row.label: SentFile(row.name, bytes(row.content)) for row in locked.papers.all()}
    told = _told(locked, today)
    of = _to_call(locked, locked.call, today) if locked.call else _as_case(locked, by=by, at=at)
    hand_in = keep(HandInKind.APPLICATION, of, told, papers, Sender(by, at))
    if of.grant is not None:
        for label in papers:
            of.grant.documents.create(title=label, received_on=today, dms_reference=hand_in.number)
    locked.delete()
    return hand_in


def _as_case(draft: ApplicationDraft, *, by: User, at: datetime) -> Kept:
    """The case of the draft, submitted by its lead."""
    today = timezone.localdate(at)
    grant = as_case(draft, None, day=today)
    grant.file_reference = f"ANTRAG-{today.year}-{draft.pk:05d}"  # until the office gives its own
    grant.created_by = by
    check_columns(grant, {column.name for column in Grant._meta.fields} - COMPUTED)
    grant.save()
    partners = list(draft.partners.all())
    for part in partners:
        grant.participations.create(
            municipality_id=part.municipality_id,
            share_eur=part.share_eur,
            resolution_on=part.resolution_on,
        )
    submit_application(grant, received_on=today, applied_eur=applied_eur(partners), by=by, at=at)
    return Kept(draft.lead, grant=Grant.objects.get(pk=grant.pk))


def _to_call(draft: ApplicationDraft, call: Call, today: date) -> Kept:
    application = CallApplication.objects.create(
        call=call, lead=draft.lead, received_on=today, note=draft.title
    )
    others = draft.partners.exclude(municipality=draft.lead)
    application.partners.set(Municipality.objects.filter(pk__in=others.values("municipality")))
    return Kept(draft.lead, application=application)


def _told(draft: ApplicationDraft, today: date) -> list[tuple[str, str]]:
    """The application in words, and which papers of the list are there."""
    columns: Any = Grant._meta
    directive = directive_for(draft, today)
    partners = list(draft.partners.select_related("municipality"))
    missing = set(missing_papers(draft, directive))
    values = values_of(draft)
    there, lacking = _("enclosed"), _("missing")
    return [
        (_("Project"), draft.title),
        (_("Applied for"), format_eur(applied_eur(partners))),
        *(
            (str(columns.get_field(name).verbose_name), _in_words(name, values[name]))
            for name in dict.fromkeys([*asked_by(directive), *values])
            if name in values
        ),
        *((part.municipality.full_name, _part_in_words(part)) for part in partners),
        *(
            (_("Paper: %(name)s") % {"name": label}, lacking if label in missing else there)
            for label in papers_of(draft, directive)
        ),
    ]


def _part_in_words(part: DraftPartner) -> str:
    text = _("%(share)s, resolution of %(day)s, confirmed by %(who)s")
    return text % {
        "share": format_eur(part.share_eur),
        "day": format_day(part.resolution_on),
        "who": part.confirmed_by,
    }


def _in_words(name: str, value: Any) -> str:
    column: Any = Grant._meta.get_field(name)
    if isinstance(value, date):
        return format_day(value)
    if name.endswith("_eur"):
        return format_eur(value)
    if name.endswith("_rate"):
        return format_rate(value)
    return str(dict(column.flatchoices).get(value, value))


def _put_paper(draft: ApplicationDraft, label: str, paper: SentFile) -> None:
    DraftPaper.objects.update_or_create(
        draft=draft, label=label, defaults={"name": paper.name, "content": paper.content}
    )


def _lock(draft: ApplicationDraft) -> ApplicationDraft:
    locked = ApplicationDraft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if locked is None:
        raise RuleError(_("This draft was handed in or thrown away."), code="gone")
    return locked


def _check_speaks_for(by: User, ags: str) -> None:
    if not (by.has_perm(HAND_IN) and ags in municipalities_of(by)):
        raise RuleError(_("Only the municipality itself does this."), code="not_allowed")
