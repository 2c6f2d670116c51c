"""A small server that speaks the protocol of ORCID, with people who are made up."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "APP-EXAMPLE", "a-secret-that-nobody-may-read"
JANE, JOHN = "0000-0000-0000-0001", "0000-0000-0000-0002"
NAMES = {JANE: "Jane Doe", JOHN: "John Roe"}

Claims = dict[str, Any]


class Registry:
    """The server, as far as a test may look into it and spoil it.

    Attributes:
        who: The ORCID iD of whoever signs in next.
        denies: Whether they do not allow it.
        spoil: Changes what is signed.
        sign: Signs; by default with the key that the server names.
        asked: The requests to the token endpoint.
    """

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid = "example-key"
        self.who = JANE
        self.denies = False
        self.is_silent = False
        self.issuer = ""
        self.spoil: Callable[[Claims], Claims] = dict
        self.sign: Callable[[Claims], str] = self.signed
        self.asked: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}

    def signed(self, claims: Claims) -> str:
        return jwt.encode(claims, self.key, "RS256", headers={"kid": self.kid})

    def described(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/oauth/authorize",
            "token_endpoint": f"{self.issuer}/oauth/token",
            "jwks_uri": f"{self.issuer}/oauth/jwks",
            "userinfo_endpoint": f"{self.issuer}/oauth/userinfo",
            "response_types_supported": ["code", "id_token", "id_token token"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["public"],
        }

    def keys(self) -> Claims:
        one = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**one, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def authorized(self, asked: dict[str, str]) -> str:
        """Return where the browser is sent once somebody has signed in and allowed it."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["scope"] == "openid"
        assert asked["code_challenge_method"] == "S256"
        if self.denies:
            answer = {"error": "access_denied", "error_description": "User denied access"}
        else:
            code = secrets.token_urlsafe(6)
            self._codes[code] = asked | {"who": self.who}
            answer = {"code": code}
        return f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, Claims]:
        self.asked.append(form)
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or (form["client_id"], form["client_secret"]) != (CLIENT, SECRET)
            or form["grant_type"] != "authorization_code"
            or form["redirect_uri"] != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant", "error_description": "Invalid code"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": asked["who"],
            "aud": CLIENT,
            "exp": now + 600,
            "iat": now,
            "auth_time": now,
            "nonce": asked["nonce"],
            "jti": secrets.token_hex(8),
        }
        return 200, {
            "access_token": secrets.token_hex(8),
            "token_type": "bearer",
            "refresh_token": secrets.token_hex(8),
            "expires_in": 631138518,
            "scope": "openid",
            "name": NAMES.get(asked["who"]),
            "orcid": asked["who"],
            "id_token": self.sign(self.spoil(claims)),
        }


@contextmanager
def running_registry() -> Iterator[Registry]:
    registry = Registry()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/oauth/authorize":
                asked = {name: given[0] for name, given in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", registry.authorized(asked))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            pages = {
                "/.well-known/openid-configuration": registry.described,
                "/oauth/jwks": registry.keys,
            }
            if parts.path in pages and not registry.is_silent:
                self._send(200, pages[parts.path]())
            else:
                self._send(503, {})

        def do_POST(self) -> None:
            assert self.path == "/oauth/token"
            assert self.headers["Accept"] == "application/json"
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: given[0] for name, given in parse_qs(body).items()}
            self._send(*registry.token(form))

        def _send(self, status: int, told: Claims) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    registry.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
