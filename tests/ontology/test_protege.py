"""Protégé opens the ontology with all its modules, without a network."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rdflib import OWL, RDF, Graph, URIRef

from atlas_kg.dataset import Sources
from atlas_kg.namespaces import ONTOLOGY
from tests.ontology.editor import JUDGEMENTS, opened

FOLDER = Sources.carried().ontology
CATALOG = FOLDER / "catalog-v001.xml"
HEADER = FOLDER / "atlas.ttl"
MODULES = sorted(path for path in FOLDER.glob("*.ttl") if path != HEADER)


def iri(module: Path) -> str:
    return f"{ONTOLOGY}/{module.stem}"


def catalogued() -> dict[str, str]:
    """Return the file of each IRI of the catalogue."""
    entries = list(ET.parse(CATALOG).getroot())  # noqa: S314
    assert {entry.tag for entry in entries} == {"{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"}
    found = {entry.attrib["name"]: entry.attrib["uri"] for entry in entries}
    assert len(found) == len(entries), "an IRI is in the catalogue twice"
    return found


@pytest.fixture(scope="module")
def said() -> dict[str, list[str]]:
    return opened(HEADER, CATALOG)


def test_catalogue_holds_the_modules_and_the_version_of_the_header() -> None:
    version = str(Graph().parse(HEADER).value(URIRef(ONTOLOGY), OWL.versionIRI))
    modules = {iri(module): module.name for module in MODULES}
    assert catalogued() == {ONTOLOGY: HEADER.name, version: HEADER.name} | modules


@pytest.mark.parametrize("name", sorted(set(catalogued().values())))
def test_file_of_the_catalogue_is_there(name: str) -> None:
    assert (FOLDER / name).is_file()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_module_declares_the_iri_of_its_file(module: Path) -> None:
    assert list(Graph().parse(module).subjects(RDF.type, OWL.Ontology)) == [URIRef(iri(module))]


def test_header_imports_the_modules_that_are_there() -> None:
    imported = {str(module) for module in Graph().parse(HEADER).objects(None, OWL.imports)}
    assert imported == {iri(module) for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_module_imports_modules_only(module: Path) -> None:
    imported = {str(other) for other in Graph().parse(module).objects(None, OWL.imports)}
    assert imported < {iri(other) for other in MODULES} - {iri(module)}


def test_every_module_is_loaded(said: dict[str, list[str]]) -> None:
    assert sorted(said["module"]) == [ONTOLOGY, *map(iri, MODULES)]


@pytest.mark.parametrize("judgement", JUDGEMENTS)
def test_nothing_is_to_complain_of(judgement: str, said: dict[str, list[str]]) -> None:
    assert said[judgement] == []


def test_ontology_is_consistent(said: dict[str, list[str]]) -> None:
    assert said["consistent"] == ["true"]


def test_module_that_the_catalogue_lacks_is_not_found_elsewhere(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "ontology")
    catalog = folder / CATALOG.name
    lines = CATALOG.read_text("utf-8").splitlines()
    catalog.write_text("\n".join(line for line in lines if '/coding"' not in line), "utf-8")
    with pytest.raises(pytest.fail.Exception, match=f"Could not load imported.*{ONTOLOGY}/coding"):
        opened(folder / HEADER.name, catalog)


def test_what_is_to_complain_of_is_told(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "ontology")
    with (folder / "core.ttl").open("a", encoding="utf-8") as file:
        file.write(
            """
atlas:Impossible a owl:Class ; rdfs:subClassOf atlas:Solution , atlas:Mechanism .
atlas:Vague a owl:Class ; rdfs:subClassOf
    [ a owl:Restriction ; owl:onProperty atlas:precedes ; owl:someValuesFrom atlas:AdoptionPhase ] .
atlas:Signaling atlas:unknown atlas:Unknown .
"""
        )
    said = opened(folder / HEADER.name, folder / CATALOG.name)
    assert said["unsatisfiable"] == [f"<{ONTOLOGY}#Impossible>"]
    assert all(said[judgement] for judgement in JUDGEMENTS)
