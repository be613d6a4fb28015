"""A tiny OpenID provider for tests: discovery, PKCE, a signed token; it can lie in every way that matters."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey


class Provider(ThreadingHTTPServer):
    """Signs in whoever comes as `claims`; `lies` changes one thing: nonce, issuer, key, expired, none."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        self.claims: dict[str, Any] = {"nip": "19850101 201001 1 001"}
        self.userinfo: dict[str, Any] | None = None
        self.lies, self.asked = "", {}
        self.key = RSAKey.generate_key(2048, parameters={"kid": "satu"})
        self.other_key = RSAKey.generate_key(2048, parameters={"kid": "satu"})
        super().__init__(("127.0.0.1", port), Conversation)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def issuer(self) -> str:
        """The address of the provider."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self) -> None:
        """No answer any more."""
        self.shutdown()
        self.server_close()

    def id_token(self) -> str:
        """What the provider says about the person."""
        at = int(time.time()) - (7200 if self.lies == "expired" else 0)
        said = {"iss": "https://jahat.test" if self.lies == "issuer" else self.issuer}
        said |= {
            "sub": "s1",
            "aud": "lain" if self.lies == "audience" else "paham",
            "iat": at,
            "exp": at + 300,
        }
        said["nonce"] = "lain" if self.lies == "nonce" else self.asked["nonce"]
        key = self.other_key if self.lies == "key" else self.key
        if self.lies in {"none", "HS256"}:
            return _signed_by(self.lies, said | self.claims)
        return jwt.encode({"alg": "RS256", "kid": "satu"}, said | self.claims, key)


def _signed_by(algorithm: str, said: dict[str, Any]) -> str:
    """By nobody, or with a secret that anybody could take for a key."""
    head, body = (_part(json.dumps(each).encode()) for each in ({"alg": algorithm, "kid": "satu"}, said))
    sign = hmac.new(b"rahasia", f"{head}.{body}".encode(), "sha256").digest() if algorithm == "HS256" else b""
    return f"{head}.{body}.{_part(sign)}"


def _part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Conversation(BaseHTTPRequestHandler):
    """One request to the provider."""

    server: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        issuer = self.server.issuer
        if parts.path == "/.well-known/openid-configuration":
            about = {"issuer": "https://lain.test" if self.server.lies == "name" else issuer}
            about |= {"authorization_endpoint": f"{issuer}/auth", "token_endpoint": f"{issuer}/token"}
            about |= {"jwks_uri": f"{issuer}/keys", "id_token_signing_alg_values_supported": ["RS256"]}
            if self.server.userinfo is not None:
                about["userinfo_endpoint"] = f"{issuer}/userinfo"
            self._say(about)
        elif parts.path == "/keys":
            self._say({"keys": [self.server.key.as_dict(private=False)]})
        elif parts.path == "/userinfo":
            self._say(self.server.userinfo or {})
        elif parts.path == "/auth":
            self.server.asked = asked
            back = urlencode({"code": "kode", "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        digest = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
        proves = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.server.asked["code_challenge"]
        if not proves or self.server.asked["code_challenge_method"] != "S256":
            self._say({"error": "invalid_grant"}, 400)
            return
        self._say({"access_token": "x", "token_type": "Bearer", "id_token": self.server.id_token()})

    def _say(self, what: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""
