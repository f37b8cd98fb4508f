"""A real OpenID Connect provider on loopback: discovery, keys that rotate, and an authorization code flow with PKCE."""

import logging
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Thread
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey
from werkzeug.serving import make_server

AUDIENCE = "holdfast"
CLIENT = "dashboard"
CLIENT_SECRET = "a secret: of the client & more"
REDIRECT = "https://testserver/signed-in"
OWNER = {"sub": "mia", "publisher": "acme", "role": "owner"}
Claims = Mapping[str, Any]


class Client(ClientMixin):  # type: ignore[misc]
    """The dashboard: public, or with a secret."""

    def __init__(self, secret: str | None, redirect: str = REDIRECT) -> None:
        self.secret, self._redirect = secret, redirect

    def get_client_id(self) -> str:
        return CLIENT

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self._redirect

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002
        return method == ("none" if self.secret is None else "client_secret_basic")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(frozen=True, slots=True)
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """An authorization code."""

    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    member: Claims

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


def make_key(kid: str, kind: str = "ES256") -> Key:
    """A new key for signatures of a kind: ES256 or RS256."""
    described: Any = {"kid": kid, "use": "sig", "alg": kind}
    return RSAKey.generate_key(2048, described) if kind == "RS256" else ECKey.generate_key("P-256", described)


@dataclass(slots=True)
class Provider:
    """What the provider shows now; tests change it while it runs."""

    keys: list[Key] = field(default_factory=lambda: [make_key("first")])
    member: Claims = field(default_factory=lambda: dict(OWNER))
    client: Client = field(default_factory=lambda: Client(None))
    issuer: str = ""
    down: bool = False
    codes: dict[str, Code] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    """Requests by path."""

    def token(self, key: Key | None = None, header: Claims | None = None, **claims: Any) -> str:
        """A token of the owner, signed with the newest key; a claim given as None is left out."""
        key = key or self.keys[-1]
        now = int(time())
        told = {"iss": self.issuer, "aud": AUDIENCE, "iat": now, "exp": now + 600, **OWNER, **claims}
        given = {"alg": key.alg, "kid": key.kid, **(header or {})}
        kept = {name: value for name, value in told.items() if value is not None}
        return jwt.encode({name: value for name, value in given.items() if value is not None}, kept, key)

    def sign_in(self, verifier: str, nonce: str | None = None) -> str:
        """What a browser does: goes to the provider with a challenge, and is sent back with a code."""
        digest = sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": REDIRECT,
            "scope": "openid",
            "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            **({} if nonce is None else {"nonce": nonce}),
        }
        answer = httpx2.get(f"{self.issuer}/authorize", params=asked)
        assert answer.status_code == 302, answer.text
        (code,) = parse_qs(urlsplit(answer.headers["location"]).query)["code"]
        return code


@contextmanager
def running_provider(provider: Provider | None = None) -> Iterator[Provider]:
    """Serves a provider on a free port of loopback."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    provider = provider or Provider()
    server = make_server("127.0.0.1", 0, make_application(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_application(provider: Provider) -> Flask:
    """The provider's endpoints."""
    app = Flask("provider")
    server = AuthorizationServer(app, query_client=lambda _: provider.client, save_token=lambda *_: None)
    server.register_grant(_grant_of(provider), [_OpenID(provider), CodeChallenge(required=True)])

    @app.before_request
    def count() -> Response | None:
        provider.asked[request.path] += 1
        return Response("down", 503) if provider.down else None

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        places = {name: f"{provider.issuer}/{path}" for name, path in paths.items()}
        return jsonify({"issuer": provider.issuer, **places})

    @app.get("/keys")
    def keys() -> Response:
        return jsonify({"keys": [key.as_dict(private=False) for key in provider.keys]})

    @app.get("/moved")
    def moved() -> Response:
        return Response(status=302, headers={"location": f"{provider.issuer}/keys"})

    @app.get("/authorize")
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=provider.member)
        return server.create_authorization_response(grant=grant, grant_user=provider.member)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    return app


def _grant_of(provider: Provider) -> type:
    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("none", "client_secret_basic")

        def save_authorization_code(self, code: str, asked: Any) -> None:
            given = asked.payload.data
            provider.codes[code] = Code(
                asked.payload.redirect_uri,
                asked.payload.scope,
                given.get("nonce"),
                given.get("code_challenge"),
                given.get("code_challenge_method"),
                asked.user,
            )

        def query_authorization_code(self, code: str, _client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            for code in [code for code, kept in provider.codes.items() if kept is authorization_code]:
                del provider.codes[code]

        def authenticate_user(self, authorization_code: Code) -> Claims:
            return authorization_code.member

    return Grant


class _OpenID(OpenIDCode):  # type: ignore[misc]
    """Id tokens with the member's claims."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=False)
        self._provider = provider

    def exists_nonce(self, _nonce: str, _request: object) -> bool:
        return False

    def resolve_client_private_key(self, _client: Client) -> Key:
        return self._provider.keys[-1]

    def get_client_algorithm(self, _client: Client) -> str | None:
        return self._provider.keys[-1].alg

    def get_encode_header(self, _client: Client) -> dict[str, Any]:
        key = self._provider.keys[-1]
        return {"alg": key.alg, "kid": key.kid}

    def get_client_claims(self, _client: Client) -> dict[str, Any]:
        return {"iss": self._provider.issuer, "aud": [CLIENT]}

    def generate_user_info(self, user: Claims, _scope: str) -> dict[str, Any]:
        return dict(user)
