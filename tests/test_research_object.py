"""A release is a research object that the library of RO-Crate reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from rdflib import SDO
from rocrate.model import ContextEntity, File
from rocrate.rocrate import ROCrate

from atlas_kg import __version__
from atlas_kg.errors import UsageError
from atlas_kg.formats import GRAPH_FORMATS
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.release import export
from atlas_kg.research_object import METADATA, time_of_release

Run = Callable[..., CompletedProcess[str]]

# What RO-Crate adds to schema.org, and what it renames.
RENAMED = {"File": "MediaObject"}
OTHER = {"@id", "@type", "conformsTo"}


@pytest.fixture(scope="module")
def release(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    export(graph, folder)
    return folder


@pytest.fixture(scope="module")
def crate(release: Path) -> ROCrate:
    return ROCrate(release)


def test_root_says_what_the_release_is(crate: ROCrate) -> None:
    root = crate.root_dataset
    assert crate.version == "1.2"
    assert root.id == "./"
    for name in ("name", "description", "license", "version", "creditText", "creator"):
        assert root[name], name
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", root["datePublished"])
    assert root["license"].id == "https://creativecommons.org/licenses/by/4.0/"
    assert root["license"]["name"]
    assert [work.id for work in root["citation"]] == ["https://doi.org/10.48550/arxiv.2509.07642"]


def test_each_file_is_described(crate: ROCrate, release: Path) -> None:
    files = {entity.id: entity for entity in crate.data_entities}
    assert set(files) == {path.name for path in release.iterdir()} - {METADATA}
    for name, file in files.items():
        assert isinstance(file, File)
        assert int(file["contentSize"]) == (release / name).stat().st_size
        assert file["license"].id == crate.root_dataset["license"].id
        assert file["description"].endswith((".", "?"))
        assert re.fullmatch(r"[a-z]+/[a-z+-]+", file["encodingFormat"])
    assert files["atlas-kg.owl"]["encodingFormat"] == GRAPH_FORMATS["rdf"].media_type
    assert files["map-cells.csv"]["encodingFormat"] == "text/csv"
    assert len({files[name]["description"] for name in files if name.endswith(".trig")}) == 2


def test_how_the_files_were_made(crate: ROCrate) -> None:
    action = crate.root_dataset["mentions"]
    assert isinstance(action, ContextEntity)
    assert action.type == "CreateAction"
    assert {file.id for file in action["result"]} == {file.id for file in crate.data_entities}
    software = action["instrument"]
    assert (software.type, software["version"]) == ("SoftwareApplication", __version__)
    assert "endTime" not in action.properties()


def test_flat_and_of_known_words(release: Path) -> None:
    content = json.loads((release / METADATA).read_text("utf-8"))
    assert content["@context"] == "https://w3id.org/ro/crate/1.2/context"
    known = {entity["@id"] for entity in content["@graph"]}
    assert len(known) == len(content["@graph"])
    for entity in content["@graph"]:
        kind = RENAMED.get(entity["@type"], entity["@type"])
        assert SDO[kind] in SDO
        for name, value in entity.items():
            assert name in OTHER or SDO[name] in SDO
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict):
                    assert set(each) == {"@id"}
                    assert each["@id"] in known or name == "conformsTo"
                else:
                    assert isinstance(each, str)
                    assert each


def test_time_is_told_when_it_is_given(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert run("export", "-o", tmp_path).returncode == 0
    crate = ROCrate(tmp_path)
    assert crate.root_dataset["datePublished"] == "2026-01-01T00:00:00+00:00"
    assert crate.root_dataset["mentions"]["endTime"] == "2026-01-01T00:00:00+00:00"


def test_time_of_release() -> None:
    assert time_of_release({}) is None
    assert time_of_release({"SOURCE_DATE_EPOCH": "0"}) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("given", ["", "yesterday", "1.5", "9" * 30])
def test_no_time_is_told(given: str) -> None:
    with pytest.raises(UsageError, match="whole seconds since 1970"):
        time_of_release({"SOURCE_DATE_EPOCH": given})
