"""What stands behind a button: it writes when the form arrives, and has no page of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponse]


def pressed_on(page: str, *parts: str) -> Callable[[View], View]:
    """Make a view the work of a button on the page of that name.

    `parts` are those of its address that stand in the address of the page too. Whoever opens the
    address itself, as a browser does after a sign-in in between, is led to the page, with its
    filter; there the button and what was typed are found again.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def pressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            address = reverse(page, args=[kwargs[part] for part in parts])
            query = request.GET.urlencode()
            return redirect(f"{address}?{query}" if query else address)

        return pressed

    return decorate
