"""Rules of this house that no linter knows."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import rdflib
from rdflib import RDF, RDFS

import atlas_kg
from atlas_kg.dataset import Dataset, Sources
from atlas_kg.namespaces import ATLAS, GRAPH_LITERATURE, GRAPH_ONTOLOGY

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "atlas_kg"
PYTHON = sorted(SOURCE.rglob("*.py"))
TEMPLATES = sorted(path for path in SOURCE.rglob("*.html") if "static" not in path.parts)
QUERIES = sorted(path for path in (ROOT / "queries").rglob("*.rq"))
# Questions may ask about one thing, here or elsewhere; what makes the map must treat all alike.
QUESTIONS = {"competency", "federation"}
NEUTRAL_QUERIES = [path for path in QUERIES if path.parent.name not in QUESTIONS]
MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(atlas_kg.__path__, "atlas_kg.")
]
CLASSES = (
    "AdoptionPhase",
    "AgencyProblem",
    "AlignmentTarget",
    "InformationAsymmetry",
    "Mechanism",
    "Situation",
    "Solution",
)
# The name of a class or of a state is no name of a thing, though it may hold the same word; and
# whoever reviews literature screens it, which is no mechanism.
COMMON_WORDS = {"model", "dataset", "screening"}
# A message may show by one example how a name is written.
EXAMPLE = re.compile(r"(such as|Write it as) [\w:-]+")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def docstrings(tree: ast.Module) -> set[ast.AST]:
    """Return the nodes of docstrings, and of strings that stand alone below an assignment."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each string in the code, without docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    told = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            yield node.lineno, node.value


def names(path: Path) -> set[str]:
    """Return what the code calls things: names, attributes and keywords."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for field in ("id", "attr", "arg", "name"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                found.add(value)
    return found


@pytest.fixture(scope="module")
def individuals(asserted: Dataset) -> re.Pattern[str]:
    """A pattern of everything that the ontology and the data name: local names and labels."""
    graph = asserted.graph(GRAPH_ONTOLOGY, GRAPH_LITERATURE)
    words = set()
    for name in CLASSES:
        for thing in graph.subjects(RDF.type, ATLAS[name]):
            words.add(str(thing).replace("#", "/").rsplit("/", 1)[-1])
            words |= {str(label) for label in graph.objects(thing, RDFS.label)}
    words = {word for word in words if word.lower() not in COMMON_WORDS}
    assert {"Signaling", "data-cards", "Data cards", "ModelSelection"} <= words
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sorted(words)))})(?!\w)", re.IGNORECASE)


@pytest.mark.parametrize("path", [*PYTHON, *sorted((ROOT / "tests").rglob("*.py"))], ids=relative)
def test_module_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_module_has_a_telling_name(path: Path) -> None:
    vague = {"utils", "util", "helpers", "helper", "services", "constants", "common", "misc"}
    assert not vague & {path.stem, path.parent.name}


@pytest.mark.parametrize("path", [*PYTHON, *TEMPLATES, *QUERIES], ids=relative)
def test_nothing_is_left_to_do(path: Path) -> None:
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text("utf-8"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_exported_names_exist(module: ModuleType) -> None:
    exported = getattr(module, "__all__", [])
    assert [name for name in exported if not hasattr(module, name)] == []
    assert len(set(exported)) == len(exported)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_public_names_are_documented(module: ModuleType) -> None:
    assert module.__doc__
    for name in getattr(module, "__all__", []):
        value = getattr(module, name)
        if not (inspect.isclass(value) or inspect.isfunction(value)):
            continue
        assert inspect.getdoc(value), name
        for attribute, member in vars(value).items() if inspect.isclass(value) else ():
            if inspect.isfunction(member) and not attribute.startswith("_"):
                assert inspect.getdoc(member), f"{name}.{attribute}"


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_long_queries_lie_in_files(path: Path) -> None:
    sparql = re.compile(r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE|INSERT)\b[^.]*\{", re.DOTALL)
    long = [line for line, text in texts(path) if sparql.search(text) and text.count("\n") > 2]
    assert long == []


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_own_names_are_written_in_one_module(path: Path) -> None:
    if path.name == "namespaces.py":
        return
    assert [line for line, text in texts(path) if "w3id.org/llm-atlas" in text] == []


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_code_names_no_thing_of_the_graph(path: Path, individuals: re.Pattern[str]) -> None:
    found = {line: individuals.findall(EXAMPLE.sub("", text)) for line, text in texts(path)}
    assert {line: words for line, words in found.items() if words} == {}
    assert {name for name in names(path) if individuals.fullmatch(name)} == set()


@pytest.mark.parametrize("path", [*TEMPLATES, *NEUTRAL_QUERIES], ids=relative)
def test_text_names_no_thing_of_the_graph(path: Path, individuals: re.Pattern[str]) -> None:
    assert individuals.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", QUERIES, ids=relative)
def test_queries_name_no_individual_but_a_status(path: Path, asserted: Dataset) -> None:
    graph = asserted.graph(GRAPH_ONTOLOGY)
    allowed = set(graph.subjects(RDF.type, ATLAS.CodingStatus))
    text = path.read_text("utf-8")
    used = {rdflib.URIRef(str(ATLAS[name])) for name in re.findall(r"\batlas:(\w+)", text)}
    known = {term for name in CLASSES for term in graph.subjects(RDF.type, ATLAS[name])}
    assert used & known == set()
    assert used - allowed <= set(graph.subjects())
    assert "/id/" not in text


def test_rules_see_something() -> None:
    assert len(PYTHON) > 30
    assert len(TEMPLATES) > 1
    assert len(NEUTRAL_QUERIES) >= 5
    assert Sources.carried().data == ROOT / "data"
