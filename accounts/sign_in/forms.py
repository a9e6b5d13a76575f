"""Forms of the sign-in that differ from allauth's."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm

from accounts.queries import user_of_address


class PasswordReset(ResetPasswordForm):
    """A forgotten password is set anew by mail to the address of the account, and no other."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        user = user_of_address(email)
        self.users = [user] if user is not None and user.is_active else []
        return user.email if user is not None else email
