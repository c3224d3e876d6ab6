"""A small OpenID Connect provider on this machine: consents at once, and is strict about what it is sent."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.ui.browser import free_port

CLIENT_ID, CLIENT_SECRET = "ehelse", "en hemmelighet"
_TOKEN_LASTS_S = 3600


@dataclass
class Provider:
    """Logs in `user` (claims), or nobody where that is empty; `age_s` is how long ago the tokens were issued."""

    issuer: str
    redirect_uri: str
    user: dict[str, Any] = field(default_factory=dict)
    age_s: int = 0
    logouts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"}))

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self.configuration),
            Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]),
            Route("/jwks", lambda _: JSONResponse({"keys": [self.key.as_dict(private=False)]})),
            Route("/logout", self.logout),
        ]

    def configuration(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "end_session_endpoint": f"{self.issuer}/logout",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        wanted = {"client_id": CLIENT_ID, "redirect_uri": self.redirect_uri, "response_type": "code"}
        self.expect(asked, wanted)
        if not self.user:
            return RedirectResponse(f"{self.redirect_uri}?error=access_denied&state={asked['state']}", 302)
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return RedirectResponse(f"{self.redirect_uri}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        sent = {name: str(value) for name, value in (await request.form()).items()}
        asked = self.codes.pop(sent["code"])
        login = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        self.expect(dict(request.headers), {"authorization": f"Basic {login}"})
        challenge = hashlib.sha256(sent["code_verifier"].encode()).digest()
        self.expect(asked, {"code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("=")})
        self.expect(sent, {"redirect_uri": self.redirect_uri, "grant_type": "authorization_code"})
        now = int(time.time())
        claims = {
            **self.user,
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "nonce": asked["nonce"],
            "iat": now - self.age_s,
            "exp": now + _TOKEN_LASTS_S,
        }
        id_token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": id_token, "expires_in": 60})

    def logout(self, request: Request) -> Response:
        self.logouts.append(request.query_params["post_logout_redirect_uri"])
        return RedirectResponse(self.logouts[-1], 302)

    def expect(self, found: dict[str, str], wanted: dict[str, str]) -> None:
        self.problems += [f"{name}: {found.get(name)}" for name, value in wanted.items() if found.get(name) != value]


@contextmanager
def running_provider(redirect_uri: str) -> Iterator[Provider]:
    """The provider, served on a port of its own."""
    port = free_port()
    provider = Provider(f"http://127.0.0.1:{port}", redirect_uri)
    app = Starlette(routes=provider.routes())
    config = uvicorn.Config(app, port=port, log_level="warning", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)
