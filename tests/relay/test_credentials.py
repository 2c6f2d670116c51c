"""Credentials come from the environment or a netrc file, and go only to who asks for them."""

from __future__ import annotations

import base64
from pathlib import Path

import httpx2
import pytest

from atlas_kg.errors import UsageError
from atlas_kg.relay import Credentials, Endpoints, found_credentials
from atlas_kg.relay.credentials import WhenAsked

URL = "http://store.example/sparql"


def test_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine store.example login file password secret\n", "ascii")
    file.chmod(0o600)
    known = {"NETRC": str(file)}
    assert found_credentials(URL, known) == Credentials("file", "secret")
    assert found_credentials("http://other.example/sparql", known) is None
    named = {**known, "ATLAS_STORE_USER": "me", "ATLAS_STORE_PASSWORD": "p"}
    assert found_credentials(URL, named) == Credentials("me", "p")
    assert found_credentials(URL, {**named, "ATLAS_STORE_TOKEN": "t"}) == Credentials("", "t")


def test_half_of_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="set ATLAS_STORE_PASSWORD too"):
        found_credentials(URL, {"ATLAS_STORE_USER": "me"})
    file = tmp_path / "netrc"
    file.write_text("no machine", "ascii")
    with pytest.raises(UsageError, match="cannot be read as a netrc file"):
        found_credentials(URL, {"NETRC": str(file)})


def test_secrets_are_not_shown() -> None:
    assert "hush" not in repr(Credentials("me", "hush"))


def test_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="netrc file") as raised:
        Endpoints.of("http://me:hush@store.example/sparql")
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["", "ftp://a/", "http://", "http://a b/", "http://a:x/", "http://a/#b"]
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(UsageError, match="is not the address of an endpoint"):
        Endpoints.of(url)


def asked(auth: WhenAsked, *answers: httpx2.Response) -> list[str | None]:
    """Return what a store is shown in one request, which it may answer with a challenge."""
    flow = auth.sync_auth_flow(httpx2.Request("POST", URL))
    shown = [next(flow).headers.get("authorization")]
    for answer in answers:
        try:
            shown.append(flow.send(answer).headers.get("authorization"))
        except StopIteration:
            break
    return shown


def refused(challenge: str) -> httpx2.Response:
    request = httpx2.Request("POST", URL)
    return httpx2.Response(401, headers={"WWW-Authenticate": challenge}, request=request)


WELL = httpx2.Response(200)


def test_password_goes_to_who_asks() -> None:
    auth = WhenAsked(Credentials("me", "hush"))
    basic = "Basic " + base64.b64encode(b"me:hush").decode()
    assert asked(auth, WELL) == [None]
    assert asked(auth, refused('Basic realm="x"'), WELL) == [None, basic]
    assert asked(auth, WELL) == [basic]
    assert asked(WhenAsked(None), refused("Basic"), WELL) == [None]


def test_password_is_hashed_for_who_asks_for_that() -> None:
    auth = WhenAsked(Credentials("me", "hush"))
    challenge = refused('Digest realm="x", nonce="1", qop="auth", algorithm=MD5')
    shown = [text for text in asked(auth, challenge, challenge, WELL) if text]
    assert shown
    assert all(text.startswith("Digest ") and "hush" not in text for text in shown)
    assert (asked(auth, WELL)[0] or "").startswith("Digest ")


def test_token_goes_at_once() -> None:
    assert asked(WhenAsked(Credentials("", "t")), WELL) == ["Bearer t"]
