"""The bodies of the triggers of calls."""

from __future__ import annotations

# The call is locked, so that two approvals cannot fill its last place together.
WITHIN_PLACES = """
    IF NEW.selected_on IS NOT NULL AND NEW.withdrawn_on IS NULL THEN
        PERFORM 1 FROM programs_call WHERE id = NEW.call_id FOR UPDATE;
        IF (SELECT count(*) FROM programs_callapplication a WHERE a.call_id = NEW.call_id
                AND a.selected_on IS NOT NULL AND a.withdrawn_on IS NULL)
                > (SELECT places FROM programs_call WHERE id = NEW.call_id) THEN
            RAISE EXCEPTION 'call % has no place left', NEW.call_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'call_within_places';
        END IF;
    END IF;
    RETURN NEW;
"""

PLACES_CARRY = """
    IF NEW.places < OLD.places AND NEW.places < (
        SELECT count(*) FROM programs_callapplication a WHERE a.call_id = NEW.id
            AND a.selected_on IS NOT NULL AND a.withdrawn_on IS NULL
    ) THEN
        RAISE EXCEPTION 'call % has selected more', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'call_within_places';
    END IF;
    RETURN NEW;
"""

# Who is known as published only is named once, when the case is opened.
NAMED_LATER = """
    OLD.lead_id IS NULL AND to_jsonb(OLD) - 'lead_id' = to_jsonb(NEW) - 'lead_id'
"""

# Scores stay once somebody of their call is selected.
CALL_DECIDED = """EXISTS (
        SELECT 1 FROM programs_callapplication scored
        JOIN programs_callapplication other ON other.call_id = scored.call_id
        WHERE scored.id = COALESCE(NEW.application_id, OLD.application_id)
            AND other.selected_on IS NOT NULL
    )"""

IS_SELECTED = """EXISTS (
        SELECT FROM programs_callapplication
        WHERE id IN (OLD.callapplication_id, NEW.callapplication_id) AND selected_on IS NOT NULL
    )"""
