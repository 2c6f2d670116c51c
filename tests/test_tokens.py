"""Tokens: made, kept as hashes, and recognised."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.tokens import Right, Tokens, add_token, new_token, read_tokens, token_line


def test_token_is_recognised_and_kept_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    token = add_token(file, "ann")
    other = add_token(file, "bob")
    tokens = read_tokens(file)
    assert len(tokens) == 2
    assert (tokens.owner(token), tokens.owner(other)) == ("ann", "bob")
    text = file.read_text("utf-8")
    assert token not in text
    assert text.startswith(f"ann sha256:{hashlib.sha256(token.encode()).hexdigest()}\n")
    assert file.stat().st_mode & 0o777 == 0o600


def test_right_stands_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    jane = add_token(file, "jane", Right.CONTRIBUTE)
    ann = add_token(file, "ann")
    lines = file.read_text("utf-8").splitlines()
    assert [line.endswith(" may:contribute") for line in lines] == [True, False]
    file.write_text(file.read_text("utf-8") + f"{token_line('joe', 'x')} may:change\n", "utf-8")
    tokens = read_tokens(file)
    assert (tokens.owner(jane), tokens.owner(ann)) == ("jane", "ann")
    may = [tokens.may_change(name) for name in ("jane", "ann", "joe", "nobody")]
    assert may == [False, True, True, False]


def test_right_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"{token_line('ann', 'x')} may:read\n", "utf-8")
    with pytest.raises(UsageError, match="this is no token"):
        read_tokens(file)


@pytest.mark.parametrize("change", ["", "x", "case", "hash", "\udcff", "ä" * 50])
def test_what_is_no_token_is_nobodys(change: str) -> None:
    token = new_token()
    tokens = Tokens({"ann": hashlib.sha256(token.encode()).digest()})
    presented = {
        "x": f"{token}x",
        "case": token.swapcase(),
        "hash": hashlib.sha256(token.encode()).hexdigest(),
    }.get(change, change)
    assert tokens.owner(presented) is None


def test_tokens_are_random() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 43


def test_every_hash_is_compared_whatever_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    real = hmac.compare_digest

    def counted(left: bytes, right: bytes) -> bool:
        compared.append(right)
        return real(left, right)

    monkeypatch.setattr(hmac, "compare_digest", counted)
    hashes = {name: hashlib.sha256(name.encode()).digest() for name in ("a", "b", "c")}
    for presented in ("a", "c", "no"):
        compared.clear()
        Tokens(hashes).owner(presented)
        assert compared == list(hashes.values())


def test_file_may_hold_remarks(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"# who may write\n\n  {token_line('ann', 'a')}\r\n# bob left", "utf-8")
    assert read_tokens(file).owner("a") == "ann"
    token = add_token(file, "carl")
    assert read_tokens(file).owner(token) == "carl"


@pytest.mark.parametrize(
    "line",
    ["ann", "ann sha256:12", f"ann md5:{'0' * 64}", f"sha256:{'0' * 64}", "ann secret-in-clear"],
)
def test_wrong_line_is_told_by_its_place_and_not_repeated(tmp_path: Path, line: str) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"# first\n{line}\n", "utf-8")
    with pytest.raises(UsageError, match="NAME sha256:HASH") as caught:
        read_tokens(file)
    assert str(caught.value).startswith(f"{file}:2: ")
    assert "secret-in-clear" not in str(caught.value)


def test_two_lines_for_one_name(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"{token_line('ann', 'a')}\n{token_line('ann', 'b')}\n", "utf-8")
    with pytest.raises(UsageError, match=":2: 'ann' has a token in a line above"):
        read_tokens(file)


def test_name_has_one_token(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    add_token(file, "ann")
    before = file.read_bytes()
    with pytest.raises(UsageError, match=r"'ann' has a token in .* already"):
        add_token(file, "ann")
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["", "a b", "#a", "a\nb", "-a", "é", "a" * 101])
def test_name_that_cannot_stand_in_the_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of a token"):
        add_token(tmp_path / "tokens", name)
    assert not (tmp_path / "tokens").exists()


def test_file_that_everybody_may_write_to(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    add_token(file, "ann")
    file.chmod(0o666)
    with pytest.raises(UsageError, match="chmod o-w"):
        read_tokens(file)


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for path in (tmp_path, tmp_path / "missing", tmp_path / "binary"):
        with pytest.raises(UsageError, match="cannot be read as a file of tokens"):
            read_tokens(path)
    with pytest.raises(UsageError, match="cannot be written"):
        add_token(tmp_path / "missing" / "tokens", "ann")
