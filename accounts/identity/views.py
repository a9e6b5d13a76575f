"""Sign in at the identity provider of the state: the way there, and the way back."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from accounts.access import public
from accounts.identity.provider import StateClient


@public
@require_safe
@never_cache
def begin(request: HttpRequest) -> HttpResponseBase:
    """Send the person to the provider; whoever is signed in here confirms there who they are."""
    provider = StateClient(request).get_provider()
    kept: dict[str, Any] = {"nonce": secrets.token_urlsafe(32)}
    asked = {"nonce": kept["nonce"]}
    if request.user.is_authenticated:
        kept["confirms_since"] = time.time()
        asked |= {"prompt": "login", "max_age": "0"}
    next_page = get_next_redirect_url(request)
    return _answered(
        request,
        partial(
            provider.redirect,
            *(request, AuthProcess.LOGIN),
            next_url=next_page,
            auth_params=asked,
            **kept,
        ),
    )


class Back(OAuth2CallbackView):  # type: ignore[misc]  # allauth has no types
    """The way back: the question is in the session, and is asked once."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.kept = state
        return state, response


@public
@require_safe
@never_cache
def callback(request: HttpRequest) -> HttpResponseBase:
    """Sign in who comes back with an answer that holds."""
    view = Back()
    view.request, view.adapter = request, StateClient(request)
    return _answered(request, partial(view.dispatch, request))


def _answered(request: HttpRequest, ask: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer; where the provider is away or the identity opens nothing, the sign-in page."""
    try:
        return ask()
    except ImmediateHttpResponse as refusal:
        answer: HttpResponseBase = refusal.response
    except (OAuth2Error, RequestException) as error:
        answer = render_authentication_error(request, None, exception=error)
    return answer
