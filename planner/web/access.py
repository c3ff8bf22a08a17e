"""Who may ask, and what a browser may do with the answers: token, Host, Origin, password, size, policy.

The token is the first part of every address. Nobody who does not know it gets any further, a page of another site
neither; so there are no cookies that one could send along. Host is checked against names that lead to another machine's
address (DNS rebinding), Origin and Sec-Fetch-Site against pages of other sites. No answer allows another origin to read
it.
"""

import base64
import binascii
import hmac
import secrets
from asyncio import sleep
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.web.uploads import MOST_BYTES

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src blob:; child-src blob:; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
"""What pages of the server may load and run: its own files, no inline script, nothing of another machine."""
_HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_USUAL_PORT = 80
"""The port that browsers leave out."""
_FORM_BYTES = 100_000
"""What a form adds to the files it holds."""
_SECONDS_AFTER_WRONG_PASSWORD = 1.0


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may ask: those who know the token, by these host names, with the password where there is one."""

    token: str
    hosts: frozenset[str] = LOOPBACK
    port: int
    password: str | None = None

    @property
    def authorities(self) -> frozenset[str]:
        """What the header Host may say."""
        named = frozenset(f"{host}:{self.port}" for host in self.hosts)
        return named | self.hosts if self.port == _USUAL_PORT else named


def kept_token(path: Path) -> str:
    """Return the token of a store, so that an open page still works when the server starts again. OSError."""
    if path.exists() and (found := path.read_text(encoding="ascii").strip()):
        return found
    token = secrets.token_urlsafe(24)
    path.touch(mode=0o600)
    path.write_text(token, encoding="ascii")
    return token


class Guard:
    """The door before the application."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            if refusal.status_code == 401:  # noqa: PLR2004 - a wrong password is slow to be answered
                await sleep(_SECONDS_AFTER_WRONG_PASSWORD)
            await refusal(scope, receive, _with_headers(send))
            return
        inner = {**scope, "root_path": f"/{self._access.token}"}
        await self._app(inner, _limited(receive), _with_headers(send))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self._access.authorities:
            return PlainTextResponse("unknown host", status_code=421)
        if not _is_from_here(scope, headers):
            return PlainTextResponse("not from this page", status_code=403)
        if not self._knows_password(headers):
            asks = {"www-authenticate": 'Basic realm="planner", charset="UTF-8"'}
            return PlainTextResponse("password", status_code=401, headers=asks)
        first = scope["path"].split("/", 2)[1] if scope["path"].startswith("/") else ""
        if not hmac.compare_digest(first.encode(), self._access.token.encode()):
            return PlainTextResponse(_NOT_COMPLETE, status_code=404)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES + _FORM_BYTES:
            return PlainTextResponse("too large", status_code=413)
        return None

    def _knows_password(self, headers: Headers) -> bool:
        if self._access.password is None:
            return True
        kind, _, coded = headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(coded, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return False
        return kind.lower() == "basic" and hmac.compare_digest(given.encode(), self._access.password.encode())


_NOT_COMPLETE = (
    "这个地址不完整：请用 planner serve 打印的完整地址。\n"
    "This address is not complete: use the whole one that planner serve printed.\n"
)


def _is_from_here(scope: Scope, headers: Headers) -> bool:
    """Whether a request comes from a page of this server, from the address bar, or from no browser at all."""
    origin, host = headers.get("origin"), headers.get("host", "")
    if origin is not None and origin not in {f"http://{host}", f"https://{host}"}:
        return False
    if headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
        return True
    return scope["method"] in _SAFE and headers.get("sec-fetch-mode") == "navigate" and origin is None


class TooLargeError(Exception):
    """More bytes came than were announced, or than are taken."""


def _limited(receive: Receive) -> Receive:
    """Count what comes in, whatever was announced."""
    left = [MOST_BYTES + _FORM_BYTES]

    async def counted() -> Message:
        message = await receive()
        left[0] -= len(message.get("body", b""))
        if left[0] < 0:
            raise TooLargeError
        return message

    return counted


def _with_headers(send: Send) -> Send:
    """Add what every answer says, unless it says it otherwise itself."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("content-security-policy", POLICY)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
