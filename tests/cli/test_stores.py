"""Where ``serve`` keeps the data: places that there are, and what is wrong with others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from atlas_kg.cli.stores import StoreOptions, store_of
from atlas_kg.errors import UsageError
from atlas_kg.federation.allow_list import AllowList
from atlas_kg.web.settings import Settings

Run = Callable[..., CompletedProcess[str]]
URL = "http://127.0.0.1:9/sparql"


@pytest.mark.parametrize("option", ["--store-update", "--store-graphs"])
@pytest.mark.parametrize("store", ["memory", "folder"])
def test_addresses_belong_to_an_endpoint(run: Run, tmp_path: Path, option: str, store: str) -> None:
    place = "memory" if store == "memory" else str(tmp_path / "new")
    done = run("serve", "--store", place, option, URL)
    assert done.returncode == 2
    assert "--store URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_folder_that_holds_something_else(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("Dear", "utf-8")
    done = run("serve", "--store", str(tmp_path))
    assert done.returncode == 2
    assert "holds other files (letters.txt)" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_a_file_is_no_folder(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", "utf-8")
    done = run("serve", "--store", str(file))
    assert done.returncode == 2
    assert "cannot be used for a store" in done.stderr


def test_a_folder_that_a_server_uses(run: Run, tmp_path: Path) -> None:
    options = StoreOptions(str(tmp_path / "store"))
    with store_of(options, Settings()):
        done = run("serve", "--store", options.store)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert options.store in done.stderr
        with pytest.raises(UsageError):
            store_of(options, Settings())


@pytest.mark.parametrize("url", ["http://", "http://user:word@e.org/sparql", "http://e.org:0/"])
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(UsageError):
        store_of(StoreOptions(url), Settings())


def test_what_an_endpoint_may_call_is_for_it_to_say() -> None:
    settings = Settings(allowed=AllowList(("https://query.example/sparql",), ()))
    with pytest.raises(UsageError, match="--allow-service is for stores of this server"):
        store_of(StoreOptions(URL), settings)


def test_places_that_there_are() -> None:
    upper = URL.upper().replace("SPARQL", "sparql")
    for options in (StoreOptions("memory"), StoreOptions(upper), StoreOptions(URL, URL, URL)):
        with store_of(options, Settings()):
            pass
