"""Triggers of signatures: whose they are, and that what they are for is booked as it says."""

from __future__ import annotations

from collections.abc import Sequence

import pgtrigger

from accounts.roles import PERMISSIONS
from core.database.triggers import BY_THE_OWNER


def signed_by(at: str, author: str, signer: str, permission: str) -> pgtrigger.Trigger:
    """The application fills the column `at` of a row that stands, and signs it by who may.

    `signer` is not `author`, is active and holds a role that gives `permission`.
    """
    roles = ", ".join(
        f"'{role.value}'" for role, gives in sorted(PERMISSIONS.items()) if permission in gives
    )
    return pgtrigger.Trigger(
        name=f"{signer.removesuffix('_id')}_may_sign",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(at),
        func=f"""
            IF NEW.{at} IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.{at} IS NULL)
                AND NOT {BY_THE_OWNER}
                AND (TG_OP = 'INSERT' OR NEW.{author} IS NULL OR NEW.{signer} IS NULL
                    OR NEW.{author} = NEW.{signer} OR NOT EXISTS (
                        SELECT FROM accounts_roleassignment held
                        JOIN accounts_user person ON person.id = held.user_id AND person.is_active
                        WHERE held.user_id = NEW.{signer} AND held.approved_at IS NOT NULL
                            AND held.withdrawn_at IS NULL AND held.role IN ({roles})))
            THEN
                RAISE EXCEPTION 'row % of % is not signed by who may', NEW.id, TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signed_by_who_may';
            END IF;
            RETURN NEW;
        """,  # names of ours
    )


def booked_while_in_force(
    link: str,
    *,
    kinds: Sequence[str],
    signed: str = "approved_at",
    ends: str = "cancelled_at",
    where: str = "",
) -> pgtrigger.Trigger:
    """The ledger holds the amount of the row from the column `signed` until the column `ends`.

    Of rows alone that a further condition `where` in SQL of `it` holds for.
    """
    also = f" AND {where}" if where else ""
    in_force = f"it.{signed} IS NOT NULL AND it.{ends} IS NULL{also}"
    says = f"CASE WHEN {in_force} THEN it.amount_eur ELSE 0 END"
    return booked_as_signed(link, says, kinds=kinds, columns=[signed, ends])


def booked_as_signed(
    link: str, says: str, *, kinds: Sequence[str], columns: Sequence[str]
) -> pgtrigger.Trigger:
    """At the end of the transaction the ledger holds what the row says: `says` in SQL of `it`.

    Summed are the bookings of `kinds` whose column `link` names the row. Asked whenever one of
    `columns` changes; of the application alone.
    """
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return pgtrigger.Trigger(
        name="booked_as_signed",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf(*columns),
        timing=pgtrigger.Deferred,
        declare=[("said", "numeric"), ("booked", "numeric")],
        func=f"""
            IF {BY_THE_OWNER} THEN
                RETURN NULL;
            END IF;
            EXECUTE format('SELECT ({says.replace("'", "''")}) FROM %I it WHERE it.id = $1',
                TG_TABLE_NAME) INTO said USING NEW.id;
            SELECT COALESCE(sum(amount_eur), 0) INTO booked FROM programs_ledgerentry
                WHERE {link} = NEW.id AND kind IN ({listed});
            IF said <> booked THEN
                RAISE EXCEPTION 'row % of % says %, the ledger %',
                    NEW.id, TG_TABLE_NAME, said, booked
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'booked_as_signed';
            END IF;
            RETURN NULL;
        """,  # noqa: S608  # names of ours
    )
