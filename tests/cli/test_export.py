"""``atlas-kg export``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from Crypto.PublicKey import RSA

Run = Callable[..., CompletedProcess[str]]


def test_every_written_file_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "release"
    done = run("export", "-o", folder)
    assert (done.returncode, done.stdout) == (0, "")
    told = [line.removeprefix("Wrote ") for line in done.stderr.splitlines() if "Wrote" in line]
    assert sorted(told) == sorted(map(str, folder.iterdir()))
    assert {Path(name).suffix for name in told} == {
        ".ttl",
        ".owl",
        ".nt",
        ".jsonld",
        ".trig",
        ".csv",
        ".json",
    }


def test_key_and_signer_are_written_to_no_place_but_the_signature(run: Run, tmp_path: Path) -> None:
    key, folder = tmp_path / "key.pem", tmp_path / "release"
    made = RSA.generate(2048)
    key.write_bytes(made.export_key("PEM", pkcs=8))
    done = run("export", "-o", folder, "--sign", key, "--signer", "0000-0002-1825-0097")
    assert done.returncode == 0
    content = (folder / "nanopublications.trig").read_text("utf-8")
    assert content.count("npx:signedBy <https://orcid.org/0000-0002-1825-0097>") == 32
    for line in made.export_key("PEM", pkcs=8).decode().splitlines()[1:-1]:
        assert line not in content + done.stdout + done.stderr


def test_signer_without_key_is_told(run: Run, tmp_path: Path) -> None:
    done = run("export", "-o", tmp_path / "release", "--signer", "0000-0002-1825-0097")
    assert (done.returncode, done.stdout) == (2, "")
    assert "add --sign KEY" in done.stderr


def test_missing_library_is_told_before_anything_is_built(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # To Python, a module that is None is one that is not installed.
    monkeypatch.setitem(sys.modules, "nanopub.nanopub_conf", None)
    done = run("export", "-o", tmp_path / "release", "--sign", tmp_path / "key.pem")
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'atlas-kg[nanopub]'" in done.stderr
    assert not (tmp_path / "release").exists()
