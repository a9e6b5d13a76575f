"""Which identity at the provider of the state opens an account."""

from __future__ import annotations

import pgtrigger
from allauth.socialaccount.models import SocialAccount


class Identity(SocialAccount):  # type: ignore[misc]  # allauth has no types
    """The subject at the provider that opens an account: one at most, and it never moves.

    It ends with the address, the activation and the second factor of the account (accounts.User).
    """

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="one_identity_that_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        IF ROW(OLD.user_id, OLD.provider, OLD.uid)
                            IS NOT DISTINCT FROM ROW(NEW.user_id, NEW.provider, NEW.uid)
                        THEN
                            RETURN NEW;
                        END IF;
                    ELSE
                        PERFORM FROM accounts_user WHERE id = NEW.user_id FOR UPDATE;
                        IF EXISTS (SELECT FROM accounts_user WHERE id = NEW.user_id AND is_active)
                            AND NOT EXISTS (SELECT FROM socialaccount_socialaccount
                                WHERE user_id = NEW.user_id)
                        THEN
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'account % has one identity at most', NEW.user_id
                        USING ERRCODE = 'restrict_violation',
                            CONSTRAINT = 'one_identity_that_stays';
                """,
            )
        ]
