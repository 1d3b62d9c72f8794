"""Who may use the page: whoever has its address with the token in it, from a browser of this machine.

The bench moves emulated doors only, but it shows a screen and takes touches, and a browser runs other people's pages too. So:
it listens on the loopback address alone; a request whose `Host` is no name of this machine is refused (a page of another site
whose name was made to point here, DNS rebinding); one whose `Origin` is not the page's own is refused (a form or a socket of
another site, CSRF); and without the token, in the address at first and in a cookie of its own afterwards, nothing is
served. The port in `Host` is left open, because `ssh -L 9000:localhost:8717` is how a bench is used from elsewhere.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from aiohttp import web

COOKIE = "bench"
LOOPBACK = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.ASCII)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
    " img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Verdict(NamedTuple):
    """Whether a request is served, and if not, why."""

    status: int
    why: str = ""


def judge(headers: Mapping[str, str], *, given: str, kept: str, token: str) -> Verdict:
    """Judge a request by its headers, the token `given` in its address and the one `kept` in its cookie."""
    host = headers.get("Host", "")
    if LOOPBACK.fullmatch(host) is None:
        return Verdict(421, "this bench is for a browser of this machine")
    origin = headers.get("Origin")
    if origin is not None and origin != f"http://{host}":
        return Verdict(403, "another site's page may not use this bench")
    if not any(secrets.compare_digest(each.encode(), token.encode()) for each in (given, kept) if each):
        return Verdict(403, "use the whole address that the bench has printed, or kiosk bench")
    return Verdict(200)


def guarded(token: str) -> web.Application:
    """An application that serves only whoever has the token."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        given, kept = request.query.get("token", ""), request.cookies.get(COOKIE, "")
        verdict = judge(request.headers, given=given, kept=kept, token=token)
        if verdict.status != HTTPStatus.OK:
            return web.Response(status=verdict.status, text=verdict.why + "\n", headers=HEADERS)
        if given:
            # The token leaves the address at once: it would be in the history, and in every picture of the window.
            response: web.StreamResponse = web.Response(
                status=303, headers={"Location": request.path, **HEADERS}
            )
            response.set_cookie(COOKIE, token, httponly=True, samesite="Strict", path="/")
            return response
        return await handler(request)

    async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)

    application = web.Application(middlewares=[guard], client_max_size=64 * 1024)
    application.on_response_prepare.append(add_headers)
    return application
