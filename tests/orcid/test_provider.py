"""What ORCID says of somebody counts only if all that is signed fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from atlas_kg.errors import UsageError
from atlas_kg.orcid.attempt import Attempt
from atlas_kg.orcid.provider import Person, Provider, ProviderError
from atlas_kg.orcid.setting import CALLBACK, Orcid
from tests.orcid.registry import CLIENT, JANE, SECRET, Claims, Registry, running_registry

BACK = f"http://localhost{CALLBACK}"


@pytest.fixture
def registry() -> Iterator[Registry]:
    with running_registry() as found:
        yield found


def provider(registry: Registry) -> Provider:
    return Provider(Orcid(CLIENT, SECRET, BACK, registry.issuer))


def code_of(provider: Provider, attempt: Attempt) -> str:
    """Sign in at the registry, as a browser does, and return the code that comes back."""
    answer = httpx2.get(provider.address(attempt))
    came = parse_qs(urlsplit(answer.headers["location"]).query)
    assert came["state"] == [attempt.state]
    return came["code"][0]


def test_who_signs_in_is_known(registry: Registry) -> None:
    asking, attempt = provider(registry), Attempt()
    assert asking.person(attempt, code_of(asking, attempt)) == Person(JANE, "Jane Doe")
    (form,) = registry.asked
    assert form["code_verifier"] == attempt.verifier


def other(registry: Registry) -> Callable[[Claims], str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return lambda claims: jwt.encode(claims, key, "RS256", headers={"kid": registry.kid})


def unsigned(_: Registry) -> Callable[[Claims], str]:
    return lambda claims: jwt.encode(claims, "", "none")


def by_the_public_key(registry: Registry) -> Callable[[Claims], str]:
    """Sign as one does with a shared secret, by the key that everybody knows."""
    public = registry.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return lambda claims: jwt.encode(claims, public, "HS256", headers={"kid": registry.kid})


def unknown(registry: Registry) -> Callable[[Claims], str]:
    return lambda claims: jwt.encode(claims, registry.key, "RS256", headers={"kid": "another"})


@pytest.mark.parametrize("sign", [other, unsigned, by_the_public_key, unknown])
def test_wrong_signature_counts_for_nothing(
    registry: Registry, sign: Callable[[Registry], Callable[[Claims], str]]
) -> None:
    registry.sign = sign(registry)
    asking, attempt = provider(registry), Attempt()
    code = code_of(asking, attempt)
    with pytest.raises(ProviderError):
        asking.person(attempt, code)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "APP-OTHER"},
        {"aud": [CLIENT, "APP-OTHER"], "azp": "APP-OTHER"},
        {"nonce": "another"},
        {"exp": 1},
        {"iat": 9_999_999_999},
        {"sub": "jane"},
        {"sub": "0000-0000-0000-0009"},
        {"sub": None},
        {"nonce": None},
        {"exp": None},
    ],
)
def test_wrong_claim_counts_for_nothing(registry: Registry, wrong: Claims) -> None:
    registry.spoil = lambda claims: {k: v for k, v in (claims | wrong).items() if v is not None}
    asking, attempt = provider(registry), Attempt()
    code = code_of(asking, attempt)
    with pytest.raises(ProviderError):
        asking.person(attempt, code)


def test_code_is_worth_nothing_without_the_verifier(registry: Registry) -> None:
    asking, attempt = provider(registry), Attempt()
    code = code_of(asking, attempt)
    with pytest.raises(ProviderError, match="status 400"):
        asking.person(Attempt(attempt.state, attempt.nonce, "guessed"), code)


def test_new_key_is_fetched_once(registry: Registry) -> None:
    now = 0.0
    asking = Provider(Orcid(CLIENT, SECRET, BACK, registry.issuer), lambda: now)
    first = Attempt()
    asking.person(first, code_of(asking, first))
    registry.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    registry.kid = "next-key"
    now = 61.0
    second = Attempt()
    assert asking.person(second, code_of(asking, second)).orcid == JANE


def test_other_name_of_the_issuer_is_refused(registry: Registry) -> None:
    address, registry.issuer = registry.issuer, "https://evil.example"
    with pytest.raises(ProviderError, match="under another name"):
        Provider(Orcid(CLIENT, SECRET, BACK, address)).address(Attempt())


def test_nothing_goes_in_clear_over_a_network() -> None:
    for callback, issuer in (
        (BACK, "http://orcid.org"),
        (f"http://atlas.example.org{CALLBACK}", "https://orcid.org"),
        ("https://atlas.example.org/elsewhere", "https://orcid.org"),
    ):
        with pytest.raises(UsageError, match="--orcid-"):
            Orcid(CLIENT, SECRET, callback, issuer)


def test_secret_is_shown_nowhere(registry: Registry) -> None:
    asking, attempt = provider(registry), Attempt()
    registry.is_silent = True
    with pytest.raises(ProviderError) as failed:
        asking.address(attempt)
    told = f"{failed.value!r} {asking.setting!r} {attempt!r}"
    assert SECRET not in told
    assert attempt.verifier not in told
