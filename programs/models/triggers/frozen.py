"""Triggers that keep what was signed: no change but what follows, no deletion."""

from __future__ import annotations

from collections.abc import Sequence

import pgtrigger


def frozen_once(
    signed: str, noun: str, *, except_for: Sequence[str] = (), unless: str = "FALSE"
) -> list[pgtrigger.Trigger]:
    """Once the column `signed` is filled, only the columns in `except_for` change, for everybody.

    `unless` is a condition in SQL under which a change is allowed all the same.
    A row that is signed is never deleted. Refusals carry the constraint "<noun>_frozen".
    """
    later = "ARRAY[{}]::text[]".format(", ".join(f"'{name}'" for name in except_for))
    refuse = f"USING ERRCODE = 'restrict_violation', CONSTRAINT = '{noun}_frozen';"
    return [
        pgtrigger.Trigger(
            name="frozen_once_signed",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF OLD.{signed} IS NOT NULL
                        AND to_jsonb(OLD) - {later} <> to_jsonb(NEW) - {later}
                        AND NOT ({unless}) THEN
                    RAISE EXCEPTION '{noun} % is signed and frozen', OLD.id {refuse}
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="kept_once_signed",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=f"""
                IF OLD.{signed} IS NOT NULL THEN
                    RAISE EXCEPTION '{noun} % is signed and cannot be deleted', OLD.id {refuse}
                END IF;
                RETURN OLD;
            """,
        ),
    ]
