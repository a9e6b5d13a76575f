"""An OpenID Connect provider in a process of its own; it lies where a subject is to be lied about.

`python -m tests.accounts.identity.server PORT`. A subject whose claims hold `spoil` is given a
token that is wrong in this one way.
"""

from __future__ import annotations

import json
import sys

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Response, g, request
from oidc_provider_mock import app
from werkzeug.serving import run_simple

from tests.accounts.identity.lies import CHANGES


def spoilt(response: Response) -> Response:
    """The answer with the token as it is asked for."""
    if request.path != "/oauth2/token" or response.status_code != 200:
        return response
    answer = response.get_json()
    claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
    jwk = g.oidc_provider_mock_storage.jwk
    how = claims.pop("spoil", "")
    changed = {**claims, **CHANGES.get(how, {})}
    kept = {name: value for name, value in changed.items() if value is not None}
    key, way = jwk.as_pem(is_private=True), "RS256"
    if how == "signature":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elif how == "unsigned":
        key, way = None, "none"
    elif how == "shared secret":
        key, way = "the secret of the client, which is long enough", "HS256"
    headers = {} if how == "no key" else {"kid": "stranger" if how == "key" else jwk.thumbprint()}
    answer["id_token"] = jwt.encode(kept, key, way, headers=headers)
    response.set_data(json.dumps(answer))
    return response


def main(port: int) -> None:
    provider = app(require_client_registration=True, require_nonce=True)
    provider.after_request(spoilt)
    run_simple("localhost", port, provider, threaded=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
