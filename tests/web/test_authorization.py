"""Who may change the graph: the header Authorization of a request."""

from __future__ import annotations

import base64
from http import HTTPStatus

import pytest
from starlette.datastructures import Headers

from atlas_kg.tokens import Tokens, token_line
from atlas_kg.web.authorization import owner_of
from atlas_kg.web.problems import ProblemError

# The names of the tests hold it, and tests that run side by side must have the same names.
TOKEN = "theTokenOfThisTest" * 3
TOKENS = Tokens({"ann": bytes.fromhex(token_line("ann", TOKEN).partition(":")[2])})


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "value",
    [
        f"Bearer {TOKEN}",
        f"bearer   {TOKEN} ",
        basic("ann", TOKEN),
        basic("", TOKEN),
        basic("anybody", TOKEN).replace("Basic", "BASIC"),
    ],
)
def test_right_token(value: str) -> None:
    assert owner_of(Headers({"Authorization": value}), TOKENS) == "ann"


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN.swapcase()}",
        TOKEN,
        f"Token {TOKEN}",
        f"Digest {TOKEN}",
        f"Basic {TOKEN}",
        "Basic !",
        "Basic /////w==",
        basic(TOKEN, ""),
        basic("ann", "ann"),
    ],
)
def test_missing_or_wrong_token(value: str | None) -> None:
    headers = Headers({} if value is None else {"Authorization": value})
    with pytest.raises(ProblemError) as caught:
        owner_of(headers, TOKENS)
    assert caught.value.status == HTTPStatus.UNAUTHORIZED
    challenge = caught.value.headers["WWW-Authenticate"]
    assert challenge.startswith('Bearer realm="atlas-kg"')
    assert ', Basic realm="atlas-kg"' in challenge
    assert TOKEN not in str(caught.value.as_json())


def test_token_for_contributions_changes_nothing() -> None:
    tokens = Tokens({"ann": bytes.fromhex(token_line("ann", TOKEN).partition(":")[2])}, ["ann"])
    assert tokens.owner(TOKEN) == "ann"
    for value in (f"Bearer {TOKEN}", basic("ann", TOKEN)):
        with pytest.raises(ProblemError) as caught:
            owner_of(Headers({"Authorization": value}), tokens)
        assert caught.value.status == HTTPStatus.FORBIDDEN
        assert "contribute" in str(caught.value.as_json())
        assert 'error="insufficient_scope"' in caught.value.headers["WWW-Authenticate"]


def test_nobody_may_write_where_there_are_no_tokens() -> None:
    with pytest.raises(ProblemError) as caught:
        owner_of(Headers({"Authorization": f"Bearer {TOKEN}"}), None)
    assert caught.value.status == HTTPStatus.FORBIDDEN
    with pytest.raises(ProblemError) as caught:
        owner_of(Headers({"Authorization": f"Bearer {TOKEN}"}), Tokens({}))
    assert caught.value.status == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize(
    ("further", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, None),
        ({"Sec-Fetch-Site": "none"}, None),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://atlas.example"}, None),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://[::1"}, 403),
    ],
)
def test_page_of_another_site_cannot_use_a_kept_password(
    further: dict[str, str], status: int | None
) -> None:
    common = {"Host": "atlas.example", **further}
    assert owner_of(Headers({**common, "Authorization": f"Bearer {TOKEN}"}), TOKENS) == "ann"
    headers = Headers({**common, "Authorization": basic("ann", TOKEN)})
    if status is None:
        assert owner_of(headers, TOKENS) == "ann"
        return
    with pytest.raises(ProblemError) as caught:
        owner_of(headers, TOKENS)
    assert caught.value.status == status
