"""Papers: a letter against its 300 ms, and a report of 2,000 rows against Typst alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from django.db import transaction

from core.exports import FORMATS, pdf
from programs.actions.letter import draft_decision, letter_bytes
from tests.bench.exports import edition_of
from tests.bench.result import Result
from tests.bench.timing import medians
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory

ROUNDS = 7
LETTER_MS = 300
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def measure() -> list[Result]:
    """The results of this file."""
    return [_letter(), _report()]


def _letter() -> Result:
    """A decision of a group as PDF and DOCX: what stands in it read, written and compiled."""
    with transaction.atomic():
        line = BudgetLineFactory.create(money="150000.00")
        decision = Staff.hire().proposed(line)

        def make() -> None:
            content = draft_decision(decision, at=NOW)
            letter_bytes(content, decision.grant.program, at=NOW)

        (seconds,) = medians(ROUNDS, make)
        transaction.set_rollback(True)
    return Result.of("letter", seconds * 1000, LETTER_MS, at_most=1, unit="ms")


def _report() -> Result:
    """The first 2,000 rows of the longest report; Typst alone gets the finished texts."""
    rows = list(islice(edition_of().rows, pdf.MOST_ROWS))
    texts = pdf.texts_of(replace(edition_of(), rows=rows))

    def write() -> None:
        for _chunk in FORMATS["pdf"].chunks(replace(edition_of(), rows=rows)):
            pass

    ours, alone = medians(1, write, lambda: pdf.made_of(texts, 0))
    return Result.of("report_pdf", ours, alone, at_most=1.5, unit="s")
