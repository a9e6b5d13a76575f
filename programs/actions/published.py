"""Grants known from publications: recorded as they were published, never part of the ledger."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from core.database.text_keys import search_key
from programs.choices import GrantState, Origin, Qualifier
from programs.models import Grant, Participation, Program


@dataclass(frozen=True)
class PublishedGrant:
    """What a publication says about one grant; None is unknown, never zero."""

    program: Program
    year: int | None
    keys: tuple[str, ...]  # AGS, the lead first
    amount_eur: Decimal | None
    qualifier: str
    subject: str
    source_url: str
    note: str = ""

    @property
    def file_reference(self) -> str:
        """A reference of our own, made of what identifies the case: the same case, the same one.

        Program, year, bodies, subject and source identify it; amount and note may be corrected.
        """
        parts = (self.program.code, str(self.year or ""), *sorted(self.keys), self.subject)
        digest = hashlib.sha256("|".join((*parts, self.source_url)).encode()).hexdigest()
        return f"VÖ-{self.year or 'o.J.'}-{digest[:8]}"


@dataclass(frozen=True)
class RecordedGrants:
    """How many cases were new, and how many were known."""

    created: int
    known: int


@transaction.atomic
def record_grants(grants: Sequence[PublishedGrant]) -> RecordedGrants:
    """Write the cases; one that is known already gets the publication's amount and note.

    The amount stands in `published_eur` and in no sum; the partners' shares stay unknown.
    """
    references = {grant.file_reference for grant in grants}
    known = {
        (grant.program_id, grant.file_reference): grant
        for grant in Grant.objects.select_for_update().filter(file_reference__in=references)
    }
    created = 0
    for published in grants:
        case = known.get((published.program.pk, published.file_reference))
        if case is None:
            case = _new_case(published)
            known[published.program.pk, published.file_reference] = case
            created += 1
        else:
            _correct(case, published)
    return RecordedGrants(created=created, known=len(grants) - created)


def _new_case(published: PublishedGrant) -> Grant:
    case = Grant.objects.create(
        program=published.program,
        authority_id=published.program.granting_authority_id,
        file_reference=published.file_reference,
        title=published.subject or published.program.name,
        subject_area=published.subject[:100],
        state=GrantState.RECORDED,
        origin=Origin.PUBLISHED,
        lead_id=published.keys[0],
        published_year=published.year,
        published_eur=published.amount_eur,
        published_qualifier=published.qualifier,
        source_url=published.source_url,
        source_note=published.note,
    )
    Participation.objects.bulk_create(
        Participation(grant=case, municipality_id=ags) for ags in published.keys
    )
    return case


def _correct(case: Grant, published: PublishedGrant) -> None:
    said = (published.amount_eur, published.qualifier, published.note)
    if (case.published_eur, case.published_qualifier, case.source_note) != said:
        case.published_eur, case.published_qualifier, case.source_note = said
        case.save(update_fields=["published_eur", "published_qualifier", "source_note"])


def programs_by_name(programs: Iterable[Program]) -> dict[str, Program]:
    """Programs under their code, name and other names, each folded for looking up."""
    return {
        search_key(name): program
        for program in programs
        for name in (program.code, program.name, *program.aliases)
    }


def qualifier_of(text: str) -> str:
    """The qualifier that a publication's words mean; KeyError for words we do not know.

    What stands in brackets only explains: "rund (rounded)" is "rund".
    """
    words = BRACKETS.sub(" ", text.casefold().replace("_", " ")).split()
    return QUALIFIERS[" ".join(words).rstrip(".:")].value


BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


QUALIFIERS = {
    "exact per source": Qualifier.EXACT,
    "exact": Qualifier.EXACT,
    "more than": Qualifier.MORE_THAN,
    "up to": Qualifier.UP_TO,
    "around": Qualifier.AROUND,
    "almost": Qualifier.ALMOST,
    "as far as possible": Qualifier.AS_FAR_AS_POSSIBLE,
    "unknown": Qualifier.UNKNOWN,
    "genau": Qualifier.EXACT,
    "exakt": Qualifier.EXACT,
    "exactly": Qualifier.EXACT,
    "laut quelle": Qualifier.EXACT,
    "mehr als": Qualifier.MORE_THAN,
    "über": Qualifier.MORE_THAN,
    "ueber": Qualifier.MORE_THAN,
    "over": Qualifier.MORE_THAN,
    "bis zu": Qualifier.UP_TO,
    "bis": Qualifier.UP_TO,
    "höchstens": Qualifier.UP_TO,
    "maximal": Qualifier.UP_TO,
    "rund": Qualifier.AROUND,
    "etwa": Qualifier.AROUND,
    "ungefähr": Qualifier.AROUND,
    "ca": Qualifier.AROUND,
    "circa": Qualifier.AROUND,
    "zirka": Qualifier.AROUND,
    "about": Qualifier.AROUND,
    "approximately": Qualifier.AROUND,
    "rounded": Qualifier.AROUND,
    "gerundet": Qualifier.AROUND,
    "knapp": Qualifier.ALMOST,
    "fast": Qualifier.ALMOST,
    "nearly": Qualifier.ALMOST,
    "beinahe": Qualifier.ALMOST,
    "soweit möglich": Qualifier.AS_FAR_AS_POSSIBLE,
    "unbekannt": Qualifier.UNKNOWN,
    "nicht bekannt": Qualifier.UNKNOWN,
    "k.a": Qualifier.UNKNOWN,
    "k. a": Qualifier.UNKNOWN,
}
