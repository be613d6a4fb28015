"""Sign-in by the agency's own identity provider: OIDC with PKCE, matched on the NIP; nobody is created.

The provider sends the browser back with a GET, and a GET writes nothing here: it only learns who that is.
The session is opened by the button of the page that says the name, which also tells on a shared computer
whose account the provider still held.
"""

from typing import Any

from flask import current_app, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.config import Oidc
from app.errors import NotFound
from app.people import queries
from app.people.guards import public
from app.people.rules.federated import Elsewhere, nip_in
from app.people.views.blueprint import blueprint
from app.people.views.entering import HALFWAY_LASTS, Arrival, arrive

NAME = "sso"
BOUND_FOR = "sso_tujuan"
KNOWN = "sso_orang"
SECONDS = 5


@blueprint.get("/masuk/sso")
@public
def go_elsewhere() -> Response | tuple[str, int]:
    """Off to the provider, with state, nonce and a PKCE challenge that only this browser can answer."""
    provider = _provider()
    try:
        _refuse_other_issuer(provider.load_server_metadata())
        address = current_app.config["PAHAM"].base_url + url_for("people.come_back")
        response: Response = provider.authorize_redirect(address)
    except Exception as error:  # a provider that is down fails in many ways, none of them ours
        return _refused(Elsewhere.DOWN, error)
    session[BOUND_FOR] = request.args.get("next")
    return response


@blueprint.get("/masuk/sso/kembali")
@public
def come_back() -> str | tuple[str, int]:
    """What the provider says: who that is, or why not."""
    provider = _provider()
    try:
        claims = _claims(provider)
    except Exception as error:
        return _refused(_kind_of(error), error)
    nip = nip_in(claims.get(_oidc().nip_claim))
    found = queries.credentials(nip) if nip else None
    person = queries.person(found.person_id) if found and found.active else None
    if person is None:
        return _refused(Elsewhere.UNKNOWN)
    session[KNOWN] = [person.id, int(now().timestamp())]
    return render_template("people/come_back.html", person=person, oidc=_oidc())


@blueprint.post("/masuk/sso")
@public
def enter_from_elsewhere() -> Response | tuple[str, int]:
    """Open the session of whom the provider has just named."""
    _provider()
    known: Any = session.get(KNOWN)
    if not known or now().timestamp() - known[1] > HALFWAY_LASTS.total_seconds():
        return _refused(Elsewhere.NOT_OURS)
    account = queries.account(known[0])
    if account is None or not account.active:
        return _refused(Elsewhere.UNKNOWN)
    return arrive(Arrival(account.id, target=session.get(BOUND_FOR), by_password=False))


def _oidc() -> Oidc:
    found: Oidc = current_app.config["PAHAM"].oidc
    if not found:
        raise NotFound
    return found


def _provider() -> Any:
    """The one client of this process; the library is loaded only where a provider is named."""
    oidc = _oidc()
    if NAME not in current_app.extensions:
        from authlib.integrations.flask_client import OAuth

        current_app.extensions[NAME] = OAuth(current_app).register(
            NAME,
            client_id=oidc.client_id,
            client_secret=oidc.client_secret or None,
            server_metadata_url=f"{oidc.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "default_timeout": SECONDS,
                **({} if oidc.client_secret else {"token_endpoint_auth_method": "none"}),
            },
        )
    return current_app.extensions[NAME]


def _refuse_other_issuer(metadata: dict[str, Any]) -> None:
    if str(metadata.get("issuer", "")).rstrip("/") != _oidc().issuer:
        raise ValueError("the provider calls itself by another name")


def _claims(provider: Any) -> dict[str, Any]:
    """What the ID token says, completed by the userinfo endpoint when it lacks the NIP."""
    token = provider.authorize_access_token()
    claims = dict(token["userinfo"])
    if _oidc().nip_claim in claims or "userinfo_endpoint" not in provider.load_server_metadata():
        return claims
    more = dict(provider.userinfo(token=token))
    if more.get("sub") != claims.get("sub"):
        raise ValueError("the userinfo is about somebody else")
    return claims | more


def _kind_of(error: Exception) -> Elsewhere:
    import requests
    from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError

    if isinstance(error, MismatchingStateError):
        return Elsewhere.NOT_OURS
    if isinstance(error, requests.RequestException):
        return Elsewhere.DOWN
    if isinstance(error, OAuthError) and "error" in request.args:
        return Elsewhere.GIVEN_UP
    return Elsewhere.NOT_TRUSTED


def _refused(kind: Elsewhere, error: Exception | None = None) -> tuple[str, int]:
    """A calm page with both ways on; the log gets the kind of failure, never a token."""
    if error is not None:
        current_app.logger.warning("sign-in elsewhere: %s (%s)", kind.name, type(error).__name__)
    return render_template("people/elsewhere.html", sentence=kind.sentence, oidc=_oidc()), kind.status
