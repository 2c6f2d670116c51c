"""The publications agree with the bibliography that was checked in print, where it is at hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from atlas_kg.dataset import Sources

BIBLIOGRAPHY = Path(__file__).parents[3] / "shared" / "data" / "bibliography.yaml"
SAME = ("title", "authors", "year", "type", "venue", "volume", "issue", "pages", "arxiv", "isbn")
needs_bibliography = pytest.mark.skipif(
    not BIBLIOGRAPHY.is_file(), reason="the checked bibliography is not beside this checkout"
)


@cache
def publications() -> dict[str, dict[str, Any]]:
    folder = Sources.carried().data / "publications"
    return {
        path.stem: yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
        for path in folder.iterdir()
    }


@cache
def bibliography() -> dict[str, dict[str, Any]]:
    text = BIBLIOGRAPHY.read_text("utf-8")
    works = yaml.load(text, yaml.BaseLoader)  # noqa: S506
    return {work["key"]: work for work in works}


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def test_the_paper_and_the_works_it_cites_are_there() -> None:
    assert len(publications()) == 81


@needs_bibliography
def test_keys_are_those_of_the_bibliography() -> None:
    assert publications().keys() == bibliography().keys()


@needs_bibliography
@pytest.mark.parametrize("key", sorted(publications()))
def test_fields_agree(key: str) -> None:
    ours, checked = publications()[key], bibliography()[key]
    assert {field: ours.get(field) for field in SAME} == {
        field: checked.get(field) for field in SAME
    }
    assert ours.get("url") in {checked.get("url"), None}
    assert ours.get("et_al", "false") == checked.get("et_al", "false")


@needs_bibliography
@pytest.mark.parametrize("key", sorted(publications()))
def test_dois_were_seen_with_the_work(key: str) -> None:
    checked = bibliography()[key]
    seen = {checked[field] for field in ("doi", "arxiv_doi") if field in checked}
    ours = as_list(publications()[key].get("doi"))
    assert set(ours) <= seen
    assert "doi" not in checked or checked["doi"] in ours


@needs_bibliography
@pytest.mark.parametrize("key", sorted(publications()))
def test_further_identifiers_were_seen_with_the_work(key: str) -> None:
    checked = {name: value for name, value in bibliography()[key].items() if name != "unverified"}
    printed = yaml.safe_dump(checked, allow_unicode=True, width=10_000)
    for identifier in as_list(publications()[key].get("identifiers")):
        _, _, name = str(identifier).partition(":")
        assert name in printed


@needs_bibliography
@pytest.mark.parametrize("key", sorted(publications()))
def test_nothing_that_was_only_recalled_is_told(key: str) -> None:
    ours = yaml.safe_dump(publications()[key], allow_unicode=True, width=10_000)
    for field, recalled in bibliography()[key].get("unverified", {}).items():
        # Only the words before a remark in brackets are the value itself.
        value = str(recalled).split(" (")[0]
        if field not in ("note", "issue"):
            assert value not in ours
        elif field == "issue":
            assert "issue" not in publications()[key]
