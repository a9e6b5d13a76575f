"""Since when a case has been in which state, so that a list of a past day can be made."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.database.triggers import BY_THE_OWNER
from core.formats import format_day
from programs.choices import GrantState

# Asked once all is written: a state that a case had goes with the case alone.
GOES_WITH_ITS_CASE = f"""
    IF EXISTS (SELECT 1 FROM programs_grant WHERE id = OLD.grant_id) AND NOT {BY_THE_OWNER} THEN
        RAISE EXCEPTION 'grant % keeps the states it had', OLD.grant_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""  # noqa: S608  # a condition of ours


class StateDay(models.Model):
    """A case is in `state` from the day `since`; of two, the one written later counts.

    Written by a trigger whenever the state of a case is, and by nothing else. A day later than
    the next row's is a step that nobody dated and that was recorded later than it happened.
    """

    grant = models.ForeignKey("programs.Grant", on_delete=models.CASCADE, related_name="state_days")
    state = models.CharField(_("state"), max_length=20, choices=GrantState.choices)
    since = models.DateField(_("since"))
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("State since a day")
        verbose_name_plural = _("States since a day")
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["grant", "-id"], include=["since", "state"], name="state_day")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="goes_with_its_case",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                func=GOES_WITH_ITS_CASE,
            ),
        ]

    def __str__(self) -> str:
        return f"{format_day(self.since)} {self.get_state_display()}"


# A case that a publication names counts from the end of the year it names, at the latest today.
KEEP_STATE_DAYS = """
    IF TG_OP = 'INSERT' OR NEW.state IS DISTINCT FROM OLD.state THEN
        INSERT INTO programs_stateday (grant_id, state, since) VALUES (
            NEW.id, NEW.state, LEAST((now() AT TIME ZONE 'Europe/Berlin')::date, COALESCE(
                NEW.state_on, NEW.received_on, make_date(NEW.published_year, 12, 31),
                (now() AT TIME ZONE 'Europe/Berlin')::date
            ))
        );
    END IF;
    RETURN NULL;
"""

# A case is closed once every reclaim of it is settled.
CLOSED_WITH_NOTHING_OWED = """
    IF NEW.state IN ('closed', 'reclaim_settled') AND NEW.state <> OLD.state
            AND EXISTS (SELECT 1 FROM programs_reclaim
                WHERE grant_id = NEW.id AND settled_on IS NULL
                AND cancelled_at IS NULL) THEN
        RAISE EXCEPTION 'grant % has a reclaim that is not settled', NEW.id
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'closed_with_nothing_owed';
    END IF;
    RETURN NEW;
"""

# A case stands until its retention is over and the archive was offered it.
KEPT_WHILE_RETAINED = """
    IF OLD.state <> 'draft' AND (
        OLD.retention_until IS NULL OR OLD.retention_until >= CURRENT_DATE
        OR OLD.archive_offered_on IS NULL
    ) THEN
        RAISE EXCEPTION 'grant % is inside its retention', OLD.file_reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
"""


def of_states() -> list[pgtrigger.Trigger]:
    """The triggers of a case that keep its states and what each of them asks."""
    return [
        pgtrigger.Trigger(
            name="closed_with_nothing_owed",
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf("state"),
            func=CLOSED_WITH_NOTHING_OWED,
        ),
        pgtrigger.Trigger(
            name="keeps_state_days",
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
            func=KEEP_STATE_DAYS,
        ),
        pgtrigger.Trigger(
            name="kept_while_retained",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=KEPT_WHILE_RETAINED,
        ),
    ]
