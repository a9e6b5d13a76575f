"""Triggers that keep what was signed: no change but what follows, no deletion."""

from __future__ import annotations

from collections.abc import Sequence

import pgtrigger

from core.database.triggers import BY_THE_OWNER


def frozen_once(
    signed: str, noun: str, *, except_for: Sequence[str] = (), unless: str = "FALSE"
) -> list[pgtrigger.Trigger]:
    """Once the column `signed` is filled, only the columns in `except_for` change, for everybody.

    `unless` is a condition in SQL under which a change is allowed all the same.
    A row that is signed is never deleted. Refusals carry the constraint "<noun>_frozen".
    """
    later = _array(except_for)
    return [
        pgtrigger.Trigger(
            name="frozen_once_signed",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF OLD.{signed} IS NOT NULL
                        AND to_jsonb(OLD) - {later} <> to_jsonb(NEW) - {later}
                        AND NOT ({unless}) THEN
                    RAISE EXCEPTION '{noun} % is signed and frozen', OLD.id {_refuse(noun)}
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
                    RAISE EXCEPTION '{noun} % is signed and cannot be deleted', OLD.id
                        {_refuse(noun)}
                END IF;
                RETURN OLD;
            """,
        ),
    ]


def frozen_with(name: str, is_signed: str, said: str, noun: str) -> pgtrigger.Trigger:
    """Refuse to add, change or delete a row below one that is signed.

    `is_signed` asks in SQL of OLD and NEW whether it is, `said` is told where it is. Refusals carry
    the constraint "<noun>_frozen".
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF {is_signed} THEN
                RAISE EXCEPTION '{said}' {_refuse(noun)}
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )


def filled_once(
    signed: str, noun: str, *columns: str, ends: str = "", undone: str = "FALSE"
) -> pgtrigger.Trigger:
    """What follows the column `signed`: of `columns` each is filled once and stays.

    With the column `ends` the row is over and nothing of it changes. The application empties or
    changes such a column only where the condition `undone` in SQL holds.
    """
    is_over = f"(OLD.{ends} IS NOT NULL AND OLD IS DISTINCT FROM NEW) OR" if ends else ""
    return pgtrigger.Trigger(
        name="filled_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF OLD.{signed} IS NOT NULL AND ({is_over} EXISTS (
                    SELECT FROM jsonb_each_text(to_jsonb(OLD)) was
                    WHERE was.key = ANY ({_array(columns)}) AND was.value <> ''
                        AND was.value IS DISTINCT FROM to_jsonb(NEW)->>was.key))
                    AND NOT {BY_THE_OWNER} AND NOT ({undone}) THEN
                RAISE EXCEPTION '{noun} % keeps what followed its signature', OLD.id
                    {_refuse(noun)}
            END IF;
            RETURN NEW;
        """,  # noqa: S608  # names of ours
    )


def _array(columns: Sequence[str]) -> str:
    return "ARRAY[{}]::text[]".format(", ".join(f"'{name}'" for name in columns))


def _refuse(noun: str) -> str:
    return f"USING ERRCODE = 'restrict_violation', CONSTRAINT = '{noun}_frozen';"
